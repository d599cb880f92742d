/** Ours to browser: builds the entries, hints, event frames and replies the widget reads. */
import type { HttpReply } from "../../src/contracts/channel-adapter.ts";
import { ERROR_CODES, type ErrorCode } from "../../src/contracts/errors.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { KeptPart, OutboundMessage, Source } from "../../src/contracts/message.ts";
import { cleanText } from "./decode.ts";
import type { ErrorReply, WidgetEntry, WidgetFile, WidgetEventName, WidgetHint } from "./wire.ts";

/** A hint above 7,000 bytes is dropped on its way between processes; this leaves room for its envelope. */
const MAX_DRAFT_BYTES = 6_000;

export function encodeMessage(message: OutboundMessage, at: Instant): WidgetEntry {
  return {
    kind: "message",
    outboundId: message.outboundId,
    speaker: message.speaker,
    speakerName: message.speakerName === null ? null : cleanText(message.speakerName),
    text: cleanText(message.text),
    language: message.language,
    choices: message.choices.map((choice) => ({ choiceId: choice.choiceId, label: cleanText(choice.label) })),
    sources: message.sources.map(encodeSource),
    ...(message.files && { files: message.files.map(encodeFile) }),
    at,
  };
}

/** Its address is the message and its place; what it is kept under stays here. */
function encodeFile({ name, mediaType, bytes }: KeptPart): WidgetFile {
  return { name: cleanText(name), bytes, isImage: mediaType.startsWith("image/") };
}

/** Above the limit the beginning alone is shown; the whole text follows with the answer. */
export function encodeDraft(outboundId: string, text: string): WidgetHint {
  let shown = cleanText(text);
  while (Buffer.byteLength(JSON.stringify(shown)) > MAX_DRAFT_BYTES) {
    shown = shown.slice(0, Math.floor(shown.length * 0.9)).toWellFormed();
  }
  return { kind: "draft", outboundId, text: shown };
}

/** One server-sent event. JSON has no bare line feed, so one data line is enough. */
export function encodeEvent(name: WidgetEventName, data: unknown, cursor?: number): string {
  const id = cursor === undefined ? "" : `id: ${cursor}\n`;
  return `${id}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function encodeJson(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

export function encodeError(
  status: number,
  code: ErrorCode,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  const body: ErrorReply = { error: { code, message: ERROR_CODES[code] } };
  return encodeJson(status, body, headers);
}

export function encodeTooMany(retryAfterMs: number, headers: Readonly<Record<string, string>>): HttpReply {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return encodeError(429, "TOO_MANY_REQUESTS", { ...headers, "retry-after": String(seconds) });
}

function encodeSource(source: Source): Source {
  return {
    number: source.number,
    articleKey: source.articleKey,
    title: cleanText(source.title),
    quote: cleanText(source.quote),
    url: source.url !== null && isHttpsUrl(source.url) ? source.url : null,
  };
}

function isHttpsUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}
