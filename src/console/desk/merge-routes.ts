/** Tickets merged and parted, and which ones belong together: by their buyer, an order or an incident. */
import { z } from "zod";
import type { AgentId, TicketId } from "../../contracts/ids.ts";
import { MAX_MERGED, type Merge, type MergeId } from "../../contracts/merge.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { RelatedCase } from "../../contracts/related.ts";
import type { Agent } from "../../contracts/stores.ts";
import { findTicket } from "../../flows/case/edit-ticket.ts";
import { mergeTickets, undoMerge } from "../../flows/case/merge-tickets.ts";
import { idOf, NO_BODY, TICKET } from "../../http/input/request-fields.ts";
import type { MergeAnswer, MergeView, RelatedListView, RelatedTicket } from "../console-api.ts";
import { agentRoute, type ConsoleRoute, json } from "../console-route.ts";

/** Beside a conversation; whoever merges may look at more. */
const SHOWN_RELATED = 5;

const MERGE = z.strictObject({ tickets: z.array(idOf<TicketId>()).min(1).max(MAX_MERGED) });
const RELATED = z.strictObject({ limit: z.coerce.number().int().min(1).max(MAX_MERGED).default(SHOWN_RELATED) });

export function createMergeRoutes(ports: Ports): readonly ConsoleRoute[] {
  const answer = async (agent: Agent, merge: Merge) => {
    const [view] = await viewMerges(agent, [merge], ports);
    if (!view) throw new Error("A merge has no view.");
    return json({ kind: "done", merge: view } satisfies MergeAnswer);
  };
  return [
    agentRoute(
      { method: "GET", path: "/tickets/:ticketId/related", permission: "tickets:read" },
      { params: TICKET, query: RELATED },
      async ({ params, query }, { agent }) => {
        await findTicket(agent, params.ticketId, ports);
        const related = await ports.desk.relatedCases(agent.shopId, params.ticketId, query.limit);
        return json({ tickets: related.map(viewRelated) } satisfies RelatedListView);
      },
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/merge", permission: "tickets:work" },
      { params: TICKET, body: MERGE },
      async ({ params, body }, { agent }) =>
        answer(agent, await mergeTickets(agent, params.ticketId, body.tickets, ports)),
    ),
    agentRoute(
      { method: "POST", path: "/merges/:mergeId/undo", permission: "tickets:work" },
      { params: z.strictObject({ mergeId: idOf<MergeId>() }), body: NO_BODY },
      async ({ params }, { agent }) => answer(agent, await undoMerge(agent, params.mergeId, ports)),
    ),
  ];
}

export async function viewMerges(
  viewer: Agent,
  merges: readonly Merge[],
  ports: Pick<Ports, "agents">,
): Promise<readonly MergeView[]> {
  const ids = new Set(merges.flatMap(({ mergedBy, undoneBy }) => [mergedBy, ...(undoneBy ? [undoneBy] : [])]));
  const found = await Promise.all([...ids].map((agentId) => ports.agents.get(viewer.shopId, agentId)));
  const names = new Map(found.flatMap((agent) => (agent ? [[agent.agentId, agent.name] as const] : [])));
  const nameOf = (agentId: AgentId | null) => (agentId === null ? null : (names.get(agentId) ?? null));
  return merges.map((merge) => ({
    mergeId: merge.mergeId,
    ticketId: merge.ticketId,
    number: merge.number,
    merged: merge.merged.map(({ ticketId, number }) => ({ ticketId, number })),
    mergedBy: nameOf(merge.mergedBy),
    mergedAt: merge.mergedAt,
    undoneBy: nameOf(merge.undoneBy),
    undoneAt: merge.undoneAt,
  }));
}

function viewRelated({ ticket, agentName, why }: RelatedCase): RelatedTicket {
  const { ticketId, number, status, category, reason, note, openedAt, resolvedAt } = ticket;
  return { ticketId, number, status, category, reason, note, openedAt, resolvedAt, agentName, why };
}
