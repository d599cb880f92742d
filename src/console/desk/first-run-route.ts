/** What a new shop has done already, for the checklist that ticks itself. */
import type { ChannelName } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { TICKET_STATUSES } from "../../contracts/ticket.ts";
import type { FirstRunView } from "../console-api.ts";
import { agentRoute, type ConsoleRoute, json } from "../console-route.ts";

/** Enough to find an answered one in a shop that is still at its beginning; later the checklist is long gone. */
const MAX_TICKETS_READ = 100;

export function createFirstRunRoute(ports: Ports, channels: readonly ChannelName[]): ConsoleRoute {
  return agentRoute({ method: "GET", path: "/first-run", permission: "tickets:read" }, {}, async (_input, { agent }) =>
    json(await readFirstRun(agent, ports, channels)),
  );
}

async function readFirstRun(agent: Agent, ports: Ports, channels: readonly ChannelName[]): Promise<FirstRunView> {
  const hasAsked = await ports.conversations.hasAny(agent.shopId);
  const filter = { statuses: TICKET_STATUSES, limit: MAX_TICKETS_READ };
  const tickets = hasAsked ? await ports.tickets.list(agent.shopId, filter) : [];
  return { hasAsked, hasAnswered: tickets.some(({ firstRepliedAt }) => firstRepliedAt !== null), channels };
}
