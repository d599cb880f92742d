/** Gives waiting tickets to agents who are there. Two workers at once are harmless: epoch and capacity are checked. */
import type { ShopId } from "../../contracts/ids.ts";
import { type Assignment, chooseAssignments, findFree } from "../../tickets/choose-assignments.ts";
import { assignTicket } from "../agent-action.ts";
import type { DeskPorts } from "./desk-ports.ts";

/** Looked at together; what is behind them waits for the next look, a second later at most. */
const LOOKED_AT = 200;

export async function assignWaiting(shopId: ShopId, ports: DeskPorts): Promise<number> {
  const settings = await ports.desk.settings(shopId);
  const there = await ports.desk.available(shopId, settings.awayAfterSeconds * 1_000);
  const free = findFree(there, settings);
  if (free.length === 0) return 0;
  // Only what one of them may take: what waits for somebody else must not stand before it.
  const waiting = await ports.desk.waitingFor(shopId, free, LOOKED_AT);
  let assigned = 0;
  for (const assignment of chooseAssignments(waiting, free, settings)) {
    if (await assign(shopId, assignment, ports)) assigned += 1;
  }
  return assigned;
}

async function assign(shopId: ShopId, { ticketId, agentId, atMost }: Assignment, ports: DeskPorts): Promise<boolean> {
  const agent = await ports.agents.get(shopId, agentId);
  if (!agent) return false;
  const result = await assignTicket(agent, ticketId, atMost, ports);
  ports.metrics.count("assignments_total", { outcome: result.kind });
  return result.kind === "done";
}
