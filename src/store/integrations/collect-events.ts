/**
 * What happened in a shop, read from the rows that exist anyway and queued for the endpoints that listen. Rows carry the
 * moment at which their transaction began: the cursor stops before the oldest transaction that is still open, so one that
 * commits late is read by a later look, and what is read twice is queued once, by its name.
 */
import { type RawBuilder, sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";

/** In one look; what is beyond it waits for the next one. */
const MAX_ROWS = 5_000;
/** Between taking the time and showing it to others a transaction may take a moment. */
const SLACK = sql`interval '2 seconds'`;

export async function collectEvents(database: OpenDatabase, shopId: ShopId): Promise<number> {
  const [listening] = await database.inShop<{ since: Date | null }>(
    shopId,
    sql`select min(active_since) as since from webhook_endpoint where shop_id = ${shopId} and state = 'active'`,
  );
  const since = listening?.since ?? null;
  return since === null ? 0 : database.withShop(shopId, (trx) => collect(trx, shopId, since));
}

async function collect(trx: ShopTransaction, shopId: ShopId, since: Date): Promise<number> {
  // Looked at before the rows: whatever began before `safe_at` has ended, and the next statement sees what it wrote.
  const [look] = await trx.run<{ has_turn: boolean; safe_at: Date }>(sql`
    select pg_try_advisory_xact_lock(hashtextextended('webhooks:' || ${shopId}::text, 0)) as has_turn,
      (select least(now(), min(xact_start)) - ${SLACK} from pg_stat_activity
        where datname = current_database() and usename = current_user and pid <> pg_backend_pid()) as safe_at`);
  if (!look?.has_turn) return 0;
  const [cursor] = await trx.run<{ read_until: Date }>(
    sql`select read_until from webhook_cursor where shop_id = ${shopId}`,
  );
  const from = cursor && cursor.read_until > since ? cursor.read_until : since;
  const [done] = await trx.run<{ read: number; last_at: Date | null; queued: number }>(queueSince(shopId, from));
  const isWhole = (done?.read ?? 0) < MAX_ROWS;
  const readUntil = isWhole || !done?.last_at || done.last_at > look.safe_at ? look.safe_at : done.last_at;
  await trx.run(sql`insert into webhook_cursor (shop_id, read_until) values (${shopId}, ${readUntil})
    on conflict (shop_id) do update set read_until = greatest(webhook_cursor.read_until, excluded.read_until)`);
  return done?.queued ?? 0;
}

function queueSince(shopId: ShopId, from: Date): RawBuilder<{ read: number; last_at: Date | null; queued: number }> {
  return sql`
    with happened as materialized (
      select * from (${ticketEvents(shopId, from)} union all ${messages(shopId, from)} union all ${scores(shopId, from)})
        each order by at limit ${MAX_ROWS}
    ), queued as (
      insert into webhook_delivery (shop_id, endpoint_id, event_key, event, payload, occurred_at)
      select ${shopId}::uuid, e.endpoint_id, h.event_key, h.event, h.payload, h.at
      from happened h join webhook_endpoint e on e.shop_id = ${shopId} and e.state = 'active'
        and h.event = any(e.events) and h.at >= e.active_since
      order by h.at, h.event_key
      on conflict (shop_id, endpoint_id, event_key) do nothing
      returning 1
    )
    select (select count(*)::int from happened) as read, (select max(at) from happened) as last_at,
      (select count(*)::int from queued) as queued`;
}

/** What was done with cases stands in the audit log, in the transaction that did it. */
function ticketEvents(shopId: ShopId, from: Date): RawBuilder<unknown> {
  return sql`
    select 'evt_a' || a.audit_id as event_key, a.at, m.event, jsonb_build_object(
        'ticketId', t.ticket_id, 'number', t.number, 'conversationId', t.conversation_id, 'status', t.status,
        'priority', t.priority, 'category', t.category, 'language', t.language, 'tags', to_jsonb(t.tags),
        'agentId', coalesce(a.detail ->> 'agentId', t.agent_id::text), 'reason', a.detail ->> 'reason',
        -- The number of the other one, of a ticket that was merged or has parted.
        'other', (a.detail ->> 'into')::int,
        'by', jsonb_build_object('kind', a.actor_kind, 'agentId', a.agent_id, 'apiKey', a.detail ->> 'apiKey')
      ) as payload
    from audit a
    join (values ('ticket-opened', 'ticket.opened'), ('ticket-take', 'ticket.assigned'),
      ('ticket-assign', 'ticket.assigned'), ('ticket-transfer', 'ticket.assigned'), ('ticket-reply', 'ticket.assigned'),
      ('ticket-release-to-queue', 'ticket.released'), ('ticket-returned', 'ticket.released'),
      ('ticket-snooze', 'ticket.snoozed'), ('ticket-resolve', 'ticket.resolved'),
      ('ticket-release-to-assistant', 'ticket.resolved'), ('ticket-reopen', 'ticket.reopened'),
      ('ticket-close', 'ticket.closed'), ('ticket-merged', 'ticket.merged'),
      ('ticket-unmerged', 'ticket.unmerged')) as m (action, event) on m.action = a.action
    join lateral (
      select * from ticket c where c.shop_id = a.shop_id and c.conversation_id = a.conversation_id
        and (c.number = (a.detail ->> 'ticket')::int
          or a.detail ->> 'ticket' is null and c.opened_at <= a.at + ${SLACK})
      order by c.number desc limit 1
    ) t on true
    where a.shop_id = ${shopId} and a.at >= ${from}
      -- A reply takes the case only when it was nobody's, or a colleague's: then it names who has it now.
      and (a.action <> 'ticket-reply' or a.detail ->> 'agentId' is not null)`;
}

/** Words that prove who a buyer is stay here. */
function messages(shopId: ShopId, from: Date): RawBuilder<unknown> {
  return sql`
    select 'evt_m' || replace(m.message_id::text, '-', ''), m.at,
      case when m.speaker = 'buyer' then 'message.received' else 'message.sent' end, jsonb_build_object(
        'messageId', m.message_id, 'conversationId', m.conversation_id, 'seq', m.seq, 'speaker', m.speaker,
        'agentId', m.agent_id, 'language', m.language, 'text', case when m.is_proof then null else m.text end)
    from message m where m.shop_id = ${shopId} and m.at >= ${from}`;
}

function scores(shopId: ShopId, from: Date): RawBuilder<unknown> {
  return sql`
    select 'evt_s' || replace(s.ticket_id::text, '-', '') || '_' || (extract(epoch from s.scored_at) * 1000)::bigint,
      s.scored_at, 'score.given', jsonb_build_object('ticketId', s.ticket_id, 'number', t.number,
        'conversationId', t.conversation_id, 'agentId', s.agent_id, 'score', s.score, 'comment', s.comment)
    from ticket_score s join ticket t on t.shop_id = s.shop_id and t.ticket_id = s.ticket_id
    where s.shop_id = ${shopId} and s.scored_at >= ${from}`;
}
