/** Cases that are over, by SQL: who dealt with each, what its buyer said of it, and whether the promise was kept. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { AgentId, ShopId, TicketId } from "../../src/contracts/ids.ts";
import type { Language } from "../../src/contracts/language.ts";
import type { TicketCategory } from "../../src/contracts/ticket.ts";
import type { ShopDatabase } from "../support/shop-database.ts";

export interface PastCase {
  readonly agentId: AgentId;
  readonly language?: Language;
  readonly category?: TicketCategory;
  /** Null: asked, and no answer. Left out: not asked. */
  readonly score?: number | null;
  readonly words?: string;
  readonly isBroken?: boolean;
  readonly daysAgo?: number;
  readonly status?: "resolved" | "closed" | "waiting";
  /** Wrote in it, too. */
  readonly alsoWrote?: AgentId;
  /** An agent wrote again after the score. */
  readonly isFollowed?: boolean;
}

const filled = new WeakMap<ShopDatabase, number>();

/** The same in every run, so that a sample is, too. */
function nameNext(db: ShopDatabase): (what: string) => string {
  const place = filled.get(db) ?? 0;
  filled.set(db, place + 1);
  return (what) => {
    const hex = createHash("sha256").update(`${what}:${place}`).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
}

/** Their ids, in the order of the cases. */
export async function fillCases(
  db: ShopDatabase,
  cases: readonly PastCase[],
  shopId: ShopId = db.shop.shopId,
): Promise<readonly TicketId[]> {
  const rows = cases
    .map((each) => ({ each, name: nameNext(db) }))
    .map(({ each, name }) => ({
      ticket: name("ticket"),
      conversation: name("conversation"),
      contact: name("contact"),
      agent: each.agentId,
      language: each.language ?? "en",
      category: each.category ?? "other",
      asked: each.score !== undefined,
      score: each.score ?? null,
      words: each.words ?? null,
      broken: each.isBroken ?? false,
      days: each.daysAgo ?? 2,
      status: each.status ?? "resolved",
      also: each.alsoWrote ?? null,
      followed: each.isFollowed ?? false,
    }));
  await db.database.withShop(shopId, async (trx) => {
    const made = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (ticket uuid, conversation uuid,
      contact uuid, agent uuid, language text, category text, asked boolean, score integer, words text, broken boolean,
      days float8, status text, also uuid, followed boolean)`;
    const account = sql`(select account_id from channel_account where shop_id = ${shopId} limit 1)`;
    const over = sql`now() - make_interval(secs => r.days * 86400)`;
    await trx.run(sql`insert into contact (shop_id, contact_id) select ${shopId}::uuid, r.contact from ${made}`);
    await trx.run(sql`insert into conversation (shop_id, conversation_id, contact_id, account_id, thread_key, language)
      select ${shopId}::uuid, r.conversation, r.contact, ${account}, r.conversation::text, r.language from ${made}`);
    await trx.run(sql`insert into message (shop_id, conversation_id, seq, speaker, agent_id, text, at)
      select ${shopId}::uuid, r.conversation, 1, 'buyer', null::uuid, 'Where is it?', ${over} - interval '3 hours' from ${made}
      union all select ${shopId}::uuid, r.conversation, 2, 'agent', r.agent, 'On its way.', ${over} - interval '1 hour' from ${made}
      union all select ${shopId}::uuid, r.conversation, 3, 'agent', r.also, 'Indeed.', ${over} - interval '30 minutes' from ${made}
        where r.also is not null
      union all select ${shopId}::uuid, r.conversation, 4, 'agent', r.agent, 'We are sorry.', ${over} + interval '2 hours'
        from ${made} where r.followed`);
    await trx.run(sql`with counter as (
        update shop set next_ticket_number = next_ticket_number + ${rows.length}::int where id = ${shopId}
        returning next_ticket_number - ${rows.length}::int as first
      ), numbered as (select *, row_number() over () - 1 as place from ${made})
      insert into ticket (shop_id, ticket_id, number, conversation_id, status, reason, priority, note, language, agent_id,
        opened_at, first_reply_due_at, first_replied_at, resolved_at, category, breached_at)
      select ${shopId}::uuid, r.ticket, counter.first + r.place, r.conversation, r.status, 'buyer-asked', 'normal', 'Where is it?',
        r.language, r.agent, ${over} - interval '3 hours', ${over} - interval '2 hours', ${over} - interval '1 hour',
        case when r.status = 'waiting' then null else ${over} end, r.category,
        case when r.broken then ${over} - interval '2 hours' end
      from numbered r, counter`);
    await trx.run(sql`insert into ticket_score (shop_id, ticket_id, agent_id, score, comment, asked_at, scored_at)
      select ${shopId}::uuid, r.ticket, r.agent, r.score, r.words, ${over} + interval '5 minutes',
        case when r.score is not null then ${over} + interval '10 minutes' end from ${made} where r.asked`);
  });
  return rows.map(({ ticket }) => ticket as TicketId);
}
