/** API keys and webhooks as their merchant sees them: made, shown once, watched, sent again, switched off. */
import { z } from "zod";
import { API_SCOPES, type ApiKeyId } from "../../contracts/api-key.ts";
import type { AgentId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { JudgeTarget } from "../../contracts/webhook.ts";
import {
  addEndpoint,
  changeEndpoint,
  type EndpointDesk,
  findEndpoint,
  removeEndpoint,
  renewSecret,
  sendAgain,
  sendTest,
} from "../../flows/integrations/edit-endpoints.ts";
import { addKey, listKeys, revokeKey } from "../../flows/integrations/edit-keys.ts";
import { makeKey } from "../../http/api/api-key.ts";
import { cleanName } from "../../shared/clean-text.ts";
import {
  CHANGED_ENDPOINT,
  dropAbsent,
  ENDPOINT,
  EVENT,
  idOf,
  MOMENT,
  NEW_ENDPOINT,
  NO_BODY,
  unique,
} from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "../console-route.ts";
import type { DeliveryListView, EndpointListView, KeyListView, KeyMadeView, SecretView } from "./integration-api.ts";

const PAGE = 50;
const permission = "integrations:manage" as const;
const KEY = z.strictObject({ keyId: idOf<ApiKeyId>() });

const NEW_KEY = z.strictObject({
  name: z
    .string()
    .max(80)
    .transform((name) => cleanName(name))
    .refine((name) => name !== ""),
  agentId: idOf<AgentId>().nullable(),
  scopes: z.array(z.enum(API_SCOPES)).min(1).max(API_SCOPES.length).transform(unique),
  expiresAt: MOMENT.nullable(),
});
const RANGE = z.strictObject({ before: z.coerce.number().int().positive().optional() });

export function createIntegrationRoutes(ports: Ports, judgeTarget: JudgeTarget): readonly ConsoleRoute[] {
  const desk: EndpointDesk = { webhooks: ports.webhooks, ids: ports.ids, judgeTarget };
  return [...createKeyRoutes(ports), ...createEndpointRoutes(desk), ...createDeliveryRoutes(desk)];
}

function createKeyRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/api-keys", permission }, {}, async (_input, { agent }) =>
      json({ keys: await listKeys(agent, ports) } satisfies KeyListView),
    ),
    agentRoute(
      { method: "POST", path: "/api-keys", permission },
      { body: NEW_KEY },
      async ({ body }, { agent, shop }) => {
        const { key, ...made } = makeKey(shop.shopKey);
        return json({ keyId: await addKey(agent, body, made, ports), key } satisfies KeyMadeView);
      },
    ),
    agentRoute(
      { method: "DELETE", path: "/api-keys/:keyId", permission },
      { params: KEY },
      async ({ params }, { agent }) => {
        await revokeKey(agent, params.keyId, ports);
        return DONE;
      },
    ),
  ];
}

function createEndpointRoutes(desk: EndpointDesk): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/webhooks", permission }, {}, async (_input, { agent }) =>
      json({ endpoints: await desk.webhooks.list(agent.shopId) } satisfies EndpointListView),
    ),
    agentRoute(
      { method: "POST", path: "/webhooks", permission },
      { body: NEW_ENDPOINT },
      async ({ body }, { agent }) => {
        const { endpoint, secret } = await addEndpoint(agent, body, desk);
        return json({ endpointId: endpoint.endpointId, secret } satisfies SecretView);
      },
    ),
    agentRoute(
      { method: "PATCH", path: "/webhooks/:endpointId", permission },
      { params: ENDPOINT, body: CHANGED_ENDPOINT },
      async ({ params, body }, { agent }) => {
        await changeEndpoint(agent, params.endpointId, dropAbsent(body), desk);
        return DONE;
      },
    ),
    agentRoute(
      { method: "DELETE", path: "/webhooks/:endpointId", permission },
      { params: ENDPOINT },
      async ({ params }, { agent }) => {
        await removeEndpoint(agent, params.endpointId, desk);
        return DONE;
      },
    ),
    agentRoute(
      { method: "POST", path: "/webhooks/:endpointId/secret", permission },
      { params: ENDPOINT, body: NO_BODY },
      async ({ params: { endpointId } }, { agent }) =>
        json({ endpointId, secret: await renewSecret(agent, endpointId, desk) } satisfies SecretView),
    ),
    agentRoute(
      { method: "POST", path: "/webhooks/:endpointId/test", permission },
      { params: ENDPOINT, body: NO_BODY },
      async ({ params }, { agent }) => {
        await sendTest(agent, params.endpointId, desk);
        return DONE;
      },
    ),
  ];
}

function createDeliveryRoutes(desk: EndpointDesk): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/webhooks/:endpointId/deliveries", permission },
      { params: ENDPOINT, query: RANGE },
      async ({ params: { endpointId }, query }, { agent }) => {
        const endpoint = await findEndpoint(agent, endpointId, desk);
        const range = { limit: PAGE + 1, beforePosition: query.before };
        const found = await desk.webhooks.deliveries(agent.shopId, endpointId, range);
        const deliveries = found.slice(0, PAGE);
        const nextBefore = found.length > PAGE ? (deliveries.at(-1)?.position ?? null) : null;
        return json({ endpoint, deliveries, nextBefore } satisfies DeliveryListView);
      },
    ),
    agentRoute(
      { method: "POST", path: "/webhooks/:endpointId/deliveries/:eventKey/resend", permission },
      { params: EVENT, body: NO_BODY },
      async ({ params: { endpointId, eventKey } }, { agent }) => {
        await sendAgain(agent, endpointId, eventKey, desk);
        return DONE;
      },
    ),
    agentRoute(
      { method: "POST", path: "/webhooks/:endpointId/resend-failed", permission },
      { params: ENDPOINT, body: NO_BODY },
      async ({ params }, { agent }) => json({ sent: await sendAgain(agent, params.endpointId, null, desk) }),
    ),
  ];
}
