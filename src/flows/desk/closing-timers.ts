/** What is left to ring once a case is resolved, and what its buyer is asked then. */
import type { DeskSettings } from "../../contracts/desk.ts";
import type { Instant, TicketId } from "../../contracts/ids.ts";
import type { TimerChange } from "../../contracts/ticket.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function closingTimers(
  ticketId: TicketId,
  resolvedAt: Instant,
  { closeAfterHours }: Pick<DeskSettings, "closeAfterHours">,
): readonly TimerChange[] {
  const off = (["warn", "breach", "wake", "tell-place"] as const).map((kind) => ({ ticketId, kind, dueAt: null }));
  return [...off, { ticketId, kind: "close", dueAt: (resolvedAt + closeAfterHours * HOUR_MS) as Instant }];
}

/** Only for a case that an agent has resolved: nobody is asked about what nobody did. */
export function askingTimers(
  ticketId: TicketId,
  resolvedAt: Instant,
  { scoreAfterMinutes, followUpHours }: Pick<DeskSettings, "scoreAfterMinutes" | "followUpHours">,
): readonly TimerChange[] {
  const at = (ms: number | null) => (ms === null ? null : ((resolvedAt + ms) as Instant));
  const scoreMs = scoreAfterMinutes === null ? null : scoreAfterMinutes * MINUTE_MS;
  const followUpMs = followUpHours === null ? null : followUpHours * HOUR_MS;
  return [
    { ticketId, kind: "ask-score", dueAt: at(scoreMs) },
    { ticketId, kind: "follow-up", dueAt: at(followUpMs) },
  ];
}
