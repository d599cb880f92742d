/** A buyer who waits leaves the case to the assistant after all: the ticket is over, and the memory clean. */
import { checkTransition } from "../../tickets/transitions.ts";
import { compose } from "../speak.ts";
import { NOTHING, type Turn, type TurnOutcome } from "../turn.ts";
import type { DeskChoice } from "../../shared/desk-choice.ts";
import { closingTimers } from "./closing-timers.ts";

/** Null when the button means nothing any more: a person has the case, or it is another one's. */
export async function leaveQueue(turn: Turn, { ticketId }: DeskChoice): Promise<TurnOutcome | null> {
  const { claim, ports, desk } = turn;
  const { holder, shopId } = claim.conversation;
  if (holder.kind !== "queue" || holder.ticketId !== ticketId) return null;
  const ticket = await ports.tickets.get(shopId, ticketId);
  if (!ticket || (ticket.status !== "waiting" && ticket.status !== "snoozed")) return null;
  const { to } = checkTransition("release-to-assistant", ticket.status);
  const queue = compose(turn, {
    cause: { kind: "notice", notice: "returned-to-assistant", inReplyTo: turn.heard[0].messageId },
    speaker: "notice",
    text: ports.texts.notice("returned-to-assistant", turn.language),
  });
  return {
    change: {
      holder: { kind: "assistant" },
      forgetBefore: "now",
      ticket: { ticketId, expectStatus: ["waiting", "snoozed"], status: to, agentId: null },
      timers: closingTimers(ticketId, ports.clock.now(), desk),
      queue,
      audit: [
        {
          actor: { kind: "system" },
          action: "ticket-resolve",
          detail: { ticket: ticket.number, reason: "buyer-returned" },
        },
      ],
    },
    record: NOTHING,
  };
}
