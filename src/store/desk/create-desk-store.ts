/** Settings, presence, timers and notes of the desk. Who speaks is changed elsewhere, with the conversation. */
import { sql } from "kysely";
import type { DeskSettings, DeskStore, TicketEdit } from "../../contracts/desk.ts";
import type { ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { TimerKind } from "../../contracts/ticket.ts";
import { DEFAULT_DESK_SETTINGS } from "../../shared/desk-settings.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant, readNote, readTicket } from "../read-rows.ts";
import { insertAudit } from "../rows/insert-audit.ts";
import { createCaseHistory } from "./case-history.ts";
import { createPresence } from "./presence.ts";
import { rankOf } from "./rank-priority.ts";
import { createScoreReads } from "./read-scores.ts";
import { createRelatedCases } from "./related-cases.ts";
import { setTimer } from "./write-ticket.ts";

type TicketRow = Parameters<typeof readTicket>[0];

export function createDeskStore(database: OpenDatabase): DeskStore {
  return {
    ...createSettings(database),
    ...createPresence(database),
    ...createTimers(database),
    ...createNotes(database),
    ...createScoreReads(database),
    ...createCaseHistory(database),
    ...createRelatedCases(database),
    async placeOf(shopId, ticketId) {
      const [row] = await database.inShop<{ ahead: number; usual: number | null; told_at: Date | null }>(
        shopId,
        sql`with mine as (select priority, opened_at, place_told_at from ticket where shop_id = ${shopId} and ticket_id = ${ticketId}),
          lately as (
            select extract(epoch from first_replied_at - coalesce(reopened_at, opened_at)) * 1000 as waited from ticket
            where shop_id = ${shopId} and first_replied_at > now() - interval '14 days'
            order by first_replied_at desc limit 50
          )
          select (select count(*)::int from ticket t where t.shop_id = ${shopId} and t.status = 'waiting'
              and (${rankOf("t")}, t.opened_at)
                < (${rankOf("mine")}, mine.opened_at)) as ahead,
            (select case when count(*) >= 5 then percentile_cont(0.5) within group (order by waited) end from lately)
              as usual, mine.place_told_at as told_at
          from mine`,
      );
      if (!row) return null;
      return { ahead: row.ahead, usualWaitMs: row.usual, toldAt: row.told_at ? readInstant(row.told_at) : null };
    },
    async edit(shopId, ticketId, edit, { audit, dropsTimer }) {
      return database.withShop(shopId, async (trx) => {
        const isByAgent = audit.actor.kind === "agent";
        const [row] = await trx.run(updateTicket(shopId, ticketId, { ...edit, isByAgent }));
        if (!row) return false;
        if (dropsTimer) await trx.run(setTimer(shopId, { ticketId, kind: dropsTimer, dueAt: null }));
        await trx.run(insertAudit(shopId, audit, row.conversation_id as ConversationId));
        return true;
      });
    },
    async relatedTo(shopId, ticketId, limit) {
      const rows = await database.inShop<TicketRow>(
        shopId,
        sql`select o.* from ticket t
          join conversation c on c.shop_id = t.shop_id and c.conversation_id = t.conversation_id
          join conversation d on d.shop_id = c.shop_id and d.contact_id = c.contact_id
          join ticket o on o.shop_id = d.shop_id and o.conversation_id = d.conversation_id
          where t.shop_id = ${shopId} and t.ticket_id = ${ticketId} and o.ticket_id <> t.ticket_id and o.merged_into is null
          order by o.opened_at desc limit ${limit}`,
      );
      return rows.map(readTicket);
    },
  };
}

function updateTicket(shopId: ShopId, ticketId: TicketId, edit: TicketEdit & { readonly isByAgent: boolean }) {
  const isSorted = edit.isByAgent && (edit.priority !== undefined || edit.category !== undefined);
  return sql<{ conversation_id: string }>`
    update ticket set priority = coalesce(${edit.priority ?? null}, priority),
      category = coalesce(${edit.category ?? null}, category),
      sorted_at = case when category is distinct from coalesce(${edit.category ?? null}, category) then now()
        else sorted_at end,
      is_agent_sorted = is_agent_sorted or ${isSorted},
      tags = ${tagsAfter(edit)},
      warned_at = coalesce(${edit.warnedAt === undefined ? null : new Date(edit.warnedAt)}::timestamptz, warned_at),
      breached_at = coalesce(${edit.breachedAt === undefined ? null : new Date(edit.breachedAt)}::timestamptz, breached_at)
    where shop_id = ${shopId} and ticket_id = ${ticketId} and status not in ('resolved', 'closed')
    returning conversation_id`;
}

/** Added and removed in the row itself: of two who tag at once neither undoes the other. */
function tagsAfter({ tags, addTags = [], removeTags = [] }: TicketEdit) {
  const before = tags === undefined ? sql`tags` : sql`${[...tags]}::text[]`;
  if (addTags.length === 0 && removeTags.length === 0) return before;
  return sql`array(
      select tag from unnest(${before} || ${[...addTags]}::text[]) with ordinality as each (tag, at)
      where tag <> all(${[...removeTags]}::text[]) group by tag order by min(at))`;
}

function createSettings(database: OpenDatabase): Pick<DeskStore, "settings" | "saveSettings"> {
  return {
    async settings(shopId) {
      const [row] = await database.inShop<{ settings: Partial<DeskSettings> }>(
        shopId,
        sql`select settings from desk_setting where shop_id = ${shopId}`,
      );
      return { ...DEFAULT_DESK_SETTINGS, ...row?.settings };
    },
    async saveSettings(shopId, settings) {
      const defaults: Readonly<Record<string, unknown>> = { ...DEFAULT_DESK_SETTINGS };
      const own = Object.entries(settings).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]),
      );
      await database.inShop(
        shopId,
        sql`insert into desk_setting (shop_id, settings) values (${shopId}, ${JSON.stringify(Object.fromEntries(own))})
          on conflict (shop_id) do update set settings = excluded.settings`,
      );
    },
  };
}

