/** Saved views of the queue, and the whole of one view to do something with. */
import { z } from "zod";
import type { Ports } from "../../contracts/ports.ts";
import { MAX_SAVED_VIEWS, TICKET_VIEWS } from "../../contracts/saved-view.ts";
import {
  arrangeViews,
  type CountedView,
  findView,
  listViews,
  removeView,
  saveView,
  type WrittenView,
} from "../../flows/case/keep-views.ts";
import { MAX_SELECTED } from "../../flows/case/work-many.ts";
import { markTickets } from "../../flows/read-tickets.ts";
import { cleanName } from "../../shared/clean-text.ts";
import type { SavedViewListView, SavedViewRow, SelectionView } from "../console-api.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "../console-route.ts";
import { CONDITIONS, readConditions, SAVED_VIEW, TICKET_QUERY } from "./ticket-query.ts";

const MAX_NAME = 60;

const WRITTEN = z.strictObject({
  name: z
    .string()
    .max(MAX_NAME * 4)
    .transform((name) => cleanName(name, MAX_NAME))
    .refine((name) => name !== ""),
  base: z.enum(TICKET_VIEWS),
  conditions: CONDITIONS,
  isShared: z.boolean(),
});

const ORDER = z.strictObject({ viewIds: z.array(SAVED_VIEW.shape.viewId).max(MAX_SAVED_VIEWS) });

export function createViewRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/views", permission: "tickets:read" }, {}, async (_input, { agent }) =>
      json({ views: (await listViews(agent, ports)).map(viewSaved) } satisfies SavedViewListView),
    ),
    agentRoute(
      { method: "PUT", path: "/views/:viewId", permission: "tickets:read" },
      { params: SAVED_VIEW, body: WRITTEN },
      async ({ params, body }, { agent }) => {
        await saveView(agent, { ...params, ...body } as WrittenView, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "DELETE", path: "/views/:viewId", permission: "tickets:read" },
      { params: SAVED_VIEW },
      async ({ params }, { agent }) => {
        await removeView(agent, params.viewId, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "PUT", path: "/view-order", permission: "tickets:read" },
      { body: ORDER },
      async ({ body }, { agent }) => {
        await arrangeViews(agent, body.viewIds, ports);
        return DONE;
      },
    ),
    agentRoute(
      { method: "GET", path: "/selection", permission: "tickets:work" },
      { query: TICKET_QUERY },
      async ({ query }, { agent }) => {
        const { view, ...narrowing } = query;
        const wanted = await findView(agent, view, readConditions(narrowing), ports);
        const found = await markTickets(agent, wanted, MAX_SELECTED + 1, ports);
        const body: SelectionView = { tickets: found.slice(0, MAX_SELECTED), hasMore: found.length > MAX_SELECTED };
        return json(body);
      },
    ),
  ];
}

function viewSaved({ viewId, name, base, conditions, isShared, isMine, mayChange, count }: CountedView): SavedViewRow {
  return { viewId, name, base, conditions, isShared, isMine, mayChange, count };
}
