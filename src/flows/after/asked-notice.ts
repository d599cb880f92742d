/** The names under which questions about a case are kept, with the ticket in them: what is typed next belongs to it. */
import type { Instant, TicketId } from "../../contracts/ids.ts";
import type { TimelineMessage } from "../../contracts/message.ts";
import { lengthenId, shortenId } from "../../shared/short-id.ts";

/** Behind these the next words are a comment on the score. */
export const COMMENT_NOTICES = ["score-thanks", "score-sorry", "score-reopened"] as const;
export type CommentNotice = (typeof COMMENT_NOTICES)[number];

const ASKING_NOTICES = ["ask-score", "follow-up", ...COMMENT_NOTICES] as const;
export type AskingNotice = (typeof ASKING_NOTICES)[number];

export interface Asked {
  readonly name: AskingNotice;
  readonly ticketId: TicketId;
  readonly at: Instant;
}

export function nameAsked(name: AskingNotice, ticketId: TicketId): string {
  return `${name}:${shortenId(ticketId)}`;
}

/** Null for anything else that was said. */
export function readAsked({ notice, at }: Pick<TimelineMessage, "notice" | "at">): Asked | null {
  const [kind, short = ""] = notice?.split(":") ?? [];
  const name = ASKING_NOTICES.find((each) => each === kind);
  // The epoch may stand behind it.
  const ticketId = lengthenId(short.split("-")[0] ?? "") as TicketId | null;
  return name && ticketId ? { name, ticketId, at } : null;
}
