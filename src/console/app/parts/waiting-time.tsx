/** How long the buyer waits: grey while there is time, amber when it runs out, red when it is over; always in words. */
import type { TicketRow } from "../../console-api.ts";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { formatDuration, formatAhead } from "./format-time.ts";

/** The last quarter of the promised time is when somebody should drop something else. */
const AMBER_SHARE = 0.25;

export type Urgency = "calm" | "soon" | "late" | "quiet";

interface Waiting {
  readonly urgency: Urgency;
  readonly short: string;
  readonly long: string;
}

export function WaitingTime({
  ticket,
  now,
  isLong = false,
}: {
  readonly ticket: TicketRow;
  readonly now: number;
  readonly isLong?: boolean;
}) {
  const { language, text } = useTexts();
  const waiting = describeWaiting(ticket, now, language, text);
  return (
    <span className={`waiting waiting-${waiting.urgency}`} title={waiting.long}>
      {isLong ? waiting.long : waiting.short}
    </span>
  );
}

export function describeWaiting(ticket: TicketRow, now: number, language: string, text: Texts["text"]): Waiting {
  const since = (at: number) => formatDuration(Math.max(0, now - at), language);
  if (ticket.resolvedAt !== null)
    return {
      urgency: "quiet",
      short: since(ticket.resolvedAt),
      long: text("waiting.resolved", { time: since(ticket.resolvedAt) }),
    };
  if (ticket.status === "snoozed" && ticket.snoozedUntil !== null) {
    const time = formatAhead(ticket.snoozedUntil, language);
    return { urgency: "quiet", short: text("waiting.shortSnoozed", { time }), long: text("waiting.snoozed", { time }) };
  }
  if (ticket.firstRepliedAt !== null && ticket.lastSpeaker === "buyer") {
    const waited = since(ticket.lastMessageAt);
    return { urgency: "calm", short: waited, long: text("waiting.again", { time: waited }) };
  }
  if (ticket.firstRepliedAt !== null)
    return {
      urgency: "quiet",
      short: since(ticket.lastMessageAt),
      long: text("waiting.replied", { time: since(ticket.lastMessageAt) }),
    };
  const leftMs = ticket.firstReplyDueAt - now;
  const time = formatDuration(Math.abs(leftMs), language);
  if (leftMs <= 0)
    return { urgency: "late", short: text("waiting.shortOverdue", { time }), long: text("waiting.overdue", { time }) };
  const isSoon = leftMs < (ticket.firstReplyDueAt - ticket.openedAt) * AMBER_SHARE;
  if (isSoon)
    return { urgency: "soon", short: text("waiting.shortDue", { time }), long: text("waiting.dueIn", { time }) };
  const waited = since(ticket.openedAt);
  return { urgency: "calm", short: waited, long: text("waiting.since", { time: waited }) };
}
