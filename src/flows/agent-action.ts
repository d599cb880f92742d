/** What an agent does with a ticket. Any reply of a person, by whatever route, comes through here and takes the chat. */
import { AppError } from "../contracts/errors.ts";
import type { AgentId, Instant, TicketId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import type { Agent, ConversationChange } from "../contracts/stores.ts";
import { assertMay, may } from "../shared/assert-may.ts";
import { cleanText } from "../shared/clean-text.ts";
import { firstName } from "../shared/words/first-name.ts";
import { type Case, openCase } from "./case/open-case.ts";
import { closing, languageOf, say, sayIfOn } from "./case/say-in-case.ts";
import { type AgentActionResult, writeAction } from "./case/write-action.ts";
import { assertFits } from "./files/check-files.ts";
import { type AgentReply, findFiles } from "./files/find-files.ts";
import { askingTimers, closingTimers } from "./desk/closing-timers.ts";
import { outboundIdOf } from "../outbox/compose-outbound.ts";
import { findOpenValues } from "../tickets/fill-macro.ts";

const HOUR_MS = 3_600_000;

export type AgentPorts = Pick<
  Ports,
  | "conversations"
  | "tickets"
  | "agents"
  | "files"
  | "desk"
  | "channels"
  | "doorbell"
  | "live"
  | "texts"
  | "ids"
  | "clock"
  | "metrics"
>;

export type { AgentActionResult } from "./case/write-action.ts";

/** Up to where whoever acts has read; left out, nothing is compared. */
export type Seen = ConversationChange["seen"];

export async function takeTicket(agent: Agent, ticketId: TicketId, ports: AgentPorts): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  const { holder } = found.conversation;
  if (holder.kind === "agent" && holder.agentId === agent.agentId) return { kind: "done" };
  return writeAction(found, "take", ports, joining(found, agent, ports));
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
  return writeAction(found, "assign", ports, { ...joining(found, agent, ports), capacity });
}

/** To a colleague, who then holds the conversation. */
export async function transferTicket(
  agent: Agent,
  ticketId: TicketId,
  to: AgentId,
  ports: AgentPorts,
): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  const colleague = await ports.agents.get(agent.shopId, to);
  if (!colleague || !may(colleague, "tickets:work")) {
    throw new AppError("REQUEST_INVALID", "Choose a colleague who may answer tickets.");
  }
  const { holder } = found.conversation;
  if (holder.kind === "agent" && holder.agentId === to) return { kind: "done" };
  return writeAction(found, "transfer", ports, joining(found, colleague, ports));
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
  { until, seen }: { readonly until: Instant; readonly seen?: Seen },
  ports: AgentPorts,
): Promise<AgentActionResult> {
  if (until <= ports.clock.now()) throw new AppError("REQUEST_INVALID", "Choose a moment in the future.");
  const found = await openCase(agent, ticketId, ports);
  return writeAction(found, "snooze", ports, {
    ...(seen ? { seen } : {}),
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
  return writeAction(found, "await-buyer", ports, { queue: [], timers: [{ ticketId, kind: "close", dueAt }] });
}

export async function replyToBuyer(
  agent: Agent,
  ticketId: TicketId,
  reply: AgentReply,
  ports: AgentPorts,
): Promise<AgentActionResult> {
  assertMay(agent, "tickets:work");
  const again = reply.again === undefined ? {} : { again: reply.again };
  const cause = { kind: "agent", draftKey: `${ticketId}:${reply.draftKey}`, ...again } as const;
  // Sent again after an answer that was lost: what the first one did is done, whoever has the case by now.
  if (await ports.conversations.wasQueued(agent.shopId, outboundIdOf(cause, ports.ids))) return { kind: "done" };
  const text = cleanText(reply.text).trim();
  const files = await findFiles(agent, reply, ports);
  if (text === "" && files.length === 0) throw new AppError("REQUEST_INVALID", "The reply is empty.");
  const [open] = findOpenValues(text);
  if (open) throw new AppError("REQUEST_INVALID", `Fill in {${open}} first: the buyer would read it as it stands.`);
  const found = await openCase(agent, ticketId, ports);
  const { holder } = found.conversation;
  if (holder.kind === "agent" && holder.agentId !== agent.agentId) return { kind: "overtaken", holder };
  const isHolder = holder.kind === "agent";
  assertFits(files, ports.channels.adapterOf(found.conversation.accountId));
  const queue = say(found, ports, {
    cause,
    speaker: "agent",
    agentId: agent.agentId,
    text,
    language: languageOf(found),
    ownWords: reply.own,
    files,
  });
  return writeAction(found, "reply", ports, {
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
    return writeAction(found, "release-to-queue", ports, { holder: { kind: "queue", ticketId }, queue: [] });
  }
  return writeAction(found, "release-to-assistant", ports, {
    holder: { kind: "assistant" },
    forgetBefore: "now",
    queue: closing(found, ports, "returned-to-assistant"),
    timers: closingTimers(ticketId, ports.clock.now(), await ports.desk.settings(agent.shopId)),
  });
}

export async function resolveTicket(
  agent: Agent,
  ticketId: TicketId,
  ports: AgentPorts,
  seen?: Seen,
): Promise<AgentActionResult> {
  const found = await openCase(agent, ticketId, ports);
  const desk = await ports.desk.settings(agent.shopId);
  const now = ports.clock.now();
  return writeAction(found, "resolve", ports, {
    ...(seen ? { seen } : {}),
    holder: { kind: "assistant" },
    forgetBefore: "now",
    queue: closing(found, ports, "ticket-resolved"),
    timers: [...closingTimers(ticketId, now, desk), ...askingTimers(ticketId, now, desk)],
  });
}
