/** Every address of the API, in one list. */
import { z } from "zod";
import { API_SCOPES } from "../../contracts/api-key.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { JudgeTarget } from "../../contracts/webhook.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { ID } from "./api-views.ts";
import { createContactRoutes } from "./contact-routes.ts";
import { createKnowledgeReads } from "./knowledge-routes.ts";
import { createMergeRoutes } from "./merge-routes.ts";
import { createTicketActions } from "./ticket-actions.ts";
import { createTicketReads } from "./ticket-reads.ts";
import { createWebhookRoutes } from "./webhook-routes.ts";

const ME = z
  .object({
    keyName: z.string(),
    scopes: z.array(z.enum(API_SCOPES)),
    agent: z.object({ agentId: ID, name: z.string(), role: z.enum(["viewer", "agent", "merchant", "owner"]) }),
  })
  .meta({ id: "Me" });

export function createApiRoutes(ports: Ports, judgeTarget: JudgeTarget): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "GET",
        path: "/me",
        operationId: "getMe",
        summary: "What this key is and on whose behalf it acts",
        scope: null,
        permission: "account:own",
        reply: ME,
      },
      {},
      async ({ caller: { keyName, scopes, agent } }) => {
        const { agentId, name, role } = agent;
        return { keyName, scopes: [...scopes], agent: { agentId, name, role } };
      },
    ),
    ...createTicketReads(ports),
    ...createTicketActions(ports),
    ...createMergeRoutes(ports),
    ...createContactRoutes(ports),
    ...createKnowledgeReads(ports),
    ...createWebhookRoutes({ webhooks: ports.webhooks, ids: ports.ids, judgeTarget }),
  ];
}
