/** What narrows a list of tickets: as it stands in an address, and as it is sent with a view that is saved. */
import { z } from "zod";
import { LANGUAGES } from "../../contracts/language.ts";
import type { ChannelName } from "../../contracts/message.ts";
import { TICKET_VIEWS } from "../../contracts/saved-view.ts";
import {
  TICKET_CATEGORIES,
  TICKET_PRIORITIES,
  TICKET_STATUSES,
  type TicketConditions,
} from "../../contracts/ticket.ts";
import { TAG } from "../../http/input/request-fields.ts";

const MAX_VALUES = 30;

const CHANNEL = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .transform((channel) => channel as ChannelName);

const VIEW_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const SAVED_VIEW = z.strictObject({ viewId: z.string().toLowerCase().regex(VIEW_ID) });

const SAVED_NAME = z.string().regex(/^view-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** `priority=urgent&priority=high`: named once it is one, named again it is any of them. */
function any<Value>(value: z.ZodType<Value, string>) {
  const one = value.transform((each) => [each]);
  return z.union([one, z.array(value).max(MAX_VALUES)]).optional();
}

export const TICKET_QUERY = z.strictObject({
  view: z.union([z.enum(TICKET_VIEWS), SAVED_NAME]),
  status: any(z.enum(TICKET_STATUSES)),
  priority: any(z.enum(TICKET_PRIORITIES)),
  language: any(z.enum(LANGUAGES)),
  channel: any(CHANNEL),
  category: any(z.enum(TICKET_CATEGORIES)),
  tag: any(TAG),
  overdue: z.literal("yes").optional(),
});

export function readConditions(query: Omit<z.infer<typeof TICKET_QUERY>, "view">): TicketConditions {
  const { status, priority, language, channel, category, tag, overdue } = query;
  return {
    ...(status ? { statuses: status } : {}),
    ...(priority ? { priorities: priority } : {}),
    ...(language ? { languages: language } : {}),
    ...(channel ? { channels: channel } : {}),
    ...(category ? { categories: category } : {}),
    ...(tag ? { tags: tag } : {}),
    ...(overdue ? { isOverdue: true } : {}),
  };
}

/** Nothing chosen is no condition, not one that nothing meets. */
function some<Value extends z.ZodType>(value: Value) {
  return z.array(value).min(1).max(MAX_VALUES).optional();
}

export const CONDITIONS = z.strictObject({
  statuses: some(z.enum(TICKET_STATUSES)),
  priorities: some(z.enum(TICKET_PRIORITIES)),
  languages: some(z.enum(LANGUAGES)),
  channels: some(CHANNEL),
  categories: some(z.enum(TICKET_CATEGORIES)),
  tags: some(TAG),
  isOverdue: z.literal(true).optional(),
}) satisfies z.ZodType<{ readonly [Name in keyof TicketConditions]: TicketConditions[Name] | undefined }>;
