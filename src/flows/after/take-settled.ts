/** "Is everything settled?": yes ends it, no brings the case back to the queue, or opens a new one if that is closed. */
import type { TicketId } from "../../contracts/ids.ts";
import type { NewOutbound } from "../../contracts/message.ts";
import { handOff } from "../hand-off.ts";
import { compose } from "../speak.ts";
import { NOTHING, type Turn, type TurnOutcome } from "../turn.ts";
import { reopening } from "./reopen-case.ts";
import { silence } from "./take-score.ts";

export async function takeSettled(
  turn: Turn,
  { ticketId, isSettled }: { readonly ticketId: TicketId; readonly isSettled: boolean },
): Promise<TurnOutcome> {
  const { claim, ports, desk } = turn;
  const { shopId, conversationId, holder } = claim.conversation;
  const ticket = await ports.tickets.get(shopId, ticketId);
  if (!ticket || ticket.conversationId !== conversationId) return silence(turn, []);
  const said = {
    actor: { kind: "system" },
    action: "follow-up-answered",
    detail: { ticket: ticket.number, isSettled },
  } as const;
  // People have it already: they read what was tapped.
  if (holder.kind !== "assistant") return silence(turn, [said]);
  if (isSettled) {
    return { change: { queue: say(turn, "follow-up-settled", "assistant"), audit: [said] }, record: NOTHING };
  }
  if (ticket.status !== "resolved") {
    const outcome = handOff(turn, "buyer-asked", null);
    return { ...outcome, change: { ...outcome.change, audit: [said, ...outcome.change.audit] } };
  }
  const reopened = reopening(ticket, "not-settled", ports.clock.now(), desk);
  const queue = say(turn, "ticket-reopened", "notice", { number: ticket.number });
  return { change: { ...reopened, queue, audit: [said, ...reopened.audit] }, record: NOTHING };
}

function say(
  turn: Turn,
  notice: "follow-up-settled" | "ticket-reopened",
  speaker: "assistant" | "notice",
  values = {},
): readonly NewOutbound[] {
  const cause = { kind: "notice", notice, inReplyTo: turn.heard[0].messageId } as const;
  return compose(turn, { cause, speaker, text: turn.ports.texts.notice(notice, turn.language, values) });
}