function createTimers(database: OpenDatabase): Pick<DeskStore, "takeDueTimers" | "dropTimer"> {
  return {
    async takeDueTimers(shopId, limit, leaseMs) {
      const rows = await database.inShop<TicketRow & { kind: string }>(
        shopId,
        sql`with due as (
            select ticket_id, kind from ticket_timer where shop_id = ${shopId} and due_at <= now()
            order by due_at limit ${limit} for update skip locked
          ), taken as (
            update ticket_timer t set due_at = now() + make_interval(secs => ${leaseMs / 1000}) from due
            where t.shop_id = ${shopId} and t.ticket_id = due.ticket_id and t.kind = due.kind
            returning t.ticket_id, t.kind
          )
          select k.*, taken.kind from taken join ticket k on k.shop_id = ${shopId} and k.ticket_id = taken.ticket_id`,
      );
      return rows.map((row) => ({ ticket: readTicket(row), kind: row.kind as TimerKind }));
    },
    async dropTimer(shopId, ticketId, kind) {
      await database.inShop(shopId, setTimer(shopId, { ticketId, kind, dueAt: null }));
    },
  };
}

function createNotes(database: OpenDatabase): Pick<DeskStore, "addNote" | "notesOf"> {
  return {
    async addNote(shopId, { noteId, ticketId, agentId, text, mentions }) {
      const rows = await database.inShop(
        shopId,
        sql`insert into ticket_note (shop_id, note_id, ticket_id, agent_id, text, mentions)
          values (${shopId}, ${noteId}, ${ticketId}, ${agentId}, ${text}, ${[...mentions]}::uuid[])
          on conflict do nothing returning note_id`,
      );
      return rows.length === 1;
    },
    async notesOf(shopId, ticketId) {
      const rows = await database.inShop<Parameters<typeof readNote>[0]>(
        shopId,
        sql`select * from ticket_note where shop_id = ${shopId} and ticket_id in (
          select ticket_id from ticket where shop_id = ${shopId} and ticket_id = ${ticketId}
          union all select ticket_id from ticket where shop_id = ${shopId} and merged_into = ${ticketId})
          order by at, note_id`,
      );
      return rows.map(readNote);
    },
  };
}
