/** A reply, and what becomes of the case with it: it waits for the buyer, or it is over. */
import type { UploadId } from "../../contracts/files.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { OwnWords } from "../../contracts/translation.ts";
import { type AgentActionResult, type AgentPorts, awaitBuyer, replyToBuyer, resolveTicket } from "../agent-action.ts";

export interface ClosingReply {
  readonly text: string;
  readonly draftKey: string;
  readonly next?: "resolve" | "await" | undefined;
  /** What the agent wrote, when `text` is a translation of it. */
  readonly own?: OwnWords | undefined;
  readonly files?: readonly UploadId[] | undefined;
}

/**
 * Sent again after an answer that was lost it changes nothing. The reply counts: when somebody is faster between the
 * two steps, or has been since, it has been sent and the case is left to them.
 */
export async function replyThen(
  agent: Agent,
  ticketId: TicketId,
  reply: ClosingReply,
  ports: AgentPorts,
): Promise<AgentActionResult> {
  const sent = await replyToBuyer(agent, ticketId, reply, ports);
  if (sent.kind !== "done" || reply.next === undefined) return sent;
  const ticket = await ports.tickets.get(agent.shopId, ticketId);
  if (ticket?.agentId !== agent.agentId || ticket.status !== "held") return sent;
  await (reply.next === "resolve" ? resolveTicket : awaitBuyer)(agent, ticketId, ports);
  return sent;
}
