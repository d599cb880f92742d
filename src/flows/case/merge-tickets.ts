/** Several tickets of one buyer become one case, and part again. Everybody who had one of them is told. */
import { AppError } from "../../contracts/errors.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Merge, MergeId, MergeRefusal, UndoRefusal } from "../../contracts/merge.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertMay, may } from "../../shared/assert-may.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { heldBy } from "./open-case.ts";

type MergePorts = Pick<Ports, "merges" | "agents" | "ids" | "doorbell" | "live" | "metrics">;

/** The same wish twice is one merge. Throws MERGE_REFUSED, HELD_BY_COLLEAGUE, NOT_FOUND, REQUEST_INVALID. */
export async function mergeTickets(
  agent: Agent,
  into: TicketId,
  tickets: readonly TicketId[],
  ports: MergePorts,
): Promise<Merge> {
  assertMay(agent, "tickets:work");
  if (tickets.includes(into)) {
    throw new AppError("REQUEST_INVALID", "A ticket cannot be merged into itself; choose another one.");
  }
  const result = await ports.merges.merge(agent.shopId, {
    mergeId: ports.ids.next<MergeId>(),
    into,
    tickets: [...new Set(tickets)],
    by: agent.agentId,
    via: agent.via,
    mayTakeAway: may(agent, "tickets:override"),
  });
  ports.metrics.count("agent_actions_total", { action: "merge", outcome: result.kind });
  if (result.kind === "refused") throw await explainMerge(agent, result.refusal, ports);
  const { merge, isNew, told } = result;
  if (isNew) tell(agent, merge, ports);
  if (told.length > 0) {
    const { ticketId, conversationId } = merge;
    const { agentId, name } = agent;
    ports.live.publish(`console:${agent.shopId}`, {
      kind: "tickets-merged",
      ticketId,
      conversationId,
      number: merge.number,
      agentId,
      name,
      told,
    });
  }
  return merge;
}

/** Twice is once. */
export async function undoMerge(agent: Agent, mergeId: MergeId, ports: MergePorts): Promise<Merge> {
  assertMay(agent, "tickets:work");
  const result = await ports.merges.undo(agent.shopId, { mergeId, by: agent.agentId, via: agent.via });
  ports.metrics.count("agent_actions_total", { action: "unmerge", outcome: result.kind });
  if (result.kind === "refused") throw explainUndo(result.refusal);
  if (result.isNew) tell(agent, result.merge, ports);
  return result.merge;
}

/** What waits in one of the conversations has another holder now, and the queue is another one. */
function tell({ shopId }: Agent, merge: Merge, { doorbell, live }: MergePorts): void {
  doorbell.ringTurns(shopId);
  doorbell.ringDesk(shopId);
  for (const { ticketId, conversationId } of [merge, ...merge.merged]) {
    live.publish(`console:${shopId}`, { kind: "ticket-changed", ticketId, conversationId });
  }
}

async function explainMerge(agent: Agent, refusal: MergeRefusal, { agents }: MergePorts): Promise<AppError> {
  const refuse = (hint: string) => new AppError("MERGE_REFUSED", hint, { kind: refusal.kind });
  switch (refusal.kind) {
    case "not-found":
      return new AppError("NOT_FOUND", "One of these tickets does not exist.");
    case "other-buyer":
      return refuse(`Ticket ${refusal.number} is another buyer's; only tickets of one buyer can be merged.`);
    case "over":
      return refuse(`Ticket ${refusal.number} is over; merge into one that is open.`);
    case "merged-elsewhere":
      return refuse(`Ticket ${refusal.number} was merged into ${refusal.into}; go on there.`);
    case "colleague":
      return heldBy((await agents.get(agent.shopId, refusal.agentId))?.name);
    default:
      return assertNever(refusal);
  }
}

function explainUndo(refusal: UndoRefusal): AppError {
  const refuse = (hint: string) => new AppError("MERGE_REFUSED", hint, { kind: refusal.kind });
  switch (refusal.kind) {
    case "not-found":
      return new AppError("NOT_FOUND", "There is no such merge.");
    case "merged-on":
      return refuse(`Ticket ${refusal.number} was itself merged into ${refusal.into}; undo that first.`);
    case "new-case":
      return refuse(
        `Where ticket ${refusal.number} stood, ticket ${refusal.by} is open now; resolve it or merge it first.`,
      );
    default:
      return assertNever(refusal);
  }
}
