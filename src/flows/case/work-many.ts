/** One action on many tickets: each goes its own way, as if it had been done alone, and tells its own outcome. */
import { AppError, type ErrorCode } from "../../contracts/errors.ts";
import type { AgentId, Instant, TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { Ticket, TicketMark, TicketStatus } from "../../contracts/ticket.ts";
import { assertMay, may } from "../../shared/assert-may.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { type AgentPorts, resolveTicket, snoozeTicket, takeTicket, transferTicket } from "../agent-action.ts";
import { type AgentEdit, editTicket } from "./edit-ticket.ts";

/** Of one view, at once; a page that closes can still send as many. */
export const MAX_SELECTED = 400;

/** Beside one another: enough to be quick, and few enough to leave the database to the others. */
const AT_ONCE = 4;

export type ManyAction =
  | { readonly kind: "take" }
  | { readonly kind: "transfer"; readonly agentId: AgentId }
  | { readonly kind: "resolve" }
  | { readonly kind: "snooze"; readonly until: Instant }
  | ({ readonly kind: "edit" } & AgentEdit);

export type SeenTicket = Omit<TicketMark, "number">;

export type OneOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "changed"; readonly status: TicketStatus; readonly agentId: AgentId | null }
  | { readonly kind: "colleague"; readonly agentId: AgentId }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "failed" };

export interface OneResult {
  readonly ticketId: TicketId;
  readonly number: number | null;
  readonly outcome: OneOutcome;
}

type ManyPorts = AgentPorts & Pick<Ports, "agents" | "log">;

/** In the order of `seen`. Never throws for one of them; throws NOT_ALLOWED for an agent who may do nothing of it. */
export async function workMany(
  agent: Agent,
  seen: readonly SeenTicket[],
  action: ManyAction,
  ports: ManyPorts,
): Promise<readonly OneResult[]> {
  assertMay(agent, "tickets:work");
  const results = new Map<TicketId, OneResult>();
  const left = [...seen];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      results.set(next.ticketId, await workOne(agent, next, action, ports));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return seen.flatMap(({ ticketId }) => results.get(ticketId) ?? []);
}

async function workOne(agent: Agent, seen: SeenTicket, action: ManyAction, ports: ManyPorts): Promise<OneResult> {
  const { ticketId } = seen;
  let number: number | null = null;
  try {
    const ticket = await ports.tickets.get(agent.shopId, ticketId);
    if (!ticket) return { ticketId, number, outcome: { kind: "refused", code: "NOT_FOUND" } };
    number = ticket.number;
    const stops = isDone(agent, ticket, action) ? ({ kind: "done" } as const) : findChange(agent, ticket, seen, action);
    return { ticketId, number, outcome: stops ?? (await act(agent, ticketId, action, ports)) };
  } catch (error) {
    if (error instanceof AppError) return { ticketId, number, outcome: { kind: "refused", code: error.code } };
    // The others go on; what is wrong with this one is for the log.
    ports.log.error("bulk-action-failed", error, { ticketId, action: action.kind });
    return { ticketId, number, outcome: { kind: "failed" } };
  }
}

/** Sent again after an answer that was lost on its way: done by me before is done. */
function isDone(agent: Agent, ticket: Ticket, action: ManyAction): boolean {
  const isMine = ticket.agentId === agent.agentId;
  switch (action.kind) {
    case "take":
      return isMine && ticket.status === "held";
    case "transfer":
      return ticket.agentId === action.agentId && ticket.status === "held";
    case "resolve":
      return isMine && ticket.status === "resolved";
    case "snooze":
      return ticket.status === "snoozed" && ticket.snoozedUntil === action.until;
    case "edit":
      return false;
    default:
      return assertNever(action);
  }
}

/** How a case is filed changes without touching who speaks; everything else is for the case as it was seen. */
function findChange(agent: Agent, ticket: Ticket, seen: SeenTicket, action: ManyAction): OneOutcome | null {
  if (action.kind === "edit") return null;
  const { status, agentId } = ticket;
  if (status !== seen.status || agentId !== seen.agentId) return { kind: "changed", status, agentId };
  if (agentId === null || agentId === agent.agentId || action.kind === "transfer") return null;
  // As for one ticket alone; to take what a colleague holds is to transfer it to oneself.
  return action.kind !== "take" && may(agent, "tickets:override") ? null : { kind: "colleague", agentId };
}

async function act(agent: Agent, ticketId: TicketId, action: ManyAction, ports: ManyPorts): Promise<OneOutcome> {
  const result = await run(agent, ticketId, action, ports);
  if (result.kind === "done") return result;
  // Between the look and the write somebody was quicker: as it is now.
  const ticket = await ports.tickets.get(agent.shopId, ticketId);
  return { kind: "changed", status: ticket?.status ?? "closed", agentId: ticket?.agentId ?? null };
}

async function run(agent: Agent, ticketId: TicketId, action: ManyAction, ports: ManyPorts) {
  switch (action.kind) {
    case "take":
      return takeTicket(agent, ticketId, ports);
    case "transfer":
      return transferTicket(agent, ticketId, action.agentId, ports);
    case "resolve":
      return resolveTicket(agent, ticketId, ports);
    case "snooze":
      return snoozeTicket(agent, ticketId, action, ports);
    case "edit": {
      const { kind: _kind, ...edit } = action;
      await editTicket(agent, ticketId, edit, ports);
      return { kind: "done" } as const;
    }
    default:
      return assertNever(action);
  }
}
