/** What an agent does with a ticket. Any reply of a person, by whatever route, comes through here and takes the chat. */
import { AppError } from "../contracts/errors.ts";
import type { Holder } from "../contracts/conversation.ts";
import type { AgentId, Instant, TicketId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent, AuditEntry, ConversationChange } from "../contracts/stores.ts";
import type { Ticket } from "../contracts/ticket.ts";
import type { OwnWords } from "../contracts/translation.ts";
import { assertMay, may } from "../shared/assert-may.ts";
import { cleanText } from "../shared/clean-text.ts";
import { firstName } from "../shared/words/first-name.ts";
import { noteVia } from "./case/note-via.ts";
import { closing, languageOf, say, sayIfOn, type SpokenCase } from "./case/say-in-case.ts";
import { askingTimers, closingTimers } from "./desk/closing-timers.ts";
import { findOpenValues } from "../tickets/fill-macro.ts";
import { checkTransition, type TicketAction } from "../tickets/transitions.ts";

const HOUR_MS = 3_600_000;

export type AgentPorts = Pick<
  Ports,
  "conversations" | "tickets" | "desk" | "channels" | "doorbell" | "live" | "texts" | "ids" | "clock" | "metrics"
>;

export type AgentActionResult = { readonly kind: "done" } | { readonly kind: "overtaken"; readonly holder: Holder };

interface Case extends SpokenCase {
  readonly agent: Agent;
  readonly ticket: Ticket;
}

export async function takeTicket(agent: Agent, ticketId: TicketId, ports: AgentPorts): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  const { holder } = found.conversation;
  if (holder.kind === "agent" && holder.agentId === agent.agentId) return { kind: "done" };
  return write(found, "take", ports, joining(found, agent, ports));
}

/** By the desk itself, to an agent who is there. "overtaken" also when the agent's hands are full. */
export async function assignTicket(
  agent: Agent,
  ticketId: TicketId,
  atMost: number,
  ports: AgentPorts,
): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  if (found.ticket.status !== "waiting") return { kind: "overtaken", holder: found.conversation.holder };
  const capacity = { agentId: agent.agentId, atMost };
  return write(found, "assign", ports, { ...joining(found, agent, ports), capacity });
}

/** To a colleague, who then holds the conversation. */
export async function transferTicket(
  agent: Agent,
  ticketId: TicketId,
  to: AgentId,
  ports: AgentPorts & Pick<Ports, "agents">,
): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  const colleague = await ports.agents.get(agent.shopId, to);
  if (!colleague || !may(colleague, "tickets:work")) {
    throw new AppError("REQUEST_INVALID", "Choose a colleague who may answer tickets.");
  }
  const { holder } = found.conversation;
  if (holder.kind === "agent" && holder.agentId === to) return { kind: "done" };
  return write(found, "transfer", ports, joining(found, colleague, ports));
}

function joining(found: Case, agent: Agent, ports: AgentPorts): Pick<ConversationChange, "holder" | "queue"> {
  const { ticketId } = found.ticket;
  return {
    holder: { kind: "agent", ticketId, agentId: agent.agentId },
    // Named after the epoch: taken again after a release, the buyer is told again.
    queue: sayIfOn(found, ports, {
      cause: { kind: "notice", notice: `agent-joined-${found.conversation.epoch}`, inReplyTo: ticketId },
      speaker: "notice",
      text: ports.texts.notice("agent-joined", languageOf(found), { name: firstName(agent.name) }),
      language: languageOf(found),
    }),
  };
}

/** Sleeps until then, or until the buyer writes; whoever holds it goes on holding it. */
export async function snoozeTicket(
  agent: Agent,
  ticketId: TicketId,
  until: Instant,
  ports: AgentPorts,
): Promise<AgentActionResult> {
  if (until <= ports.clock.now()) throw new AppError("REQUEST_INVALID", "Choose a moment in the future.");
  const found = await openCase(agent, ticketId, ports);
  return write(found, "snooze", ports, {
    queue: [],
    snoozedUntil: until,
    timers: [{ ticketId, kind: "wake", dueAt: until }],
  });
}

/** The buyer has been asked something: silence for long enough ends the case. */
export async function awaitBuyer(agent: Agent, ticketId: TicketId, ports: AgentPorts): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  const { resolveSilentAfterHours: hours } = await ports.desk.settings(agent.shopId);
  const dueAt = hours === null ? null : ((ports.clock.now() + hours * HOUR_MS) as Instant);
  return write(found, "await-buyer", ports, { queue: [], timers: [{ ticketId, kind: "close", dueAt }] });
}

export async function replyToBuyer(
  agent: Agent,
  ticketId: TicketId,
  reply: { readonly text: string; readonly draftKey: string; readonly own?: OwnWords | undefined },
  ports: AgentPorts,
): Promise<AgentActionResult> {
  const text = cleanText(reply.text).trim();
  if (text === "") throw new AppError("REQUEST_INVALID", "The reply is empty.");
  const [open] = findOpenValues(text);
  if (open) throw new AppError("REQUEST_INVALID", `Fill in {${open}} first: the buyer would read it as it stands.`);
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
    ownWords: reply.own,
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
    timers: closingTimers(ticketId, ports.clock.now(), await ports.desk.settings(agent.shopId)),
  });
}

export async function resolveTicket(agent: Agent, ticketId: TicketId, ports: AgentPorts): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  const desk = await ports.desk.settings(agent.shopId);
  const now = ports.clock.now();
  return write(found, "resolve", ports, {
    holder: { kind: "assistant" },
    forgetBefore: "now",
    queue: closing(found, ports, "ticket-resolved"),
    timers: [...closingTimers(ticketId, now, desk), ...askingTimers(ticketId, now, desk)],
  });
}

async function openCase(agent: Agent, ticketId: TicketId, ports: AgentPorts): Promise<Case> {
  assertMay(agent, "tickets:work");
  const named = await ports.tickets.get(agent.shopId, ticketId);
  const conversation = named && (await ports.conversations.get(agent.shopId, named.conversationId));
  // Behind the conversation: whatever changed hands between the two has another epoch, and the change is refused.
  const ticket = conversation && (await ports.tickets.get(agent.shopId, ticketId));
  if (!ticket || !conversation) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  return { agent, ticket, conversation };
}

/** Ticket, holder, messages and audit together, at the epoch that was read. */
async function write(
  found: Case,
  action: TicketAction,
  ports: AgentPorts,
  {
    snoozedUntil,
    ...change
  }: Pick<ConversationChange, "holder" | "queue" | "forgetBefore" | "timers" | "capacity"> & {
    readonly snoozedUntil?: Instant;
  },
): Promise<AgentActionResult> {
  const { agent, ticket, conversation } = found;
  const { from, to } = checkTransition(action, ticket.status);
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
