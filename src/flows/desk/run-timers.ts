/** What falls due by itself: a promise about to be broken, one that is, a ticket that wakes, one that is over, a buyer to be told or asked. */
import type { DueTimer } from "../../contracts/desk.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { ConversationChange } from "../../contracts/stores.ts";
import type { Ticket, TimerKind } from "../../contracts/ticket.ts";
import { checkTransition } from "../../tickets/transitions.ts";
import { oneStepUp } from "../../tickets/triage-message.ts";
import { askScore, followUp } from "../after/ask-after.ts";
import { type DeskPorts, tellConsole } from "./desk-ports.ts";
import { resolveSilent } from "./resolve-silent.ts";
import { tellPlace } from "./tell-place.ts";

const AT_ONCE = 50;
/** Longer than any of these takes; a worker that dies leaves the timer to the next. */
const LEASE_MS = 30_000;

type Ring = (ticket: Ticket, ports: DeskPorts) => Promise<void>;

const RINGS: Readonly<Record<TimerKind, Ring>> = {
  warn: warnOfPromise,
  breach: noteBroken,
  wake: wakeTicket,
  close: closeOrResolve,
  "ask-score": askScore,
  "follow-up": followUp,
  "tell-place": tellPlace,
};

export async function runTimers(shopId: ShopId, ports: DeskPorts): Promise<number> {
  const due = await ports.desk.takeDueTimers(shopId, AT_ONCE, LEASE_MS);
  for (const timer of due) await ring(timer, ports);
  return due.length;
}

/** One that fails rings again after its lease, and holds up no other. */
async function ring({ ticket, kind }: DueTimer, ports: DeskPorts): Promise<void> {
  try {
    await RINGS[kind](ticket, ports);
    ports.metrics.count("ticket_timers_total", { kind, outcome: "done" });
  } catch (error) {
    ports.metrics.count("ticket_timers_total", { kind, outcome: "failed" });
    ports.log.error("ticket-timer-failed", error, { ticketId: ticket.ticketId, kind });
  }
}

const isUnanswered = (ticket: Ticket): boolean => ticket.firstRepliedAt === null && isOpen(ticket);
const isOpen = ({ status }: Ticket): boolean => status !== "resolved" && status !== "closed";

async function warnOfPromise(ticket: Ticket, ports: DeskPorts): Promise<void> {
  const { shopId, ticketId, number } = ticket;
  if (!isUnanswered(ticket)) return ports.desk.dropTimer(shopId, ticketId, "warn");
  const audit = { actor: { kind: "system" }, action: "reply-due-soon", detail: { ticket: number } } as const;
  await ports.desk.edit(shopId, ticketId, { warnedAt: ports.clock.now() }, { audit, dropsTimer: "warn" });
  tellConsole(shopId, ticket, ports);
}

/** The promise is broken: the case goes up by one, so that it is next of those that were promised as much. */
async function noteBroken(ticket: Ticket, ports: DeskPorts): Promise<void> {
  const { shopId, ticketId, number } = ticket;
  if (!isUnanswered(ticket)) return ports.desk.dropTimer(shopId, ticketId, "breach");
  const priority = oneStepUp(ticket.priority);
  const audit = { actor: { kind: "system" }, action: "reply-overdue", detail: { ticket: number, priority } } as const;
  const edit = { breachedAt: ports.clock.now(), priority };
  await ports.desk.edit(shopId, ticketId, edit, { audit, dropsTimer: "breach" });
  ports.metrics.count("promises_broken_total", { priority: ticket.priority });
  ports.doorbell.ringDesk(shopId);
  tellConsole(shopId, ticket, ports);
}

async function wakeTicket(ticket: Ticket, ports: DeskPorts): Promise<void> {
  const status = ticket.agentId === null ? "waiting" : checkTransition("wake", "snoozed").to;
  await change(ticket, ports, {
    ticket: { ...ofTicket(ticket), expectStatus: ["snoozed"], status },
    timers: [{ ticketId: ticket.ticketId, kind: "wake", dueAt: null }],
    queue: [],
    audit: [{ actor: { kind: "system" }, action: "ticket-wake", detail: { ticket: ticket.number } }],
  });
  ports.doorbell.ringDesk(ticket.shopId);
}

/** A buyer who has not answered for days is done with it; a case that was resolved for days stays so. */
async function closeOrResolve(ticket: Ticket, ports: DeskPorts): Promise<void> {
  if (ticket.status === "pending-buyer") return resolveSilent(ticket, ports);
  const { from, to } = checkTransition("close", "resolved");
  await change(ticket, ports, {
    ticket: { ...ofTicket(ticket), expectStatus: from, status: to },
    timers: [{ ticketId: ticket.ticketId, kind: "close", dueAt: null }],
    queue: [],
    audit: [{ actor: { kind: "system" }, action: "ticket-close", detail: { ticket: ticket.number } }],
  });
}

function ofTicket({ ticketId, agentId }: Ticket): Pick<Ticket, "ticketId" | "agentId"> {
  return { ticketId, agentId };
}

/** At whatever epoch it is now: nothing of this changes who speaks. A ticket that has moved on keeps where it went. */
async function change(ticket: Ticket, ports: DeskPorts, written: ConversationChange): Promise<void> {
  const { shopId, conversationId } = ticket;
  const conversation = await ports.conversations.get(shopId, conversationId);
  if (!conversation) return;
  const result = await ports.conversations.change(shopId, conversationId, conversation.epoch, written);
  if (result.kind === "changed") return tellConsole(shopId, ticket, ports);
  const [timer] = written.timers ?? [];
  const now = await ports.tickets.get(shopId, ticket.ticketId);
  // Overtaken by a change beside it: rings again. Of another status by now: it says nothing any more.
  const isMeant = now !== null && written.ticket?.expectStatus.includes(now.status);
  if (timer && !isMeant) await ports.desk.dropTimer(shopId, ticket.ticketId, timer.kind);
}
