/** Gives waiting tickets to agents who are there. Two workers at once are harmless: epoch and capacity are checked. */
import type { Assignment } from "../../tickets/choose-assignments.ts";
import { chooseAssignments } from "../../tickets/choose-assignments.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { TicketSummary } from "../../contracts/ticket.ts";
import { assignTicket } from "../agent-action.ts";
import type { DeskPorts } from "./desk-ports.ts";

/** Looked at together; what is behind them waits for the next look, a second later at most. */
const LOOKED_AT = 200;

export async function assignWaiting(shopId: ShopId, ports: DeskPorts): Promise<number> {
  const settings = await ports.desk.settings(shopId);
  const agents = await ports.desk.available(shopId, settings.awayAfterSeconds * 1_000);
  if (agents.length === 0) return 0;
  const waiting = await ports.tickets.list(shopId, { statuses: ["waiting"], limit: LOOKED_AT });
  const assignments = chooseAssignments(waiting, agents, settings);
  let assigned = 0;
  for (const assignment of assignments) {
    const ticket = waiting.find(({ ticketId }) => ticketId === assignment.ticketId);
    if (ticket && (await assign(shopId, ticket, assignment, ports))) assigned += 1;
  }
  return assigned;
}

async function assign(
  shopId: ShopId,
  { ticketId }: TicketSummary,
  { agentId, atMost }: Assignment,
  ports: DeskPorts,
): Promise<boolean> {
  const agent = await ports.agents.get(shopId, agentId);
  if (!agent) return false;
  const result = await assignTicket(agent, ticketId, atMost, ports);
  ports.metrics.count("assignments_total", { outcome: result.kind });
  return result.kind === "done";
}
