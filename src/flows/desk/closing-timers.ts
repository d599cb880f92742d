/** What is left to ring once a case is resolved. */
import type { DeskSettings } from "../../contracts/desk.ts";
import type { Instant, TicketId } from "../../contracts/ids.ts";
import type { TimerChange } from "../../contracts/ticket.ts";

const HOUR_MS = 3_600_000;

export function closingTimers(
  ticketId: TicketId,
  resolvedAt: Instant,
  { closeAfterHours }: Pick<DeskSettings, "closeAfterHours">,
): readonly TimerChange[] {
  const off = (["warn", "breach", "wake"] as const).map((kind) => ({ ticketId, kind, dueAt: null }));
  return [...off, { ticketId, kind: "close", dueAt: (resolvedAt + closeAfterHours * HOUR_MS) as Instant }];
}
