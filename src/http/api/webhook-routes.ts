/** Endpoints of webhooks, for programs that set themselves up. */
import { z } from "zod";
import { type EndpointId, WEBHOOK_EVENTS } from "../../contracts/webhook.ts";
import {
  addEndpoint,
  changeEndpoint,
  type EndpointDesk,
  findEndpoint,
  removeEndpoint,
  renewSecret,
  sendAgain,
} from "../../flows/integrations/edit-endpoints.ts";
import { cleanName } from "../../shared/clean-text.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { DELIVERY_VIEW, DONE, ENDPOINT_VIEW, pageOf, viewDelivery, viewEndpoint } from "./api-views.ts";
import { decodeNumber, encodeCursor } from "./encode-cursor.ts";
import { PAGE } from "./ticket-reads.ts";

export const ENDPOINT = z.strictObject({ endpointId: z.guid().transform((id) => id.toLowerCase() as EndpointId) });
export const EVENT = z.strictObject({ ...ENDPOINT.shape, eventKey: z.string().regex(/^evt_[a-z][0-9a-z_]{1,80}$/) });
const EVENTS = z
  .array(z.enum(WEBHOOK_EVENTS))
  .min(1)
  .max(WEBHOOK_EVENTS.length)
  .transform((events) => [...new Set(events)]);
const DESCRIPTION = z
  .string()
  .max(200)
  .transform((text) => cleanName(text));
export const NEW_ENDPOINT = z.strictObject({
  url: z.string().max(2_000),
  description: DESCRIPTION.default(""),
  events: EVENTS,
});
export const CHANGED_ENDPOINT = z.strictObject({
  url: z.string().max(2_000).optional(),
  description: DESCRIPTION.optional(),
  events: EVENTS.optional(),
  state: z.enum(["active", "paused"]).optional(),
});
const SECRET = z.string().describe("Shown once: the base64 behind whsec_ is the key of the HMAC.");

const reads = { scope: "webhooks:read", permission: "integrations:manage" } as const;
const writes = { scope: "webhooks:write", permission: "integrations:manage" } as const;
const at = (rest = "") => `/webhooks/:endpointId${rest}`;

export function createWebhookRoutes(desk: EndpointDesk): readonly ApiRoute[] {
  return [...createEndpointRoutes(desk), ...createChangeRoutes(desk), ...createDeliveryRoutes(desk)];
}

function createEndpointRoutes(desk: EndpointDesk): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "GET",
        path: "/webhooks",
        operationId: "listWebhooks",
        summary: "Where this shop's events go",
        reply: z.object({ items: z.array(ENDPOINT_VIEW) }).meta({ id: "WebhookList" }),
        ...reads,
      },
      {},
      async ({ caller: { agent } }) => ({ items: (await desk.webhooks.list(agent.shopId)).map(viewEndpoint) }),
    ),
    apiRoute(
      {
        method: "POST",
        path: "/webhooks",
        operationId: "addWebhook",
        summary: "Adds an endpoint; its secret is shown in this answer and never again",
        status: 201,
        reply: z.object({ endpoint: ENDPOINT_VIEW, secret: SECRET }).meta({ id: "AddedWebhook" }),
        ...writes,
      },
      { body: NEW_ENDPOINT },
      async ({ body, caller: { agent } }) => {
        const { endpoint, secret } = await addEndpoint(agent, body, desk);
        return { endpoint: viewEndpoint(endpoint), secret };
      },
    ),
  ];
}

function createChangeRoutes(desk: EndpointDesk): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "PATCH",
        path: at(),
        operationId: "changeWebhook",
        summary: "Changes an endpoint",
        reply: ENDPOINT_VIEW,
        ...writes,
      },
      { params: ENDPOINT, body: CHANGED_ENDPOINT },
      async ({ params, body, caller: { agent } }) =>
        viewEndpoint(await changeEndpoint(agent, params.endpointId, dropAbsent(body), desk)),
    ),
    apiRoute(
      {
        method: "DELETE",
        path: at(),
        operationId: "removeWebhook",
        summary: "Removes an endpoint with all that waits",
        reply: DONE,
        ...writes,
      },
      { params: ENDPOINT },
      async ({ params, caller: { agent } }) => {
        await removeEndpoint(agent, params.endpointId, desk);
        return { done: true as const };
      },
    ),
    apiRoute(
      {
        method: "POST",
        path: at("/secret"),
        operationId: "renewWebhookSecret",
        summary: "A new secret; for a day the one before signs, too",
        reply: z.object({ secret: SECRET }).meta({ id: "WebhookSecret" }),
        ...writes,
      },
      { params: ENDPOINT, body: z.strictObject({}).optional() },
      async ({ params, caller: { agent } }) => ({ secret: await renewSecret(agent, params.endpointId, desk) }),
    ),
  ];
}

function createDeliveryRoutes(desk: EndpointDesk): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "GET",
        path: "/webhooks/:endpointId/deliveries",
        operationId: "listDeliveries",
        summary: "What was sent there in the last 30 days, the newest first",
        reply: pageOf(DELIVERY_VIEW).meta({ id: "DeliveryPage" }),
        ...reads,
      },
      { params: ENDPOINT, query: z.strictObject(PAGE) },
      async ({ params: { endpointId }, query: { cursor, limit }, caller: { agent } }) => {
        await findEndpoint(agent, endpointId, desk);
        const beforePosition = decodeNumber("deliveries", cursor);
        const range = { limit: limit + 1, beforePosition };
        const found = await desk.webhooks.deliveries(agent.shopId, endpointId, range);
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const nextCursor = found.length > limit && last ? encodeCursor("deliveries", last.position) : null;
        return { items: items.map(viewDelivery), nextCursor };
      },
    ),
    apiRoute(
      {
        method: "POST",
        path: "/webhooks/:endpointId/deliveries/:eventKey/resend",
        operationId: "resendDelivery",
        summary: "Sends an event again",
        reply: DONE,
        ...writes,
      },
      { params: EVENT, body: z.strictObject({}).optional() },
      async ({ params: { endpointId, eventKey }, caller: { agent } }) => {
        await sendAgain(agent, endpointId, eventKey, desk);
        return { done: true as const };
      },
    ),
  ];
}

export function dropAbsent<Change extends object>(
  change: Change,
): { [Key in keyof Change]: Exclude<Change[Key], undefined> } {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Key in keyof Change]: Exclude<Change[Key], undefined> };
}
