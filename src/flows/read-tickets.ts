/** What the console shows: the queue, and one ticket with its conversation. */
import type { Holder } from "../contracts/conversation.ts";
import { AppError } from "../contracts/errors.ts";
import type { TicketId } from "../contracts/ids.ts";
import type { TimelineMessage } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent } from "../contracts/stores.ts";
import { TICKET_STATUSES, type TicketStatus, type TicketSummary } from "../contracts/ticket.ts";

export type TicketView = "waiting" | "mine" | "held" | "resolved";

const STATUSES: Readonly<Record<TicketView, readonly TicketStatus[]>> = {
  waiting: ["waiting"],
  mine: ["held", "pending-buyer", "snoozed"],
  held: ["held", "pending-buyer", "snoozed"],
  resolved: ["resolved", "closed"],
};

const MAX_TICKETS = 200;
const MAX_MESSAGES = 200;

type ReadPorts = Pick<Ports, "tickets" | "conversations">;

export interface TicketDetail {
  readonly ticket: TicketSummary;
  readonly messages: readonly TimelineMessage[];
  readonly holder: Holder;
  readonly epoch: number;
}

/** By priority, then longest waiting first; at most 200. */
export function listTickets(agent: Agent, view: TicketView, ports: ReadPorts): Promise<readonly TicketSummary[]> {
  return ports.tickets.list(agent.shopId, {
    statuses: STATUSES[view],
    ...(view === "mine" ? { agentId: agent.agentId } : {}),
    limit: MAX_TICKETS,
  });
}

export async function readTicket(agent: Agent, ticketId: TicketId, ports: ReadPorts): Promise<TicketDetail> {
  const [ticket] = await ports.tickets.list(agent.shopId, { statuses: TICKET_STATUSES, ticketId, limit: 1 });
  if (!ticket) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  const { conversationId } = ticket;
  const [conversation, messages] = await Promise.all([
    ports.conversations.get(agent.shopId, conversationId),
    ports.conversations.timeline(agent.shopId, conversationId, { limit: MAX_MESSAGES }),
  ]);
  if (!conversation) throw new AppError("NOT_FOUND", "This ticket's conversation does not exist.");
  return { ticket, messages, holder: conversation.holder, epoch: conversation.epoch };
}
