/** Locks everything that a merge, or its undoing, concerns: conversations first and by their id, as everybody does. */
import { type Selectable, sql } from "kysely";
import type { Holder } from "../../contracts/conversation.ts";
import type { ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { Ticket, TimerKind } from "../../contracts/ticket.ts";
import type { ShopTransaction } from "../open-database.ts";
import { readHolder, readInstant, readTicket } from "../read-rows.ts";
import type { Database } from "../schema.ts";
import type { KeptLink, KeptTimer } from "./merge-row.ts";

export interface LockedTicket extends Ticket {
  readonly warnedAt: number | null;
  readonly timers: readonly KeptTimer[];
  readonly links: readonly KeptLink[];
}

export interface LockedCase {
  /** The named ones, and those that had been merged into one of them. */
  readonly tickets: ReadonlyMap<TicketId, LockedTicket>;
  readonly holders: ReadonlyMap<ConversationId, Holder>;
}

export async function lockCase(
  trx: ShopTransaction,
  shopId: ShopId,
  ticketIds: readonly TicketId[],
): Promise<LockedCase> {
  const ids = [...ticketIds];
  const concerned = sql`shop_id = ${shopId} and (ticket_id = any(${ids}::uuid[]) or merged_into = any(${ids}::uuid[]))`;
  const conversations = await trx.run(sql<
    Parameters<typeof readHolder>[0] & { conversation_id: string }
  >`select conversation_id, holder_kind, holder_ticket_id, holder_agent_id from conversation
    where shop_id = ${shopId} and conversation_id in (select conversation_id from ticket where ${concerned})
    order by conversation_id for update`);
  const rows = await trx.run(
    sql<Selectable<Database["ticket"]>>`select * from ticket where ${concerned} order by number for update`,
  );
  const own = sql`shop_id = ${shopId} and ticket_id = any(${rows.map((row) => row.ticket_id)}::uuid[])`;
  const timers = await trx.run(sql<Selectable<Database["ticket_timer"]>>`select * from ticket_timer where ${own}`);
  const links = await trx.run(sql<Selectable<Database["incident_ticket"]>>`select * from incident_ticket where ${own}`);
  const tickets = rows.map((row): [TicketId, LockedTicket] => [
    row.ticket_id as TicketId,
    {
      ...readTicket(row),
      warnedAt: row.warned_at ? readInstant(row.warned_at) : null,
      timers: timers
        .filter(({ ticket_id }) => ticket_id === row.ticket_id)
        .map(({ kind, due_at }) => ({ kind: kind as TimerKind, dueAt: readInstant(due_at) })),
      links: links.filter(({ ticket_id }) => ticket_id === row.ticket_id).map(readLink),
    },
  ]);
  return {
    tickets: new Map(tickets),
    holders: new Map(conversations.map((row) => [row.conversation_id as ConversationId, readHolder(row)])),
  };
}

function readLink(row: Selectable<Database["incident_ticket"]>): KeptLink {
  return {
    incidentId: row.incident_id,
    linkedAt: readInstant(row.linked_at),
    openingToldAt: row.opening_told_at ? readInstant(row.opening_told_at) : null,
    closingToldAt: row.closing_told_at ? readInstant(row.closing_told_at) : null,
  };
}

/** Whose word is still awaited on our side: it does not sleep, and does not wait for its buyer. */
export function isOpen({ status }: Pick<Ticket, "status">): boolean {
  return status !== "resolved" && status !== "closed";
}
