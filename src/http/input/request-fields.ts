/** Fields that requests of the console and of the API share, as schemas. */
import { z } from "zod";
import type { Instant, TicketId } from "../../contracts/ids.ts";
import type { Clock } from "../../contracts/runtime.ts";
import { MAX_TAGS, TICKET_CATEGORIES, TICKET_PRIORITIES } from "../../contracts/ticket.ts";
import { type EndpointId, WEBHOOK_EVENTS } from "../../contracts/webhook.ts";
import { cleanName, cleanText, MAX_TEXT_CODE_POINTS } from "../../shared/clean-text.ts";

const YEAR_MS = 366 * 86_400_000;

/** Actions take no other body than nothing or `{}`. */
export const NO_BODY = z.strictObject({}).optional();

export const idOf = <Id extends string>() => z.guid().transform((id) => id.toLowerCase() as Id);

export const MOMENT = z
  .int()
  .positive()
  .transform((at) => at as Instant);

export const TICKET = z.strictObject({ ticketId: idOf<TicketId>() });

/** Too long is refused, not cut: the agent must know what the buyer will read. */
export const TEXT = z
  .string()
  .max(MAX_TEXT_CODE_POINTS)
  .transform((text) => cleanText(text).trim())
  .refine((text) => text !== "");

export const TAG = z
  .string()
  .max(400)
  .transform((tag) => cleanText(tag).replace(/\s+/gu, " ").trim())
  .refine((tag) => /^.{1,40}$/u.test(tag));
export const TAGS = z.array(TAG).max(MAX_TAGS).transform(unique);

export const EDIT = z
  .strictObject({
    priority: z.enum(TICKET_PRIORITIES).optional(),
    category: z.enum(TICKET_CATEGORIES).optional(),
    tags: TAGS.optional(),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined));

export const ENDPOINT = z.strictObject({ endpointId: idOf<EndpointId>() });
export const EVENT = z.strictObject({ ...ENDPOINT.shape, eventKey: z.string().regex(/^evt_[a-z][0-9a-z_]{1,80}$/) });
const EVENTS = z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(WEBHOOK_EVENTS.length).transform(unique);
const DESCRIPTION = z
  .string()
  .max(200)
  .transform((text) => cleanName(text));
const URL_TEXT = z.string().trim().min(1).max(2_000);
export const NEW_ENDPOINT = z.strictObject({ url: URL_TEXT, description: DESCRIPTION.default(""), events: EVENTS });
export const CHANGED_ENDPOINT = z.strictObject({
  url: URL_TEXT.optional(),
  description: DESCRIPTION.optional(),
  events: EVENTS.optional(),
  state: z.enum(["active", "paused"]).optional(),
});

export function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}

/** Longer than a year is a slip of the keyboard; the past is refused by the story itself. */
export function isWithinYear(at: number, clock: Pick<Clock, "now">): boolean {
  return at < clock.now() + YEAR_MS;
}

/** What was left out of a change, left out. */
export function dropAbsent<Change extends object>(
  change: Change,
): { [Key in keyof Change]: Exclude<Change[Key], undefined> } {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Key in keyof Change]: Exclude<Change[Key], undefined> };
}
