/** Takes what may go to a desk next: one thread at a time, in its order, at the pace that the platform allows. */
import { type Selectable, sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { StaffBlock, StaffDesk, StaffPostId, StaffPostKind } from "../../contracts/staff-desk.ts";
import type { NewStaffPost, QueuedStaffPost, StaffBatch, StaffBatchLimits } from "../../contracts/staff-store.ts";
import type { ShopTransaction } from "../open-database.ts";
import type { Database } from "../schema.ts";
import { readThread, type ThreadRow } from "./create-thread-store.ts";

export type PostRow = Selectable<Database["staff_post"]>;

/** As `insertPosts` writes it, and emptied. */
export type PostBody = Partial<Omit<NewStaffPost, "cause" | "kind">>;

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

/** What waits for its translation waits. */
const DUE = sql`p.state in ('queued', 'sending') and not (p.body ? 'translates')`;

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
      and exists (select 1 from staff_post p where p.shop_id = h.shop_id and p.thread_id = h.thread_id and ${DUE})
    order by (select min(p.created_at) from staff_post p where p.shop_id = h.shop_id and p.thread_id = h.thread_id
      and ${DUE}), h.created_at
    limit 1 for update skip locked`);
  if (!row) return null;
  const waiting = await trx.run(sql<PostRow>`
    select p.* from staff_post p where p.shop_id = ${shopId} and p.thread_id = ${row.thread_id} and ${DUE} order by place limit ${MAX_TOGETHER}`);
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
    edits: await findStanding(trx, row, first),
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
  const standing = editedBy(first);
  // What has come of one post meanwhile is one change of it.
  if (standing !== null && isChangeOnly(first)) {
    return waiting.filter((post) => post.state === "queued" && editedBy(post) === standing && isChangeOnly(post));
  }
  if (!isLine(first)) return [first];
  const chosen: PostRow[] = [];
  let length = 0;
  for (const post of waiting) {
    if (!isLine(post) || post.state !== "queued") break;
    const { blocks, isAwaited } = readPost(post);
    // Its translation will need as much.
    length += lengthOf(blocks) * (isAwaited ? 2 : 1);
    if (chosen.length > 0 && length > maxTextLength) break;
    chosen.push(post);
  }
  return chosen;
}

const LINES: ReadonlySet<string> = new Set(["message", "note", "state", "hint"]);

function isLine(post: PostRow): boolean {
  const { files, buttons = [], repliesTo } = readPost(post);
  if (buttons.length > 0 || repliesTo !== undefined || editedBy(post) !== null) return false;
  return LINES.has(post.kind) && files.length === 0;
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

/** The body is empty for threads and cards, which are written when they go. */
export function readPost(row: PostRow): QueuedStaffPost {
  const { edits: _, translates: __, ...body } = row.body as PostBody;
  return { blocks: [], files: [], ...body, postId: row.post_id as StaffPostId, kind: row.kind as StaffPostKind };
}

/** The post that it changes. */
function editedBy({ body }: PostRow): string | null {
  return (body as PostBody).edits ?? null;
}

/** What it changes says it all by now. */
function isChangeOnly(post: PostRow): boolean {
  return readPost(post).blocks.length === 0;
}

/** All lines that went out with it, as they are by now. */
async function findStanding(trx: ShopTransaction, thread: ThreadRow, post: PostRow): Promise<StaffBatch["edits"]> {
  const edits = editedBy(post);
  if (edits === null) return null;
  const rows = await trx.run(sql<PostRow>`
    select * from staff_post where shop_id = ${thread.shop_id} and thread_id = ${thread.thread_id}
      and batch_id = ${edits} and state = 'delivered' order by place`);
  const externalKey = rows[0]?.external_key ?? null;
  return externalKey === null ? null : { externalKey, blocks: rows.flatMap((row) => readPost(row).blocks) };
}
