/** Endpoints of webhooks, for programs that set themselves up. */
import { z } from "zod";
import {
  addEndpoint,
  changeEndpoint,
  type EndpointDesk,
  findEndpoint,
  removeEndpoint,
  renewSecret,
  sendAgain,
} from "../../flows/integrations/edit-endpoints.ts";
import { CHANGED_ENDPOINT, dropAbsent, ENDPOINT, EVENT, NEW_ENDPOINT, NO_BODY } from "../input/request-fields.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { DELIVERY_VIEW, DONE, ENDPOINT_VIEW, pageOf, viewDelivery, viewEndpoint } from "./api-views.ts";
import { cutPage, decodeCursor } from "./encode-cursor.ts";
import { PAGE } from "./ticket-reads.ts";

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
      { params: ENDPOINT, body: NO_BODY },
      async ({ params, caller: { agent } }) => ({ secret: await renewSecret(agent, params.endpointId, desk) }),
    ),
  ];
}

function createDeliveryRoutes(desk: EndpointDesk): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "GET",
        path: at("/deliveries"),
        operationId: "listDeliveries",
        summary: "What was sent there in the last 30 days, the newest first",
        reply: pageOf(DELIVERY_VIEW).meta({ id: "DeliveryPage" }),
        ...reads,
      },
      { params: ENDPOINT, query: z.strictObject(PAGE) },
      async ({ params: { endpointId }, query: { cursor, limit }, caller: { agent } }) => {
        await findEndpoint(agent, endpointId, desk);
        const beforePosition = decodeCursor("deliveries", cursor, z.int());
        const range = { limit: limit + 1, beforePosition };
        const found = await desk.webhooks.deliveries(agent.shopId, endpointId, range);
        const { items, nextCursor } = cutPage("deliveries", found, limit, ({ position }) => position);
        return { items: items.map(viewDelivery), nextCursor };
      },
    ),
    apiRoute(
      {
        method: "POST",
        path: at("/deliveries/:eventKey/resend"),
        operationId: "resendDelivery",
        summary: "Sends an event again",
        reply: DONE,
        ...writes,
      },
      { params: EVENT, body: NO_BODY },
      async ({ params: { endpointId, eventKey }, caller: { agent } }) => {
        await sendAgain(agent, endpointId, eventKey, desk);
        return { done: true as const };
      },
    ),
  ];
}
