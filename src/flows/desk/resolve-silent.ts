/** The buyer was asked and has not answered for days: the case is resolved, and the buyer told how to go on. */
import type { Ticket } from "../../contracts/ticket.ts";
import { findVoice } from "../case/open-case.ts";
import { closingTimers } from "./closing-timers.ts";
import { type DeskPorts, tellConsole } from "./desk-ports.ts";
import { sayAbout } from "./say-notice.ts";

export async function resolveSilent(ticket: Ticket, ports: DeskPorts): Promise<void> {
  const { shopId, ticketId, number } = ticket;
  const conversation = await findVoice(ticket, ports);
  if (!conversation) return;
  const text = ports.texts.notice("ticket-resolved", conversation.language ?? ticket.language, { number });
  const result = await ports.conversations.change(shopId, conversation.conversationId, conversation.epoch, {
    holder: { kind: "assistant" },
    forgetBefore: "now",
    ticket: { ticketId, agentId: ticket.agentId, expectStatus: ["pending-buyer"], status: "resolved" },
    timers: closingTimers(ticketId, ports.clock.now(), await ports.desk.settings(shopId)),
    queue: sayAbout(ticket, conversation, { name: "ticket-resolved", speaker: "notice", text, choices: [] }, ports),
    audit: [{ actor: { kind: "system" }, action: "ticket-resolve", detail: { ticket: number, reason: "silent" } }],
  });
  if (result.kind !== "changed") return;
  ports.doorbell.ringOutbox(shopId);
  tellConsole(shopId, ticket, ports);
}
