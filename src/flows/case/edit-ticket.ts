/** What an agent changes about a case without touching who speaks: its priority, its subject, its tags. */
import type { TicketEdit } from "../../contracts/desk.ts";
import { AppError } from "../../contracts/errors.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent, AuditEntry } from "../../contracts/stores.ts";
import { MAX_TAGS, type Ticket } from "../../contracts/ticket.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { noteVia } from "./note-via.ts";
import { tellConsole } from "../desk/desk-ports.ts";

type EditPorts = Pick<Ports, "tickets" | "desk" | "doorbell" | "live">;

export type AgentEdit = Pick<TicketEdit, "priority" | "category" | "tags" | "addTags" | "removeTags">;

export async function editTicket(agent: Agent, ticketId: TicketId, edit: AgentEdit, ports: EditPorts): Promise<void> {
  const ticket = await findWorkable(agent, ticketId, ports);
  if (edit.addTags !== undefined && new Set([...ticket.tags, ...edit.addTags]).size > MAX_TAGS) {
    throw new AppError("REQUEST_INVALID", `A ticket has ${MAX_TAGS} tags at most; remove one first.`);
  }
  const audit: AuditEntry = {
    actor: { kind: "agent", agentId: agent.agentId },
    action: "ticket-edit",
    detail: {
      ticket: ticket.number,
      ...noteVia(agent),
      ...(edit.priority === undefined ? {} : { priority: edit.priority }),
      ...(edit.category === undefined ? {} : { category: edit.category }),
      ...(edit.tags === undefined ? {} : { tags: edit.tags.join(", ") }),
      ...(edit.addTags === undefined ? {} : { addedTags: edit.addTags.join(", ") }),
      ...(edit.removeTags === undefined ? {} : { removedTags: edit.removeTags.join(", ") }),
    },
  };
  if (!(await ports.desk.edit(agent.shopId, ticketId, edit, { audit }))) {
    throw new AppError("TRANSITION_FORBIDDEN", "The ticket is resolved; its facts stay as they were.");
  }
  // Another priority or subject may be for somebody who is free.
  ports.doorbell.ringDesk(agent.shopId);
  tellConsole(agent.shopId, ticket, ports);
}

/** The ticket, for somebody who may work on it: who may not learns that before whether it exists. */
export async function findWorkable(agent: Agent, ticketId: TicketId, ports: Pick<Ports, "tickets">): Promise<Ticket> {
  assertMay(agent, "tickets:work");
  return findTicket(agent, ticketId, ports);
}

export async function findTicket(agent: Agent, ticketId: TicketId, ports: Pick<Ports, "tickets">): Promise<Ticket> {
  const ticket = await ports.tickets.get(agent.shopId, ticketId);
  if (!ticket) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  return ticket;
}
