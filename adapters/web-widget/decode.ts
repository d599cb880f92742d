/** Browser to ours: checks every body and query strictly and builds the inbound message. */
import { z } from "zod";
import type { HttpRequest } from "../../src/contracts/channel-adapter.ts";
import type { Instant, OutboundId } from "../../src/contracts/ids.ts";
import type { InboundMessage, Part } from "../../src/contracts/message.ts";
import { MAX_TEXT_LENGTH, MAX_CHOICE_LABEL_LENGTH } from "./capabilities.ts";
import type { WidgetEntry } from "./wire.ts";

export type Decoded<Value> = { readonly kind: "ok"; readonly value: Value } | { readonly kind: "invalid" };

const INVALID = { kind: "invalid" } as const;

const clientMessageId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const locale = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,35}$/)
  .nullable();
// The labels we send are cleaned and cut; what comes back may be as long, never longer.
const label = z
  .string()
  .max(MAX_CHOICE_LABEL_LENGTH * 2)
  .transform(cleanText)
  .refine(hasContent);

const messageBody = z.union([
  z.strictObject({
    clientMessageId,
    text: z.string().max(MAX_TEXT_LENGTH).transform(cleanText).refine(hasContent),
    locale,
  }),
  z.strictObject({ clientMessageId, choiceId: z.string().regex(/^[a-z0-9:._-]{1,40}$/), label, locale }),
]);
/** A signed token in its compact form; a shop's claims fit into far less. */
const sessionBody = z.strictObject({
  identity: z
    .string()
    .max(4_000)
    .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    .optional(),
});
const cursor = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const eventsQuery = z.strictObject({ after: cursor.optional() });
const historyQuery = z.strictObject({ before: cursor, limit: cursor.optional() });
const fileQuery = z.strictObject({
  message: z.guid().transform((id) => id.toLowerCase() as OutboundId),
  at: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number),
});
const configQuery = z.strictObject({
  lang: z
    .string()
    .max(400)
    .regex(/^[A-Za-z0-9,-]*$/)
    .optional(),
  page: z.literal("storefront").optional(),
});

export type MessageBody = z.infer<typeof messageBody>;

export function decodeMessageBody(request: HttpRequest): Decoded<MessageBody> {
  return check(messageBody, readJson(request));
}

/** An empty body is as good as `{}`: there is nothing to say yet. */
export function decodeSessionBody(request: HttpRequest): Decoded<z.infer<typeof sessionBody>> {
  return request.body.byteLength === 0 ? { kind: "ok", value: {} } : check(sessionBody, readJson(request));
}

/** The cursor after which to begin. The query wins over Last-Event-ID, which a proxy may have kept. */
export function decodeEventsQuery(request: HttpRequest): Decoded<number> {
  const query = check(eventsQuery, request.query);
  if (query.kind === "invalid") return INVALID;
  if (query.value.after !== undefined) return { kind: "ok", value: query.value.after };
  const header = request.headers["last-event-id"];
  return header === undefined || header === "" ? { kind: "ok", value: 0 } : check(cursor, header);
}

export function decodeHistoryQuery(request: HttpRequest): Decoded<{ before: number; limit: number }> {
  const query = check(historyQuery, request.query);
  if (query.kind === "invalid") return INVALID;
  return { kind: "ok", value: { before: query.value.before, limit: Math.min(query.value.limit ?? 50, 100) } };
}

export function decodeFileQuery(request: HttpRequest): Decoded<z.infer<typeof fileQuery>> {
  return check(fileQuery, request.query);
}

export function decodeConfigQuery(request: HttpRequest): Decoded<{ tags: readonly string[]; forStorefront: boolean }> {
  const query = check(configQuery, request.query);
  if (query.kind === "invalid") return INVALID;
  const tags = (query.value.lang ?? "").split(",").filter((tag) => tag !== "");
  return { kind: "ok", value: { tags, forStorefront: query.value.page === "storefront" } };
}

export interface Place {
  readonly threadKey: string;
  readonly senderKey: string;
}

export function decodeMessage(body: MessageBody, { threadKey, senderKey }: Place, sentAt: Instant): InboundMessage {
  const part: Part =
    "text" in body ? { kind: "text", text: body.text } : { kind: "choice", choiceId: body.choiceId, label: body.label };
  return {
    threadKey,
    senderKey,
    senderName: null,
    externalId: `${threadKey}:${body.clientMessageId}`,
    parts: [part],
    locale: body.locale,
    sentAt,
  };
}

/** The buyer's own line in the thread, for their other tabs and for a reload. */
export function toBuyerEntry(body: MessageBody, at: Instant): WidgetEntry {
  return {
    kind: "buyer",
    clientMessageId: body.clientMessageId,
    text: "text" in body ? body.text : body.label,
    choiceId: "text" in body ? null : body.choiceId,
    at,
  };
}

/**
 * What neither PostgreSQL's JSON (NUL, lone surrogates) nor a reader can do with: control characters but tab and line
 * feed, and the invisible tag characters. Bidi marks stay; the screen isolates them.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\t\n])\p{Cc}|[\u{e0000}-\u{e007f}]/gu, "")
    .normalize("NFC");
}

function hasContent(text: string): boolean {
  return /[^\s\p{Cf}]/u.test(text);
}

function check<Value>(schema: z.ZodType<Value>, input: unknown): Decoded<Value> {
  const result = schema.safeParse(input);
  return result.success ? { kind: "ok", value: result.data } : INVALID;
}

/** Undefined when it is no JSON. The content type is required: it makes a foreign page ask first (preflight). */
function readJson(request: HttpRequest): unknown {
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(request.body));
  } catch {
    return undefined;
  }
}
