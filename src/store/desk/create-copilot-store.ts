/** Summaries of cases, hand-overs that wait for one, what a model has sorted otherwise, and what was used for what. */
import { type Selectable, sql } from "kysely";
import type { CaseSummary, CopilotStore, MacroUse, NewSummary, TaggedCase } from "../../contracts/copilot.ts";
import type { ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { TicketCategory } from "../../contracts/ticket.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant, readLanguage } from "../read-rows.ts";
import { insertAudit } from "../rows/insert-audit.ts";
import type { Database } from "../schema.ts";
import { setTimer } from "./write-ticket.ts";

/** Written by the program: they say how a case came to stand where it stands, not what it is about. */
const PROGRAM_TAGS = ["angry", "vip", "high-value", "repeat-contact"];
const MAX_ATTEMPTS = 5;
/** Only the newest cases are looked at, or their tags would have to be searched for. */
const LOOKED_BACK = 2_000;

export function createCopilotStore(database: OpenDatabase): CopilotStore {
  return {
    ...createBriefs(database),
    ...createSuggestionReads(database),
    async saveSummary(shopId, ticketId, summary) {
      await database.inShop(shopId, upsertSummary(shopId, ticketId, summary));
    },
    async summariesOf(shopId, ticketId) {
      const rows = await database.inShop<Selectable<Database["ticket_summary"]>>(
        shopId,
        sql`select * from ticket_summary where shop_id = ${shopId} and ticket_id = ${ticketId} order by written_at desc`,
      );
      return rows.flatMap(readSummary);
    },
    async refine(shopId, change) {
      const { ticketId, expect, priority, category, promise, audit } = change;
      const dueAt = promise ? new Date(promise.dueAt) : null;
      return database.withShop(shopId, async (trx) => {
        const [row] = await trx.run<{ conversation_id: string; waits: boolean }>(sql`
          update ticket set priority = ${priority}, category = ${category},
            sorted_at = case when category <> ${category} then now() else sorted_at end,
            first_reply_due_at = case when first_replied_at is null and breached_at is null
              then least(first_reply_due_at, coalesce(${dueAt}::timestamptz, first_reply_due_at)) else first_reply_due_at end
          where shop_id = ${shopId} and ticket_id = ${ticketId} and not is_agent_sorted
            and priority = ${expect.priority} and category = ${expect.category} and status not in ('resolved', 'closed')
          returning conversation_id, first_replied_at is null and breached_at is null
            and first_reply_due_at = ${dueAt}::timestamptz as waits`);
        if (!row) return false;
        if (promise && row.waits) {
          await trx.run(setTimer(shopId, { ticketId, kind: "warn", dueAt: promise.warnAt }));
          await trx.run(setTimer(shopId, { ticketId, kind: "breach", dueAt: promise.dueAt }));
        }
        await trx.run(insertAudit(shopId, audit, row.conversation_id as ConversationId));
        return true;
      });
    },
    async noteMacroUse(shopId, macroKey, category) {
      await database.inShop(
        shopId,
        sql`insert into macro_use (shop_id, macro_key, category, used_count) values (${shopId}, ${macroKey}, ${category}, 1)
          on conflict (shop_id, macro_key, category) do update set used_count = macro_use.used_count + 1`,
      );
    },
    async note(shopId, conversationId, entries) {
      await database.withShop(shopId, async (trx) => {
        for (const entry of entries) await trx.run(insertAudit(shopId, entry, conversationId));
      });
    },
  };
}

/** Two workers that look at once: the second finds the row leased, under its lock. */
function createBriefs(database: OpenDatabase): Pick<CopilotStore, "claimBriefs" | "closeBrief" | "deferBrief"> {
  return {
    async claimBriefs(shopId, limit, leaseMs) {
      const lease = sql`now() + make_interval(secs => ${leaseMs / 1_000})`;
      const rows = await database.inShop<{ ticket_id: string; attempts: number }>(
        shopId,
        sql`
          insert into ticket_brief as b (shop_id, ticket_id, due_at, sorted_at, category)
          select t.shop_id, t.ticket_id, ${lease}, t.sorted_at, t.category from ticket t
            left join ticket_brief w on w.shop_id = t.shop_id and w.ticket_id = t.ticket_id
          where t.shop_id = ${shopId} and t.sorted_at > now() - interval '1 day'
            and t.status not in ('resolved', 'closed') and t.reason <> 'failed-repeatedly'
            and (w.ticket_id is null or (not w.is_done and w.due_at <= now() and w.attempts < ${MAX_ATTEMPTS})
              or (w.is_done and t.sorted_at > w.sorted_at and t.category = w.category))
          order by t.sorted_at limit ${limit}
          on conflict (shop_id, ticket_id) do update set due_at = excluded.due_at, sorted_at = excluded.sorted_at,
            category = excluded.category, is_done = false, attempts = case when b.is_done then 1 else b.attempts + 1 end
          where b.due_at <= now() or (b.is_done and excluded.sorted_at > b.sorted_at)
          returning b.ticket_id, b.attempts`,
      );
      return rows.map((row) => ({ ticketId: row.ticket_id as TicketId, attempt: row.attempts }));
    },
    async closeBrief(shopId, ticketId, summary) {
      const close = sql`
        update ticket_brief b set is_done = true, sorted_at = t.sorted_at, category = t.category from ticket t
        where b.shop_id = ${shopId} and b.ticket_id = ${ticketId} and t.shop_id = ${shopId} and t.ticket_id = b.ticket_id`;
      if (summary) await database.inShopAll(shopId, [upsertSummary(shopId, ticketId, summary), close]);
      else await database.inShop(shopId, close);
    },
    async deferBrief(shopId, ticketId, afterMs) {
      await database.inShop(
        shopId,
        sql`update ticket_brief set due_at = now() + make_interval(secs => ${afterMs / 1_000})
          where shop_id = ${shopId} and ticket_id = ${ticketId}`,
      );
    },
  };
}

function createSuggestionReads(database: OpenDatabase): Pick<CopilotStore, "macroUses" | "taggedCases"> {
  return {
    async macroUses(shopId) {
      const rows = await database.inShop<Selectable<Database["macro_use"]>>(
        shopId,
        sql`select * from macro_use where shop_id = ${shopId}`,
      );
      return rows.map(
        (row): MacroUse => ({
          macroKey: row.macro_key,
          category: row.category as TicketCategory,
          usedCount: row.used_count,
        }),
      );
    },
    async taggedCases(shopId, except, limit) {
      const rows = await database.inShop<{ note: string; language: string; category: string; tags: readonly string[] }>(
        shopId,
        sql`with newest as (
            select ticket_id, number, note, language, category, tags from ticket
            where shop_id = ${shopId} order by number desc limit ${LOOKED_BACK}
          ), named as (
            select *, array(select tag from unnest(tags) tag where tag <> all(${PROGRAM_TAGS}::text[])) as own from newest
            where cardinality(tags) > 0 and ticket_id <> ${except}
          )
          select note, language, category, own as tags from named where cardinality(own) > 0
          order by number desc limit ${limit}`,
      );
      return rows.flatMap((row): TaggedCase[] => {
        const language = readLanguage(row.language);
        return language === null ? [] : [{ ...row, language, category: row.category as TicketCategory }];
      });
    },
  };
}

function upsertSummary(shopId: ShopId, ticketId: TicketId, summary: NewSummary) {
  const { language, wants, tried, stake, upToSeq, model, promptVersion } = summary;
  return sql`
    insert into ticket_summary (shop_id, ticket_id, language, wants, tried, stake, up_to_seq, model, prompt_version)
    values (${shopId}, ${ticketId}, ${language}, ${wants}, ${tried}, ${stake}, ${upToSeq}, ${model}, ${promptVersion})
    on conflict (shop_id, ticket_id, language) do update set wants = excluded.wants, tried = excluded.tried,
      stake = excluded.stake, up_to_seq = excluded.up_to_seq, model = excluded.model,
      prompt_version = excluded.prompt_version, written_at = now()
    where ticket_summary.up_to_seq <= excluded.up_to_seq`;
}

function readSummary(row: Selectable<Database["ticket_summary"]>): readonly CaseSummary[] {
  const language = readLanguage(row.language);
  if (language === null) return [];
  const { wants, tried, stake, model } = row;
  return [
    {
      language,
      wants,
      tried,
      stake,
      upToSeq: row.up_to_seq,
      model,
      promptVersion: row.prompt_version,
      writtenAt: readInstant(row.written_at),
    },
  ];
}
