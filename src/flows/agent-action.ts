/** What an agent does with a ticket. Any reply of a person, by whatever route, comes through here and takes the chat. */
import { AppError } from "../contracts/errors.ts";
import type { Conversation, Holder } from "../contracts/conversation.ts";
import type { TicketId } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { NewOutbound } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent, AuditEntry, ConversationChange } from "../contracts/stores.ts";
import type { Ticket } from "../contracts/ticket.ts";
import { composeOutbound, type Utterance } from "../outbox/compose-outbound.ts";
import { cleanText } from "../shared/clean-text.ts";
import { firstName } from "../shared/first-name.ts";
import { checkTransition, type TicketAction } from "../tickets/transitions.ts";

export type AgentPorts = Pick<
  Ports,
  "conversations" | "tickets" | "channels" | "doorbell" | "live" | "texts" | "ids" | "clock" | "metrics"
>;

export type AgentActionResult = { readonly kind: "done" } | { readonly kind: "overtaken"; readonly holder: Holder };

interface Case {
  readonly agent: Agent;
  readonly ticket: Ticket;
  readonly conversation: Conversation;
}

export async function takeTicket(agent: Agent, ticketId: TicketId, ports: AgentPorts): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  const { conversation, ticket } = found;
  if (conversation.holder.kind === "agent" && conversation.holder.agentId === agent.agentId) return { kind: "done" };
  return write(found, "take", ports, {
    holder: { kind: "agent", ticketId, agentId: agent.agentId },
    // Named after the epoch: taken again after a release, the buyer is told again.
    queue: sayIfOn(found, ports, {
      cause: { kind: "notice", notice: `agent-joined-${conversation.epoch}`, inReplyTo: ticketId },
      speaker: "notice",
      text: ports.texts.notice("agent-joined", languageOf(found), { name: firstName(agent.name) }),
      language: languageOf({ conversation, ticket }),
    }),
  });
}

export async function replyToBuyer(
  agent: Agent,
  ticketId: TicketId,
  reply: { readonly text: string; readonly draftKey: string },
  ports: AgentPorts,
): Promise<AgentActionResult> {
  const text = cleanText(reply.text).trim();
  if (text === "") throw new AppError("REQUEST_INVALID", "The reply is empty.");
  const found = await openCase(agent, ticketId, ports);
  const { holder } = found.conversation;
  if (holder.kind === "agent" && holder.agentId !== agent.agentId) return { kind: "overtaken", holder };
  const isHolder = holder.kind === "agent";
  const queue = say(found, ports, {
    cause: { kind: "agent", draftKey: `${ticketId}:${reply.draftKey}` },
    speaker: "agent",
    agentId: agent.agentId,
    text,
    language: languageOf(found),
  });
  return write(found, "reply", ports, {
    ...(isHolder ? {} : { holder: { kind: "agent", ticketId, agentId: agent.agentId } as const }),
    queue,
  });
}

export async function releaseTicket(
  agent: Agent,
  ticketId: TicketId,
  to: "queue" | "assistant",
  ports: AgentPorts,
): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  if (to === "queue") {
    return write(found, "release-to-queue", ports, { holder: { kind: "queue", ticketId }, queue: [] });
  }
  return write(found, "release-to-assistant", ports, {
    holder: { kind: "assistant" },
    forgetBefore: "now",
    queue: closing(found, ports, "returned-to-assistant"),
  });
}

export async function resolveTicket(agent: Agent, ticketId: TicketId, ports: AgentPorts): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  return write(found, "resolve", ports, {
    holder: { kind: "assistant" },
    forgetBefore: "now",
    queue: closing(found, ports, "ticket-resolved"),
  });
}

async function openCase(agent: Agent, ticketId: TicketId, ports: AgentPorts): Promise<Case> {
  if (agent.role === "viewer") throw new AppError("NOT_ALLOWED", "Your role may read tickets, not work on them.");
  const ticket = await ports.tickets.get(agent.shopId, ticketId);
  const conversation = ticket && (await ports.conversations.get(agent.shopId, ticket.conversationId));
  if (!ticket || !conversation) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  return { agent, ticket, conversation };
}

/** Ticket, holder, messages and audit together, at the epoch that was read. */
async function write(
  found: Case,
  action: TicketAction,
  ports: AgentPorts,
  change: Pick<ConversationChange, "holder" | "queue" | "forgetBefore">,
): Promise<AgentActionResult> {
  const { agent, ticket, conversation } = found;
  const { from, to } = checkTransition(action, ticket.status);
  const entry: AuditEntry = {
    actor: { kind: "agent", agentId: agent.agentId },
    action: `ticket-${action}`,
    detail: { ticket: ticket.number },
  };
  const agentId = change.holder?.kind === "queue" ? null : agent.agentId;
  const result = await ports.conversations.change(agent.shopId, conversation.conversationId, conversation.epoch, {
    ...change,
    ticket: { ticketId: ticket.ticketId, expectStatus: from, status: to, agentId },
    audit: [entry],
  });
  ports.metrics.count("agent_actions_total", { action, outcome: result.kind });
  if (result.kind === "overtaken") return { kind: "overtaken", holder: result.holder };
  ports.doorbell.ringOutbox(agent.shopId);
  // What the buyer wrote meanwhile belongs to the new holder at once, not at the next sweep.
  if (change.holder) ports.doorbell.ringTurns(agent.shopId);
  const { conversationId } = conversation;
  ports.live.publish(`console:${agent.shopId}`, { kind: "ticket-changed", ticketId: ticket.ticketId, conversationId });
  ports.live.publish(`console:${agent.shopId}`, { kind: "message-added", conversationId });
  return { kind: "done" };
}

function closing(found: Case, ports: AgentPorts, notice: string): readonly NewOutbound[] {
  const { ticket, conversation } = found;
  const language = languageOf(found);
  return sayIfOn(found, ports, {
    cause: { kind: "notice", notice: `${notice}-${conversation.epoch}`, inReplyTo: ticket.ticketId },
    speaker: "notice",
    text: ports.texts.notice(notice, language, { number: ticket.number }),
    language,
  });
}

function say(found: Case, ports: AgentPorts, utterance: Utterance): readonly NewOutbound[] {
  const adapter = ports.channels.adapterOf(found.conversation.accountId);
  if (!adapter) throw new AppError("NOT_ALLOWED", "The channel of this buyer is switched off; switch it on to reply.");
  return composeOutbound(utterance, adapter.capabilities, ports.ids);
}

/** A channel that is switched off is no reason to keep a ticket open: the change is made, and nobody is told. */
function sayIfOn(found: Case, ports: AgentPorts, utterance: Utterance): readonly NewOutbound[] {
  return ports.channels.adapterOf(found.conversation.accountId) ? say(found, ports, utterance) : [];
}

function languageOf(found: Pick<Case, "conversation" | "ticket">): Language {
  return found.conversation.language ?? found.ticket.language;
}
