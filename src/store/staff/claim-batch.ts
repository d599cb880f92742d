/** Takes what may go to a desk next: one thread at a time, in its order, at the pace that the platform allows. */
import { type Selectable, sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { StaffBlock, StaffDesk, StaffFile, StaffPostId, StaffPostKind } from "../../contracts/staff-desk.ts";
import type { QueuedStaffPost, StaffBatch, StaffBatchLimits } from "../../contracts/staff-store.ts";
import type { ShopTransaction } from "../open-database.ts";
import type { Database } from "../schema.ts";
import { readThread, type ThreadRow } from "./create-thread-store.ts";

type PostRow = Selectable<Database["staff_post"]>;

/** How many wait together at most; more would be cut by the platform's length anyway. */
const MAX_TOGETHER = 30;
/** Of a minute's posts, how many may go at once after a rest. The rest of the minute then gets the others. */
const BURST_SHARE = 0.3;
/** Sent, sent again and marked; then nobody can say, and nothing is sent a third time. */
const MAX_TRIES = 2;
/** A thread that stands there twice is empty and harmless, one that is missing is not. */
const MAX_THREAD_TRIES = 4;

/** Of a thread's title and card two calls are made. */
const COST: Readonly<Partial<Record<StaffPostKind, number>>> = { face: 2 };

/** Shorter than what is looked at next, or "again" when what was found was settled without a send. */
export async function claimBatch(
  trx: ShopTransaction,
  desk: StaffDesk,
  limits: StaffBatchLimits,
): Promise<StaffBatch | "again" | null> {
  const { shopId, deskId } = desk;
  const burst = Math.max(1, Math.floor(limits.maxPostsPerMinute * BURST_SHARE));
  const intervalSeconds = 60 / Math.max(1, limits.maxPostsPerMinute - burst);
  const [free] = await trx.run(sql`
    select 1 as free from staff_desk where shop_id = ${shopId} and desk_id = ${deskId} and unlinked_at is null
      and (held_until is null or held_until <= now())
      and paced_at <= now() + make_interval(secs => ${intervalSeconds * (burst - 1)})
    for update skip locked`);
  if (!free) return null;
  const [row] = await trx.run(sql<ThreadRow>`
    select h.* from staff_thread h
    where h.shop_id = ${shopId} and h.desk_id = ${deskId} and (h.lease_until is null or h.lease_until <= now())
      and exists (select 1 from staff_post p where p.shop_id = h.shop_id and p.thread_id = h.thread_id
        and p.state in ('queued', 'sending'))
    order by (select min(p.created_at) from staff_post p where p.shop_id = h.shop_id and p.thread_id = h.thread_id
      and p.state in ('queued', 'sending')), h.created_at
    limit 1 for update skip locked`);
  if (!row) return null;
  const waiting = await trx.run(sql<PostRow>`
    select * from staff_post where shop_id = ${shopId} and thread_id = ${row.thread_id}
      and state in ('queued', 'sending') order by place limit ${MAX_TOGETHER}`);
  const chosen = choose(waiting, limits.maxTextLength);
  const [first] = chosen;
  if (!first) return null;
  if (isOver(first, row, limits)) return giveUp(trx, shopId, row, chosen);
  const wasSending = first.state === "sending";
  const [leased] = await trx.run(sql<{ lease_token: string }>`
    update staff_thread set lease_token = gen_random_uuid(),
      lease_until = now() + make_interval(secs => ${limits.leaseMs / 1000})
    where shop_id = ${shopId} and thread_id = ${row.thread_id} returning lease_token`);
  const batchId = wasSending ? (first.batch_id ?? first.post_id) : first.post_id;
  const isMaybeDuplicate = (wasSending || first.is_maybe_duplicate) && !limits.hasSendKey;
  await trx.run(sql`
    update staff_post set state = 'sending', batch_id = ${batchId}, attempts = attempts + 1,
      is_maybe_duplicate = ${isMaybeDuplicate}
    where shop_id = ${shopId} and post_id = any(${chosen.map(({ post_id }) => post_id)})`);
  const cost = COST[first.kind as StaffPostKind] ?? 1;
  await trx.run(sql`
    update staff_desk set paced_at = greatest(paced_at, now()) + make_interval(secs => ${intervalSeconds * cost})
    where shop_id = ${shopId} and desk_id = ${deskId}`);
  return {
    desk,
    thread: readThread(row),
    kind: first.kind as StaffPostKind,
    batchId: batchId as StaffPostId,
    posts: chosen.map(readPost) as [QueuedStaffPost, ...QueuedStaffPost[]],
    leaseToken: leased?.lease_token ?? "",
    attempts: first.attempts + 1,
    isMaybeDuplicate,
  };
}

/** What was on its way goes as it was. Lines are put together while they fit; a file, a card and the like go alone. */
function choose(waiting: readonly PostRow[], maxTextLength: number): readonly PostRow[] {
  const [first] = waiting;
  if (!first) return [];
  if (first.state === "sending") return waiting.filter(({ batch_id }) => batch_id === first.batch_id);
  if (!isLine(first)) return [first];
  const chosen: PostRow[] = [];
  let length = 0;
  for (const post of waiting) {
    if (!isLine(post) || post.state !== "queued") break;
    length += lengthOf(readPost(post).blocks);
    if (chosen.length > 0 && length > maxTextLength) break;
    chosen.push(post);
  }
  return chosen;
}

const LINES: ReadonlySet<string> = new Set(["message", "note", "state", "hint"]);

function isLine(post: PostRow): boolean {
  return LINES.has(post.kind) && readPost(post).files.length === 0;
}

/** With the line break behind each heading and text. */
export function lengthOf(blocks: readonly StaffBlock[]): number {
  return blocks.reduce(
    (sum, { heading, text }) => sum + (heading === null ? 0 : heading.length + 1) + text.length + 1,
    0,
  );
}

function isOver(first: PostRow, thread: ThreadRow, { hasSendKey }: StaffBatchLimits): boolean {
  if (thread.thread_key === null && first.kind !== "thread") return true;
  if (first.state !== "sending" || hasSendKey || first.kind === "face") return false;
  return first.attempts >= (first.kind === "thread" ? MAX_THREAD_TRIES : MAX_TRIES);
}

async function giveUp(
  trx: ShopTransaction,
  shopId: ShopId,
  thread: ThreadRow,
  posts: readonly PostRow[],
): Promise<"again"> {
  const isLost = thread.thread_key === null;
  await trx.run(sql`
    update staff_post set state = ${isLost ? "refused" : "unknown"}, fault = ${isLost ? "thread-lost" : "no-answer"},
      settled_at = now(), body = '{}'
    where shop_id = ${shopId} and post_id = any(${posts.map(({ post_id }) => post_id)})`);
  return "again";
}

/** Only `addPosts` writes the body; it is empty for threads and cards, which are written when they go. */
function readPost(row: PostRow): QueuedStaffPost {
  const body = row.body as { readonly blocks?: readonly StaffBlock[]; readonly files?: readonly StaffFile[] };
  return {
    postId: row.post_id as StaffPostId,
    kind: row.kind as StaffPostKind,
    blocks: body.blocks ?? [],
    files: body.files ?? [],
  };
}
