/** Writes down what became of a batch, if its lease was not lost meanwhile. */
import { type RawBuilder, sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { StaffDelivery } from "../../contracts/staff-desk.ts";
import type { StaffBatch } from "../../contracts/staff-store.ts";
import type { ShopTransaction } from "../open-database.ts";

/** A desk that is broken is looked at again so often: a person has to mend it first. */
const RETRY_BROKEN_MS = 60_000;
/** Until what may have arrived is sent again. */
const RETRY_UNKNOWN_MS = 2_000;
/** A card that somebody deletes again and again is left alone. */
const MAX_CARD_TRIES = 4;

const NEEDS_RIGHTS: ReadonlySet<string> = new Set(["thread", "face"]);

export async function settleBatch(
  trx: ShopTransaction,
  shopId: ShopId,
  batch: StaffBatch,
  delivery: StaffDelivery,
): Promise<void> {
  const [held] = await trx.run(sql`
    update staff_thread set lease_token = null, lease_until = null
    where shop_id = ${shopId} and thread_id = ${batch.thread.threadId} and lease_token = ${batch.leaseToken}
    returning thread_id`);
  if (!held) return;
  for (const statement of statementsOf(shopId, batch, delivery)) await trx.run(statement);
}

function statementsOf(shopId: ShopId, batch: StaffBatch, delivery: StaffDelivery): readonly RawBuilder<unknown>[] {
  switch (delivery.kind) {
    case "delivered":
      return [
        settle(shopId, batch, { state: "delivered", externalKey: delivery.externalKey, fault: null }),
        ...forgetStanding(shopId, batch),
        ...nameThread(shopId, batch, delivery.externalKey),
        // Words get through without the right to manage threads, so they prove nothing of it.
        sql`update staff_desk set fault = null, held_until = null
          where shop_id = ${shopId} and desk_id = ${batch.desk.deskId} and fault is not null
            and (fault <> 'no-rights' or ${NEEDS_RIGHTS.has(batch.kind)})`,
      ];
    case "retry":
      return [
        requeue(shopId, batch),
        delivery.reason === "rate-limit"
          ? holdDesk(shopId, batch, delivery.afterMs)
          : holdThread(shopId, batch, delivery.afterMs),
      ];
    case "moved":
      return [
        requeue(shopId, batch),
        sql`update staff_desk set place_key = ${delivery.placeKey}
          where shop_id = ${shopId} and desk_id = ${batch.desk.deskId}`,
      ];
    case "unknown":
      // Left as on its way: it goes again as it was, and marked, once the lease is over.
      return [holdThread(shopId, batch, RETRY_UNKNOWN_MS)];
    case "refused":
      return refused(shopId, batch, delivery);
  }
}

function refused(
  shopId: ShopId,
  batch: StaffBatch,
  { reason, detail }: Extract<StaffDelivery, { readonly kind: "refused" }>,
): readonly RawBuilder<unknown>[] {
  const { threadId } = batch.thread;
  switch (reason) {
    case "thread-gone":
      return [
        // Once somebody's slip is mended; whoever deletes it again means it.
        sql`update staff_post p set state = case when h.lost_count = 0 then 'queued' else 'refused' end,
            settled_at = case when h.lost_count = 0 then null else now() end, batch_id = null, attempts = 0,
            fault = 'thread-gone'
          from staff_thread h where h.shop_id = ${shopId} and h.thread_id = ${threadId} and p.shop_id = h.shop_id
            and p.thread_id = h.thread_id
            and (p.state in ('queued', 'sending') or (h.lost_count = 0 and p.kind in ('thread', 'card')))`,
        sql`update staff_thread set thread_key = null, card_key = null, lost_count = lost_count + 1,
            is_live = is_live and lost_count = 0
          where shop_id = ${shopId} and thread_id = ${threadId}`,
      ];
    case "post-gone":
      // Where it has words of its own, they are posted.
      if (batch.edits) return [requeue(shopId, batch), stopEditing(shopId, batch)];
      return [
        settle(shopId, batch, { state: "delivered", externalKey: null, fault: "post-gone" }),
        sql`update staff_thread set card_key = null where shop_id = ${shopId} and thread_id = ${threadId}`,
        sql`update staff_post set state = 'queued', batch_id = null, settled_at = null
          where shop_id = ${shopId} and thread_id = ${threadId} and kind = 'card' and attempts < ${MAX_CARD_TRIES}`,
      ];
    case "invalid":
      return [settle(shopId, batch, { state: "refused", externalKey: null, fault: storable(detail) })];
    case "no-rights":
    case "desk-gone":
    case "no-threads":
    case "channel-off":
      return [
        requeue(shopId, batch),
        sql`update staff_desk set fault = ${reason} where shop_id = ${shopId} and desk_id = ${batch.desk.deskId}`,
        holdDesk(shopId, batch, RETRY_BROKEN_MS),
      ];
  }
}

function nameThread(shopId: ShopId, { kind, thread }: StaffBatch, key: string): readonly RawBuilder<unknown>[] {
  const where = sql`where shop_id = ${shopId} and thread_id = ${thread.threadId}`;
  if (kind === "thread") return [sql`update staff_thread set thread_key = ${key} ${where}`];
  return kind === "card" ? [sql`update staff_thread set card_key = ${key} ${where}`] : [];
}

function settle(
  shopId: ShopId,
  { posts, edits }: StaffBatch,
  outcome: { readonly state: string; readonly externalKey: string | null; readonly fault: string | null },
): RawBuilder<unknown> {
  const isKept = outcome.state === "delivered" && !edits && posts.some(({ isAwaited, held }) => isAwaited || held);
  return sql`update staff_post set state = ${outcome.state}, external_key = ${outcome.externalKey}, fault = ${outcome.fault},
      settled_at = now(), body = case when ${isKept} then body else '{}' end
    where shop_id = ${shopId} and post_id = any(${posts.map(({ postId }) => postId)})`;
}

/** Once nothing more will change what stands, its words are kept no longer. */
function forgetStanding(shopId: ShopId, { posts, edits, thread }: StaffBatch): readonly RawBuilder<unknown>[] {
  return edits
    ? [
        forgetWords(
          shopId,
          thread.threadId,
          edits.externalKey,
          posts.map(({ postId }) => postId),
        ),
      ]
    : [];
}

export function forgetWords(
  shopId: ShopId,
  threadId: string,
  externalKey: string,
  besides: readonly string[],
): RawBuilder<unknown> {
  return sql`update staff_post p set body = '{}'
    where p.shop_id = ${shopId} and p.thread_id = ${threadId} and p.external_key = ${externalKey}
      and p.state = 'delivered' and p.body <> '{}'
      and not exists (select 1 from staff_post o where o.shop_id = p.shop_id and o.thread_id = p.thread_id
        and o.batch_id = p.batch_id and (o.body ? 'isAwaited' or o.body ? 'held'))
      and not exists (select 1 from staff_post o where o.shop_id = p.shop_id and o.thread_id = p.thread_id
        and o.state in ('queued', 'sending') and o.body ->> 'edits' = p.batch_id::text
        and o.post_id <> all(${[...besides]}::uuid[]))`;
}

function stopEditing(shopId: ShopId, { posts }: StaffBatch): RawBuilder<unknown> {
  return sql`update staff_post set body = body - 'edits',
      state = case when jsonb_array_length(coalesce(body -> 'blocks', '[]')) = 0 then 'refused' else 'queued' end,
      settled_at = case when jsonb_array_length(coalesce(body -> 'blocks', '[]')) = 0 then now() end, fault = 'post-gone'
    where shop_id = ${shopId} and post_id = any(${posts.map(({ postId }) => postId)})`;
}

/** It was not taken, so it may be put together with others next time. */
function requeue(shopId: ShopId, { posts }: StaffBatch): RawBuilder<unknown> {
  return sql`update staff_post set state = 'queued', batch_id = null, attempts = attempts - 1
    where shop_id = ${shopId} and post_id = any(${posts.map(({ postId }) => postId)})`;
}

function holdDesk(shopId: ShopId, { desk }: StaffBatch, ms: number): RawBuilder<unknown> {
  return sql`update staff_desk set held_until = now() + make_interval(secs => ${ms / 1000})
    where shop_id = ${shopId} and desk_id = ${desk.deskId}`;
}

function holdThread(shopId: ShopId, { thread }: StaffBatch, ms: number): RawBuilder<unknown> {
  return sql`update staff_thread set lease_until = now() + make_interval(secs => ${ms / 1000})
    where shop_id = ${shopId} and thread_id = ${thread.threadId}`;
}

/** A platform's words may hold what PostgreSQL takes for no text. */
function storable(text: string): string {
  return text.slice(0, 200).toWellFormed().replaceAll("\0", "");
}
