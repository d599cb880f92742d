/** What buyers think, for who heads the desk: the page of a period, and its scores as lines for a spreadsheet. */
import { z } from "zod";
import type { Ports } from "../../contracts/ports.ts";
import { exportScores, readSatisfaction } from "../../flows/review/read-satisfaction.ts";
import { agentRoute, type ConsoleRoute } from "../console-route.ts";

const MAX_DAYS = 366;
const DAYS = z.strictObject({ days: z.coerce.number().int().min(1).max(MAX_DAYS).default(30) });
const EXPORT = z.strictObject({ days: z.int().min(1).max(MAX_DAYS) });

export function createSatisfactionRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "GET", path: "/satisfaction", permission: "satisfaction:read" },
      { query: DAYS },
      async ({ query }, { agent }) => ({ kind: "json", body: await readSatisfaction(agent, query.days, ports) }),
    ),
    // A change: that somebody took them out is kept.
    agentRoute(
      { method: "POST", path: "/satisfaction/export", permission: "satisfaction:read" },
      { body: EXPORT },
      async ({ body }, { agent }) => ({ kind: "json", body: { csv: await exportScores(agent, body.days, ports) } }),
    ),
  ];
}
