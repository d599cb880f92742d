/** One action on many tickets, each told apart; and what is noted of a ticket's buyer. */
import { z } from "zod";
import type { AgentId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { MAX_TAGS, TICKET_CATEGORIES, TICKET_PRIORITIES, TICKET_STATUSES } from "../../contracts/ticket.ts";
import { readContactTags, tagContact } from "../../flows/case/tag-contact.ts";
import { type ManyAction, type OneResult, workMany } from "../../flows/case/work-many.ts";
import type { BulkResultView } from "../console-api.ts";
import { idOf, isWithinYear, MOMENT, TAG, TAGS, TICKET } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "../console-route.ts";

/** In one request; the page sends as many requests as it takes. */
const MAX_TICKETS = 200;

const AGENT_ID = idOf<AgentId>();
const SOME_TAGS = z.array(TAG).min(1).max(MAX_TAGS).optional();

const SEEN = z.strictObject({
  ...TICKET.shape,
  status: z.enum(TICKET_STATUSES),
  agentId: AGENT_ID.nullable(),
});

function actions(ports: Pick<Ports, "clock">) {
  return z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("take") }),
    z.strictObject({ kind: z.literal("resolve") }),
    z.strictObject({ kind: z.literal("transfer"), agentId: AGENT_ID }),
    z.strictObject({
      kind: z.literal("snooze"),
      until: MOMENT.refine((until) => until > ports.clock.now() && isWithinYear(until, ports.clock)),
    }),
    z
      .strictObject({
        kind: z.literal("edit"),
        priority: z.enum(TICKET_PRIORITIES).optional(),
        category: z.enum(TICKET_CATEGORIES).optional(),
        addTags: SOME_TAGS,
        removeTags: SOME_TAGS,
      })
      .refine(({ kind: _kind, ...edit }) => Object.values(edit).some((value) => value !== undefined)),
  ]);
}

const CONTACT_TAGS = z.strictObject({ tags: TAGS });

export function createBulkRoutes(ports: Ports): readonly ConsoleRoute[] {
  const BULK = z.strictObject({ tickets: z.array(SEEN).min(1).max(MAX_TICKETS), action: actions(ports) });
  return [
    agentRoute(
      { method: "POST", path: "/bulk", permission: "tickets:work" },
      { body: BULK },
      async ({ body }, { agent }) => {
        const seen = [...new Map(body.tickets.map((each) => [each.ticketId, each])).values()];
        const results = await workMany(agent, seen, body.action as ManyAction, ports);
        return json(await viewResults(agent, results, ports));
      },
    ),
    agentRoute(
      { method: "GET", path: "/tickets/:ticketId/contact", permission: "contacts:read" },
      { params: TICKET },
      async ({ params }, { agent }) => json(await readContactTags(agent, params.ticketId, ports)),
    ),
    agentRoute(
      { method: "PUT", path: "/tickets/:ticketId/contact", permission: "contacts:write" },
      { params: TICKET, body: CONTACT_TAGS },
      async ({ params, body }, { agent }) => {
        await tagContact(agent, params.ticketId, body.tags, ports);
        return DONE;
      },
    ),
  ];
}

async function viewResults(agent: Agent, results: readonly OneResult[], ports: Ports): Promise<BulkResultView> {
  const names = new Map((await ports.agents.list(agent.shopId)).map(({ agentId, name }) => [agentId, name]));
  const nameOf = (agentId: AgentId | null) => (agentId === null ? null : (names.get(agentId) ?? null));
  return {
    results: results.map(({ ticketId, number, outcome }) => {
      if (outcome.kind === "changed") {
        const { kind, status } = outcome;
        return { ticketId, number, outcome: { kind, status, agentName: nameOf(outcome.agentId) } };
      }
      if (outcome.kind === "colleague") {
        return { ticketId, number, outcome: { kind: outcome.kind, agentName: nameOf(outcome.agentId) } };
      }
      return { ticketId, number, outcome };
    }),
  };
}
