/** What an agent does with a case besides answering: it sleeps, waits, goes to a colleague, is filed otherwise. */
import { z } from "zod";
import type { AgentId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { PRESENCE_STATES } from "../../contracts/console-event.ts";
import { awaitBuyer, snoozeTicket, transferTicket } from "../../flows/agent-action.ts";
import { type AgentEdit, editTicket, findWorkable } from "../../flows/case/edit-ticket.ts";
import { EDIT, idOf, isWithinYear, MOMENT, NO_BODY, TICKET } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE } from "../console-route.ts";
import { answerAction, type Outcome, SEEN_MARKS } from "./ticket-routes.ts";

const TRANSFER = z.strictObject({ agentId: idOf<AgentId>() });
const PRESENCE = z.strictObject({ state: z.enum(PRESENCE_STATES) });

export function createCaseRoutes(ports: Ports): readonly ConsoleRoute[] {
  const act = async (agent: Agent, outcome: Promise<Outcome>) => answerAction(agent, await outcome, ports);
  const SNOOZE = z.strictObject({
    until: MOMENT.refine((until) => isWithinYear(until, ports.clock)),
    seen: SEEN_MARKS,
  });
  return [
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/snooze", permission: "tickets:work" },
      { params: TICKET, body: SNOOZE },
      ({ params, body }, { agent }) => act(agent, snoozeTicket(agent, params.ticketId, body, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/await", permission: "tickets:work" },
      { params: TICKET, body: NO_BODY },
      ({ params }, { agent }) => act(agent, awaitBuyer(agent, params.ticketId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/transfer", permission: "tickets:work" },
      { params: TICKET, body: TRANSFER },
      ({ params, body }, { agent }) => act(agent, transferTicket(agent, params.ticketId, body.agentId, ports)),
    ),
    agentRoute(
      { method: "PATCH", path: "/tickets/:ticketId", permission: "tickets:work" },
      { params: TICKET, body: EDIT },
      async ({ params, body }, { agent }) => {
        await editTicket(agent, params.ticketId, body as AgentEdit, ports);
        return DONE;
      },
    ),
    createPresenceRoute(ports),
  ];
}

function createPresenceRoute(ports: Ports): ConsoleRoute {
  return agentRoute(
    { method: "POST", path: "/tickets/:ticketId/presence", permission: "tickets:work" },
    { params: TICKET, body: PRESENCE },
    async ({ params, body }, { agent }) => {
      const { ticketId, conversationId } = await findWorkable(agent, params.ticketId, ports);
      const { shopId, agentId, name } = agent;
      const { state } = body;
      ports.live.publish(`console:${shopId}`, { kind: "presence", ticketId, conversationId, agentId, name, state });
      return DONE;
    },
  );
}
