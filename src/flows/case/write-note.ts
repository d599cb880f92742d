/** What agents tell one another about a case. The page names a note, so that writing it twice is writing it once. */
import { AppError } from "../../contracts/errors.ts";
import type { AgentId, TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { TicketNote } from "../../contracts/ticket.ts";
import { findTicket, findWorkable } from "./edit-ticket.ts";

type NotePorts = Pick<Ports, "tickets" | "desk" | "agents" | "live">;

export interface NewNote {
  readonly noteId: string;
  readonly text: string;
  readonly mentions: readonly AgentId[];
}

export async function writeNote(agent: Agent, ticketId: TicketId, note: NewNote, ports: NotePorts): Promise<void> {
  const { conversationId } = await findWorkable(agent, ticketId, ports);
  const mentions = [...new Set(note.mentions)];
  const known = new Set((await ports.agents.list(agent.shopId)).map(({ agentId }) => agentId));
  if (mentions.some((agentId) => !known.has(agentId))) {
    throw new AppError("REQUEST_INVALID", "Mention only people of this shop.");
  }
  const isNew = await ports.desk.addNote(agent.shopId, { ...note, mentions, ticketId, agentId: agent.agentId });
  if (!isNew) return;
  ports.live.publish(`console:${agent.shopId}`, {
    kind: "note-added",
    ticketId,
    conversationId,
    agentId: agent.agentId,
    mentions,
  });
}

export async function readNotes(agent: Agent, ticketId: TicketId, ports: NotePorts): Promise<readonly TicketNote[]> {
  await findTicket(agent, ticketId, ports);
  return ports.desk.notesOf(agent.shopId, ticketId);
}
