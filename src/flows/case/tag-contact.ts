/** What people note of a buyer: the tags of the contact, one of which may mark a VIP. */
import { AppError } from "../../contracts/errors.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { Ticket } from "../../contracts/ticket.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { tellConsole } from "../desk/desk-ports.ts";
import { findTicket } from "./edit-ticket.ts";

type ContactPorts = Pick<Ports, "tickets" | "conversations" | "desk" | "live">;

export interface ContactTags {
  readonly tags: readonly string[];
  /** One of these makes a VIP; the first is what a mark writes. */
  readonly vipTags: readonly string[];
}

export async function readContactTags(agent: Agent, ticketId: TicketId, ports: ContactPorts): Promise<ContactTags> {
  const ticket = await findTicket(agent, ticketId, ports);
  const contactId = await contactOf(agent, ticket, ports);
  const since = { lately: ticket.openedAt, frequent: ticket.openedAt };
  const [{ tags }, { vipTags }] = await Promise.all([
    ports.desk.caseHistory(agent.shopId, contactId, since),
    ports.desk.settings(agent.shopId),
  ]);
  return { tags, vipTags };
}

/** Holds for the cases that are opened from now on; those that are open keep their priority. */
export async function tagContact(
  agent: Agent,
  ticketId: TicketId,
  tags: readonly string[],
  ports: ContactPorts,
): Promise<void> {
  assertMay(agent, "contacts:write");
  const ticket = await findTicket(agent, ticketId, ports);
  const contactId = await contactOf(agent, ticket, ports);
  const actor = { kind: "agent", agentId: agent.agentId } as const;
  if (!(await ports.desk.tagContact(agent.shopId, contactId, tags, { actor }))) {
    throw new AppError("NOT_FOUND", "This buyer does not exist any more.");
  }
  tellConsole(agent.shopId, ticket, ports);
}

async function contactOf(agent: Agent, { conversationId }: Ticket, { conversations }: ContactPorts) {
  const conversation = await conversations.get(agent.shopId, conversationId);
  if (!conversation) throw new AppError("NOT_FOUND", "This ticket's conversation does not exist.");
  return conversation.contactId;
}
