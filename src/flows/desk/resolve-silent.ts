/** The buyer was asked and has not answered for days: the case is resolved, and the buyer told how to go on. */
import type { Ticket } from "../../contracts/ticket.ts";
import { composeOutbound } from "../../outbox/compose-outbound.ts";
import { closingTimers } from "./closing-timers.ts";
import { type DeskPorts, tellConsole } from "./desk-ports.ts";

export async function resolveSilent(ticket: Ticket, ports: DeskPorts): Promise<void> {
  const { shopId, ticketId, conversationId, number } = ticket;
  const conversation = await ports.conversations.get(shopId, conversationId);
  if (!conversation) return;
  const adapter = ports.channels.adapterOf(conversation.accountId);
  const language = conversation.language ?? ticket.language;
  const utterance = {
    cause: { kind: "notice", notice: `ticket-resolved-${conversation.epoch}`, inReplyTo: ticketId },
    speaker: "notice",
    text: ports.texts.notice("ticket-resolved", language, { number }),
    language,
  } as const;
  const result = await ports.conversations.change(shopId, conversationId, conversation.epoch, {
    holder: { kind: "assistant" },
    forgetBefore: "now",
    ticket: { ticketId, agentId: ticket.agentId, expectStatus: ["pending-buyer"], status: "resolved" },
    timers: closingTimers(ticketId, ports.clock.now(), await ports.desk.settings(shopId)),
    queue: adapter ? composeOutbound(utterance, adapter.capabilities, ports.ids) : [],
    audit: [{ actor: { kind: "system" }, action: "ticket-resolve", detail: { ticket: number, reason: "silent" } }],
  });
  if (result.kind !== "changed") return;
  ports.doorbell.ringOutbox(shopId);
  tellConsole(shopId, ticket, ports);
}
