/** The threads of staff desks: which ticket lacks one, what they do not tell yet, and what is queued for them. */
import { createHash } from "node:crypto";
import { type Selectable, sql } from "kysely";
import type { ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { ShownCase, StaffDeskId, StaffPostId, StaffThreadId } from "../../contracts/staff-desk.ts";
import type { NewStaffPost, StaffStore, StaffThread } from "../../contracts/staff-store.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { readTicket } from "../read-rows.ts";
import type { Database } from "../schema.ts";

export type ThreadRow = Selectable<Database["staff_thread"]>;

type Threads = Pick<StaffStore, "addThreads" | "news" | "threadByKey" | "threadById">;
type Posts = Pick<StaffStore, "addPosts" | "noteSaid" | "wasSaid" | "addHint">;

/** What was said before a thread began and is told in it: enough to know the story. */
const EARLIER_MESSAGES = 8;

const OPEN = sql`('waiting', 'held', 'pending-buyer', 'snoozed')`;

export function createThreadStore(database: OpenDatabase): Threads & Posts {
  return { ...createThreads(database), ...createPosts(database) };
}

function createThreads(database: OpenDatabase): Threads {
  const find = async (shopId: ShopId, condition: ReturnType<typeof sql>) => {
    const [row] = await database.inShop<ThreadRow>(
      shopId,
      sql`select * from staff_thread where shop_id = ${shopId} and ${condition}`,
    );
    return row ? readThread(row) : null;
  };
  return {
    threadByKey: (shopId, deskId, threadKey) => find(shopId, sql`desk_id = ${deskId} and thread_key = ${threadKey}`),
    threadById: (shopId, threadId) => find(shopId, sql`thread_id = ${threadId}`),
    async addThreads(shopId, deskId, limit) {
      return (await database.inShop(shopId, addMissing(shopId, deskId, limit))).length / POSTS_AT_FIRST;
    },
    async news(shopId, deskId, limit) {
      const rows = await database.inShop<
        Parameters<typeof readTicket>[0] & { readonly thread: Record<string, unknown>; readonly last_seq: number }
      >(
        shopId,
        sql`select t.*, to_jsonb(h) as thread, c.next_seq - 1 as last_seq
          from staff_thread h
          join ticket t on t.shop_id = h.shop_id and t.ticket_id = h.ticket_id
          join conversation c on c.shop_id = h.shop_id and c.conversation_id = h.conversation_id
          where h.shop_id = ${shopId} and h.desk_id = ${deskId}
            and (h.is_live or h.ticket_id in (select o.ticket_id from ticket o where o.shop_id = ${shopId}
              and o.status in ${OPEN}))
            and ((t.status in ${OPEN} and c.next_seq - 1 > h.mirrored_seq)
              or t.status <> h.shown ->> 'status' or t.priority <> h.shown ->> 'priority'
              or t.category <> h.shown ->> 'category'
              or t.agent_id::text is distinct from h.shown ->> 'agentId'
              or exists (select 1 from ticket_note n where n.shop_id = h.shop_id and n.ticket_id = h.ticket_id
                and not exists (select 1 from staff_post p where p.shop_id = n.shop_id
                  and p.post_id = md5(h.thread_id::text || ':note:' || n.note_id::text)::uuid)))
          order by h.created_at limit ${limit}`,
      );
      return rows.map((row) => ({
        thread: readThread(row.thread as unknown as ThreadRow),
        ticket: readTicket(row),
        lastSeq: row.last_seq,
      }));
    },
  };
}

/** The thread and its card. */
const POSTS_AT_FIRST = 2;

function addMissing(shopId: ShopId, deskId: StaffDeskId, limit: number) {
  return sql`with lacking as (
            select t.* from ticket t where t.shop_id = ${shopId} and t.status in ${OPEN}
              and not exists (select 1 from staff_thread h where h.shop_id = t.shop_id and h.desk_id = ${deskId}
                and h.ticket_id = t.ticket_id)
            order by t.opened_at limit ${limit}
          ), added as (
            insert into staff_thread (shop_id, thread_id, desk_id, ticket_id, conversation_id, mirrored_seq, shown, next_place)
            select l.shop_id, gen_random_uuid(), ${deskId}, l.ticket_id, l.conversation_id,
              greatest(0, c.next_seq - 1 - ${EARLIER_MESSAGES}::int),
              jsonb_build_object('status', l.status, 'agentId', l.agent_id, 'priority', l.priority,
                'category', l.category), 3
            from lacking l join conversation c on c.shop_id = l.shop_id and c.conversation_id = l.conversation_id
            on conflict do nothing returning shop_id, thread_id
          )
          insert into staff_post (shop_id, post_id, thread_id, place, kind)
          select shop_id, gen_random_uuid(), thread_id, k.place, k.kind
          from added cross join (values (1, 'thread'), (2, 'card')) as k (place, kind)
          returning thread_id`;
}

function createPosts(database: OpenDatabase): Posts {
  return {
    async addPosts(shopId, thread, { posts, mirroredSeq, shown, isLive }) {
      return database.withShop(shopId, async (trx) => {
        const [row] = await trx.run(sql<{ next_place: number }>`
          update staff_thread set mirrored_seq = ${mirroredSeq}, shown = ${JSON.stringify(shown)}, is_live = ${isLive},
            next_place = next_place + ${posts.length}::int
          where shop_id = ${shopId} and thread_id = ${thread.threadId} and mirrored_seq = ${thread.mirroredSeq}
            and shown = ${JSON.stringify(thread.shown)}
          returning next_place`);
        if (!row) return false;
        await insertPosts(trx, shopId, { threadId: thread.threadId, firstPlace: row.next_place - posts.length, posts });
        if (!isLive) await dropWaiting(trx, shopId, thread.threadId);
        return true;
      });
    },
    async addHint(shopId, threadId, post) {
      await database.withShop(shopId, async (trx) => {
        const [row] = await trx.run(sql<{ next_place: number }>`
          update staff_thread set next_place = next_place + 1
          where shop_id = ${shopId} and thread_id = ${threadId} returning next_place`);
        if (row) await insertPosts(trx, shopId, { threadId, firstPlace: row.next_place - 1, posts: [post] });
      });
    },
    async noteSaid(shopId, threadId, { cause, messageKey, outboundId }) {
      await database.inShop(
        shopId,
        sql`with moved as (
            update staff_thread set next_place = next_place + 1
            where shop_id = ${shopId} and thread_id = ${threadId}
              and not exists (select 1 from staff_post where shop_id = ${shopId} and post_id = ${postIdOf(threadId, cause)})
            returning next_place - 1 as place
          )
          insert into staff_post (shop_id, post_id, thread_id, place, kind, state, external_key, outbound_id, settled_at)
          select ${shopId}, ${postIdOf(threadId, cause)}, ${threadId}, place, 'said', 'delivered', ${messageKey}, ${outboundId}::uuid, now()
          from moved on conflict do nothing`,
      );
    },
    async wasSaid(shopId, threadId, messageKey) {
      const [row] = await database.inShop<{ outbound_id: string | null }>(
        shopId,
        sql`select outbound_id from staff_post where shop_id = ${shopId} and thread_id = ${threadId}
          and external_key = ${messageKey} and kind = 'said' limit 1`,
      );
      if (!row) return null;
      return row.outbound_id === null ? "note" : "reply";
    },
  };
}

/** Of a case that is over nothing is translated or decided any more, and no words are kept for it. */
async function dropWaiting(trx: ShopTransaction, shopId: ShopId, threadId: StaffThreadId): Promise<void> {
  await trx.run(sql`
    update staff_post set state = case when state = 'queued' then 'refused' else state end, body = '{}',
      settled_at = coalesce(settled_at, now())
    where shop_id = ${shopId} and thread_id = ${threadId} and body <> '{}'
      and (state not in ('queued', 'sending') or (state = 'queued' and body ? 'translates'))`);
}

/** A cause that stands there already takes no second post. */
export async function insertPosts(
  trx: ShopTransaction,
  shopId: ShopId,
  {
    threadId,
    firstPlace,
    posts,
  }: {
    readonly threadId: StaffThreadId;
    readonly firstPlace: number;
    readonly posts: readonly NewStaffPost[];
  },
): Promise<void> {
  for (const [index, { cause, kind, edits, ...body }] of posts.entries()) {
    const kept = { ...body, ...(edits === undefined ? {} : { edits: namePost(threadId, edits) }) };
    await trx.run(sql`
      insert into staff_post (shop_id, post_id, thread_id, place, kind, body)
      values (${shopId}, ${postIdOf(threadId, cause)}, ${threadId}, ${firstPlace + index}, ${kind}, ${JSON.stringify(kept)})
      on conflict (shop_id, post_id) do nothing`);
  }
}

/** A hash of thread and cause; the queries above write it out for notes. */
function postIdOf(threadId: StaffThreadId, cause: string) {
  return sql`${namePost(threadId, cause)}::uuid`;
}

export function namePost(threadId: StaffThreadId, cause: string): StaffPostId {
  const hash = createHash("md5").update(`${threadId}:${cause}`).digest("hex");
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") as StaffPostId;
}

/** Also from `to_jsonb`, which writes the same names. */
export function readThread(row: ThreadRow): StaffThread {
  return {
    threadId: row.thread_id as StaffThreadId,
    deskId: row.desk_id as StaffDeskId,
    ticketId: row.ticket_id as TicketId,
    conversationId: row.conversation_id as ConversationId,
    threadKey: row.thread_key,
    cardKey: row.card_key,
    mirroredSeq: row.mirrored_seq,
    // Only `addThreads` and `addPosts` write the column.
    shown: row.shown as ShownCase,
  };
}
