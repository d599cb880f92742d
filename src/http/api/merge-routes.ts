/** Tickets of one buyer merged, and parted again, on behalf of a key's agent: by the rules of the console. */
import { z } from "zod";
import type { TicketId } from "../../contracts/ids.ts";
import { MAX_MERGED, type Merge, type MergeId } from "../../contracts/merge.ts";
import type { Ports } from "../../contracts/ports.ts";
import { mergeTickets, undoMerge } from "../../flows/case/merge-tickets.ts";
import { idOf, NO_BODY, TICKET } from "../input/request-fields.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { AT, ID, iso, maybeIso } from "./api-views.ts";

const MERGE = z.strictObject({ tickets: z.array(idOf<TicketId>()).min(1).max(MAX_MERGED) });

const MERGE_VIEW = z
  .object({
    mergeId: ID,
    /** The one that goes on. */
    ticketId: ID,
    number: z.int(),
    merged: z.array(z.object({ ticketId: ID, number: z.int(), conversationId: ID })),
    mergedBy: ID,
    mergedAt: AT,
    undoneBy: ID.nullable(),
    undoneAt: AT.nullable(),
  })
  .meta({ id: "Merge" });

const place = { method: "POST", scope: "tickets:write", permission: "tickets:work", reply: MERGE_VIEW } as const;

export function createMergeRoutes(ports: Ports): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        ...place,
        path: "/tickets/:ticketId/merge",
        operationId: "mergeTickets",
        summary: "Other tickets of the same buyer go into this one; sent again it is the same merge",
      },
      { params: TICKET, body: MERGE },
      async ({ params, body, caller }) =>
        viewMerge(await mergeTickets(caller.agent, params.ticketId, body.tickets, ports)),
    ),
    apiRoute(
      {
        ...place,
        path: "/merges/:mergeId/undo",
        operationId: "undoMerge",
        summary: "They are tickets of their own again, as they were",
      },
      { params: z.strictObject({ mergeId: idOf<MergeId>() }), body: NO_BODY },
      async ({ params, caller }) => viewMerge(await undoMerge(caller.agent, params.mergeId, ports)),
    ),
  ];
}

function viewMerge(merge: Merge): z.infer<typeof MERGE_VIEW> {
  const { mergeId, ticketId, number, merged, mergedBy, undoneBy } = merge;
  return {
    mergeId,
    ticketId,
    number,
    merged: merged.map((each) => ({ ...each })),
    mergedBy,
    mergedAt: iso(merge.mergedAt),
    undoneBy,
    undoneAt: maybeIso(merge.undoneAt),
  };
}
