/** How the shop speaks in each market: the list, one written over, and what shipped had back. */
import { z } from "zod";
import { AVOIDED, FORMALITIES, MARKET, OPENINGS } from "../../contracts/manner.ts";
import type { Ports } from "../../contracts/ports.ts";
import { listManners, MAX_NOTE_LENGTH, restoreManner, saveManner } from "../../flows/translation/manners.ts";
import { may } from "../../shared/assert-may.ts";
import { NO_BODY } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "../console-route.ts";
import type { MannerListView } from "../../contracts/case-languages.ts";

const OF_MARKET = z.strictObject({ market: z.string().regex(MARKET) });
const WRITTEN = z.strictObject({
  opening: z.enum(OPENINGS),
  formality: z.enum(FORMALITIES),
  avoid: z.array(z.enum(AVOIDED)).max(AVOIDED.length),
  note: z.string().max(MAX_NOTE_LENGTH),
});

export function createMannerRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/manners", permission: "manners:read" }, {}, async (_input, { agent }) => {
      const manners = await listManners(agent.shopId, ports);
      return json({ manners, mayWrite: may(agent, "manners:write") } satisfies MannerListView);
    }),
    agentRoute(
      { method: "PUT", path: "/manners/:market", permission: "manners:write" },
      { params: OF_MARKET, body: WRITTEN },
      async ({ params, body }, { agent }) => {
        await saveManner(agent, { ...params, ...body }, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "POST", path: "/manners/:market/restore", permission: "manners:write" },
      { params: OF_MARKET, body: NO_BODY },
      async ({ params }, { agent }) => {
        await restoreManner(agent, params.market, ports);
        return DONE;
      },
    ),
  ];
}
