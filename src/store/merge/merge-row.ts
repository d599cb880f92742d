/** What the row of a merge keeps, and what is made of it for whoever looks. */
import { type RawBuilder, sql } from "kysely";
import type { AgentId, ConversationId, Instant, ShopId, TicketId } from "../../contracts/ids.ts";
import type { Merge, MergedTicket, MergeId } from "../../contracts/merge.ts";
import type { TicketPriority, TicketStatus, TimerKind } from "../../contracts/ticket.ts";
import { readInstant } from "../read-rows.ts";

export interface KeptTimer {
  readonly kind: TimerKind;
  readonly dueAt: Instant;
}

export interface KeptLink {
  readonly incidentId: string;
  readonly linkedAt: Instant;
  readonly openingToldAt: Instant | null;
  readonly closingToldAt: Instant | null;
}

/** What of the ticket that goes on a merge may change. */
export interface Facts {
  readonly status: TicketStatus;
  readonly priority: TicketPriority;
  readonly tags: readonly string[];
  readonly firstReplyDueAt: Instant;
  readonly warnedAt: Instant | null;
  readonly breachedAt: Instant | null;
  readonly snoozedUntil: Instant | null;
  readonly timers: readonly KeptTimer[];
}

export interface KeptTicket extends MergedTicket {
  readonly status: TicketStatus;
  readonly agentId: AgentId | null;
  readonly snoozedUntil: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly timers: readonly KeptTimer[];
  readonly links: readonly KeptLink[];
  /** What had been merged into it, and belongs to the other one now. */
  readonly parts: readonly TicketId[];
}

export interface Before {
  readonly survivor: Facts;
  /** As the merge left it: what is otherwise by now somebody has changed since. */
  readonly left: Facts;
  /** Incidents that the survivor belonged to already. */
  readonly incidents: readonly string[];
  readonly tickets: readonly KeptTicket[];
}

export interface MergeRow {
  readonly merge_id: string;
  readonly ticket_id: string;
  readonly number: number;
  readonly conversation_id: string;
  readonly merged_by: string;
  readonly merged_at: Date;
  readonly undone_by: string | null;
  readonly undone_at: Date | null;
  /** Only `write-merge.ts` writes it. */
  readonly before: Before;
}

export function selectMerges(shopId: ShopId, wanted: RawBuilder<unknown>): RawBuilder<MergeRow> {
  return sql<MergeRow>`
    select m.merge_id, m.ticket_id, t.number, t.conversation_id, m.merged_by, m.merged_at, m.undone_by, m.undone_at,
      m.before
    from ticket_merge m join ticket t on t.shop_id = m.shop_id and t.ticket_id = m.ticket_id
    where m.shop_id = ${shopId} and ${wanted} order by m.merged_at, m.merge_id`;
}

export function readMerge(row: MergeRow): Merge {
  return {
    mergeId: row.merge_id as MergeId,
    ticketId: row.ticket_id as TicketId,
    number: row.number,
    conversationId: row.conversation_id as ConversationId,
    merged: row.before.tickets.map(({ ticketId, number, conversationId }) => ({ ticketId, number, conversationId })),
    mergedBy: row.merged_by as AgentId,
    mergedAt: readInstant(row.merged_at),
    undoneBy: row.undone_by as AgentId | null,
    undoneAt: row.undone_at ? readInstant(row.undone_at) : null,
  };
}
