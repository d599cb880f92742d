/** A copy of a reply that may not have arrived, because a person wants one: once for each message, and marked as a copy. */
import { AppError } from "../../contracts/errors.ts";
import type { MessageId, TicketId } from "../../contracts/ids.ts";
import type { TimelineMessage } from "../../contracts/message.ts";
import type { Agent } from "../../contracts/stores.ts";
import { type AgentActionResult, type AgentPorts, replyToBuyer } from "../agent-action.ts";
import { findWorkable } from "../case/edit-ticket.ts";

/** Further back nobody asks what became of a message. */
const LOOK_BACK = 200;

export async function sendAgain(
  agent: Agent,
  ticketId: TicketId,
  messageId: MessageId,
  ports: AgentPorts,
): Promise<AgentActionResult> {
  const ticket = await findWorkable(agent, ticketId, ports);
  const messages = await ports.conversations.timeline(agent.shopId, ticket.conversationId, { limit: LOOK_BACK });
  const message = messages.find((each) => each.messageId === messageId);
  if (message?.speaker !== "agent") throw new AppError("NOT_FOUND", "This reply does not exist.");
  if (!isInDoubt(message)) {
    throw new AppError("TRANSITION_FORBIDDEN", "This reply has arrived, or is on its way; reload the ticket.");
  }
  const files = message.parts.filter((part) => part.kind === "kept");
  if (files.some(({ sha256 }) => sha256 === "")) throw new AppError("NOT_FOUND", "Its files are not kept any more.");
  // Under the first one's name: however often somebody presses, there is one copy of it.
  const copy = { text: message.text, draftKey: `again-${messageId}`, files, again: messageId };
  return replyToBuyer(agent, ticketId, copy, ports);
}

function isInDoubt({ delivery }: TimelineMessage): boolean {
  return delivery === "unknown" || delivery === "refused";
}
