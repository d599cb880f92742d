/** Incidents: declared, approved and closed by who decides what buyers read; everybody sees them. */
import { z } from "zod";
import type { IncidentId } from "../contracts/incident.ts";
import { LANGUAGES } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import { TICKET_CATEGORIES } from "../contracts/ticket.ts";
import { editIncident } from "../flows/desk/edit-incident.ts";
import { approveIncident, closeIncident, declareIncident, readIncident } from "../flows/desk/incidents.ts";
import { idOf, NO_BODY } from "../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, json } from "./console-route.ts";

const INCIDENT = z.strictObject({ incidentId: idOf<IncidentId>() });
const TEXT = z.strictObject({
  title: z.string().max(200),
  answer: z.string().max(4_000),
  apology: z.string().max(2_000),
  closing: z.string().max(2_000).default(""),
});
const TEXTS = z.partialRecord(z.enum(LANGUAGES), TEXT);
const EDITED = z.strictObject({ texts: TEXTS, basedOn: z.int().min(1) });
const DECLARED = z.strictObject({
  texts: TEXTS,
  categories: z.array(z.enum(TICKET_CATEGORIES)).max(TICKET_CATEGORIES.length).default([]),
  places: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .max(50)
    .default([]),
  words: z.array(z.string().trim().min(2).max(60)).max(50).default([]),
});

export function createIncidentRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/incidents", permission: "incidents:read" }, {}, async (_, { agent }) =>
      json({ incidents: await ports.incidents.list(agent.shopId) }),
    ),
    agentRoute(
      { method: "POST", path: "/incidents", permission: "incidents:decide" },
      { body: DECLARED },
      async ({ body }, { agent }) => json(await declareIncident(agent, body, ports)),
    ),
    agentRoute(
      { method: "GET", path: "/incidents/:incidentId", permission: "incidents:read" },
      { params: INCIDENT },
      async ({ params }, { agent }) => json(await readIncident(agent, params.incidentId, ports)),
    ),
    agentRoute(
      { method: "PUT", path: "/incidents/:incidentId/texts", permission: "incidents:decide" },
      { params: INCIDENT, body: EDITED },
      async ({ params, body }, { agent }) => json(await editIncident(agent, params.incidentId, body, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/incidents/:incidentId/approve", permission: "incidents:decide" },
      { params: INCIDENT, body: NO_BODY },
      async ({ params }, { agent }) => json(await approveIncident(agent, params.incidentId, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/incidents/:incidentId/close", permission: "incidents:decide" },
      { params: INCIDENT, body: NO_BODY },
      async ({ params }, { agent }) => json(await closeIncident(agent, params.incidentId, ports)),
    ),
  ];
}
