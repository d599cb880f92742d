/** When a person shall have answered a case, by the shop's promise, and when somebody is warned that nobody has. */
import type { DeskSettings } from "../contracts/desk.ts";
import type { Instant } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { TicketPriority } from "../contracts/ticket.ts";
import { addOpenMinutes } from "./business-time.ts";

export interface ReplyPromise {
  readonly dueAt: Instant;
  readonly warnAt: Instant;
}

export function promiseReply(
  {
    priority,
    language,
    openedAt,
  }: { readonly priority: TicketPriority; readonly language: Language; readonly openedAt: Instant },
  desk: DeskSettings,
): ReplyPromise {
  const minutes = desk.firstReplyByLanguage[language]?.[priority] ?? desk.firstReplyMinutes[priority];
  const hours = priority === "urgent" && desk.isUrgentAlways ? { ...desk, hours: null } : desk;
  return {
    dueAt: addOpenMinutes(openedAt, minutes, hours),
    warnAt: addOpenMinutes(openedAt, minutes * desk.warnAt, hours),
  };
}
