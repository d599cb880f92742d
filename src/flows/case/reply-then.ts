/** A reply, and what becomes of the case with it: it waits for the buyer, or it is over. */
import type { TicketId } from "../../contracts/ids.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { OwnWords } from "../../contracts/translation.ts";
import { cleanText } from "../../shared/clean-text.ts";
import { type AgentActionResult, type AgentPorts, awaitBuyer, replyToBuyer, resolveTicket } from "../agent-action.ts";
import { findWorkable } from "./edit-ticket.ts";

export interface ClosingReply {
  readonly text: string;
  readonly draftKey: string;
  readonly next?: "resolve" | "await" | undefined;
  /** What the agent wrote, when `text` is a translation of it. */
  readonly own?: OwnWords | undefined;
}

/**
 * Sent again after an answer that was lost it changes nothing. The reply counts: when somebody is faster between the
 * two steps, it has been sent and the case is left to them.
 */
export async function replyThen(
  agent: Agent,
  ticketId: TicketId,
  reply: ClosingReply,
  ports: AgentPorts,
): Promise<AgentActionResult> {
  if (reply.next === "resolve" && (await isDone(agent, ticketId, reply.text, ports))) return { kind: "done" };
  const sent = await replyToBuyer(agent, ticketId, reply, ports);
  if (sent.kind !== "done" || reply.next === undefined) return sent;
  await (reply.next === "resolve" ? resolveTicket : awaitBuyer)(agent, ticketId, ports);
  return sent;
}

/** Looked for by its words: they stand at the end, since nobody writes into a resolved case. */
async function isDone(agent: Agent, ticketId: TicketId, text: string, ports: AgentPorts): Promise<boolean> {
  const ticket = await findWorkable(agent, ticketId, ports);
  if (ticket.status !== "resolved" || ticket.agentId !== agent.agentId) return false;
  const last = await ports.conversations.timeline(agent.shopId, ticket.conversationId, { limit: 10 });
  const said = last.filter(({ agentId }) => agentId === agent.agentId).map((message) => message.text);
  return (
    said.length > 0 &&
    cleanText(text)
      .trim()
      .endsWith(said.at(-1) ?? "")
  );
}
