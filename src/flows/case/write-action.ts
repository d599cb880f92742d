/** Writes what an agent has decided about a case: ticket, holder, messages and audit, all of it or nothing. */
import type { Holder } from "../../contracts/conversation.ts";
import { AppError } from "../../contracts/errors.ts";
import type { AgentId, Instant } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { AuditEntry, ConversationChange } from "../../contracts/stores.ts";
import { checkTransition, type TicketAction } from "../../tickets/transitions.ts";
import { noteVia } from "./note-via.ts";
import { assertNotTakenAway, type Case } from "./open-case.ts";

export type AgentActionResult = { readonly kind: "done" } | { readonly kind: "overtaken"; readonly holder: Holder };

type WritePorts = Pick<Ports, "conversations" | "agents" | "doorbell" | "live" | "metrics">;

/** Ticket, holder, messages and audit together, at the epoch that was read. */
export async function writeAction(
  found: Case,
  action: TicketAction,
  ports: WritePorts,
  {
    snoozedUntil,
    ...change
  }: Pick<ConversationChange, "holder" | "queue" | "forgetBefore" | "timers" | "capacity" | "seen"> & {
    readonly snoozedUntil?: Instant;
  },
): Promise<AgentActionResult> {
  const { agent, ticket, conversation } = found;
  const { from, to } = checkTransition(action, ticket.status);
  await assertNotTakenAway(action, found, ports);
  const entry: AuditEntry = {
    actor: { kind: "agent", agentId: agent.agentId },
    action: `ticket-${action}`,
    detail: { ticket: ticket.number, ...noteVia(agent), ...noteTaker(change.holder) },
  };
  const agentId = agentOf(found, change.holder);
  const result = await ports.conversations.change(agent.shopId, conversation.conversationId, conversation.epoch, {
    ...change,
    ticket: {
      ticketId: ticket.ticketId,
      expectStatus: from,
      status: to,
      agentId,
      ...(snoozedUntil === undefined ? {} : { snoozedUntil }),
    },
    audit: [entry],
  });
  ports.metrics.count("agent_actions_total", { action, outcome: result.kind });
  if (result.kind === "unseen") {
    throw new AppError("UNSEEN_MESSAGE", "The buyer has written since you looked; read it first.");
  }
  if (result.kind === "overtaken") return { kind: "overtaken", holder: result.holder };
  ports.doorbell.ringOutbox(agent.shopId);
  // What the buyer wrote meanwhile belongs to the new holder at once, not at the next sweep.
  if (change.holder) ports.doorbell.ringTurns(agent.shopId);
  // Hands are free, or a case waits for some.
  if (change.holder && change.holder.kind !== "agent") ports.doorbell.ringDesk(agent.shopId);
  const { conversationId } = conversation;
  ports.live.publish(`console:${agent.shopId}`, { kind: "ticket-changed", ticketId: ticket.ticketId, conversationId });
  ports.live.publish(`console:${agent.shopId}`, { kind: "message-added", conversationId });
  return { kind: "done" };
}

/** Who has it from now on, for those who are told of it. */
function noteTaker(holder: Holder | undefined): { readonly agentId?: AgentId } {
  return holder?.kind === "agent" ? { agentId: holder.agentId } : {};
}

/** Whose case it is: who holds it, who has just resolved it, or nobody while it waits. */
function agentOf({ agent, ticket }: Case, holder: Holder | undefined): AgentId | null {
  if (holder === undefined) return ticket.agentId;
  if (holder.kind === "queue") return null;
  return holder.kind === "agent" ? holder.agentId : agent.agentId;
}
