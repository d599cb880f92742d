/** What waits in threads for a translation: found when it is there, and put where the original stands. */
import { type Selectable, sql } from "kysely";
import type { MessageId, ShopId } from "../../contracts/ids.ts";
import type { StaffBlock, StaffPostId, StaffThreadId } from "../../contracts/staff-desk.ts";
import type { DueTranslation, HeldReply, StaffStore } from "../../contracts/staff-store.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import type { Database } from "../schema.ts";
import { readTranslation } from "../translation/create-translation-store.ts";
import { lengthOf, type PostBody, type PostRow, readPost } from "./claim-batch.ts";
import { insertPosts, namePost } from "./create-thread-store.ts";
import { forgetWords } from "./settle-batch.ts";

type Languages = Pick<StaffStore, "held" | "changeHeld" | "dueTranslations" | "placeTranslation">;
type Placed = Parameters<StaffStore["placeTranslation"]>[2];
type DueRow = PostRow & { readonly translation: Selectable<Database["message_translation"]> | null };

export function createThreadLanguages(database: OpenDatabase): Languages {
  return {
    async held(shopId, threadId, cause) {
      const [row] = await database.inShop<{ held: HeldReply | null }>(
        shopId,
        sql`select body -> 'held' as held from staff_post
          where shop_id = ${shopId} and post_id = ${namePost(threadId, cause)}`,
      );
      return row?.held ?? null;
    },
    async changeHeld(shopId, threadId, cause, held) {
      const change =
        held === null ? sql`body - 'held'` : sql`jsonb_set(body, '{held}', ${JSON.stringify(held)}::jsonb)`;
      await database.inShop(
        shopId,
        sql`update staff_post set body = ${change}
          where shop_id = ${shopId} and post_id = ${namePost(threadId, cause)} and body ? 'held'`,
      );
    },
    async dueTranslations(shopId, deskId, limit) {
      const rows = await database.inShop<DueRow>(
        shopId,
        sql`select p.*, to_jsonb(x) as translation from staff_post p
          join staff_thread h on h.shop_id = p.shop_id and h.thread_id = p.thread_id and h.desk_id = ${deskId}
          left join message_translation x on x.shop_id = p.shop_id
            and x.message_id = (p.body -> 'translates' ->> 'messageId')::uuid
            and x.language = p.body -> 'translates' ->> 'language'
          where p.shop_id = ${shopId} and p.state = 'queued' and p.body ? 'translates'
            and x.state is distinct from 'wanted'
          order by p.created_at, p.place limit ${limit}`,
      );
      return rows.map(readDue);
    },
    placeTranslation: (shopId, due, placed) =>
      database.withShop(shopId, (trx) => placeTranslation(trx, shopId, due, placed)),
  };
}

function readDue(row: DueRow): DueTranslation {
  const { of } = (row.body as PostBody).translates ?? { messageId: "" as MessageId, of: "" };
  return {
    postId: row.post_id as StaffPostId,
    threadId: row.thread_id as StaffThreadId,
    of,
    translation: row.translation && readTranslation(row.translation),
  };
}

async function placeTranslation(trx: ShopTransaction, shopId: ShopId, due: DueTranslation, placed: Placed) {
  const { threadId, of } = due;
  // Whoever would post to the thread passes it by meanwhile.
  await trx.run(sql`select 1 from staff_thread where shop_id = ${shopId} and thread_id = ${threadId} for update`);
  const [original] = await trx.run(sql<PostRow>`
    select * from staff_post where shop_id = ${shopId} and post_id = ${namePost(threadId, of)}`);
  const [waiting] = await trx.run(sql<PostRow>`
    select * from staff_post where shop_id = ${shopId} and post_id = ${due.postId} and state = 'queued'
      and body ? 'translates'`);
  if (!waiting || original?.state === "sending") return;
  const [first, ...rest] = placed.pieces;
  const isFitting = first && rest.length === 0 && original && (await fits(trx, original, first, placed.maxTextLength));
  await trx.run(sql`
    update staff_post set body = case when ${isFitting === true}
        then jsonb_set(body, '{blocks}', (body -> 'blocks') || ${JSON.stringify(placed.pieces)}::jsonb) else body end - 'isAwaited'
    where shop_id = ${shopId} and post_id = ${namePost(threadId, of)} and body ? 'isAwaited'`);
  if (!first || (isFitting && original.state === "queued")) {
    await trx.run(sql`
      update staff_post set state = 'delivered', settled_at = now(), body = '{}'
      where shop_id = ${shopId} and post_id = ${due.postId}`);
  } else {
    const body = isFitting ? { blocks: [], files: [], edits: original.batch_id } : { blocks: [first], files: [] };
    await trx.run(sql`
      update staff_post set body = ${JSON.stringify(body)} where shop_id = ${shopId} and post_id = ${due.postId}`);
    await addRest(trx, shopId, due, isFitting ? [] : rest);
  }
  if (original?.external_key && !isFitting) await trx.run(forgetWords(shopId, threadId, original.external_key, []));
}

/** Beside everything that went out with the original, and while its words are still kept. */
async function fits(trx: ShopTransaction, original: PostRow, block: StaffBlock, max: number): Promise<boolean> {
  if (!(original.body as PostBody).isAwaited) return false;
  if (original.state === "queued") return lengthOf([...readPost(original).blocks, block]) <= max;
  if (original.state !== "delivered" || original.external_key === null) return false;
  const rows = await trx.run(sql<PostRow>`
    select * from staff_post where shop_id = ${original.shop_id} and thread_id = ${original.thread_id}
      and batch_id = ${original.batch_id} and state = 'delivered'`);
  return lengthOf([...rows.flatMap((row) => readPost(row).blocks), block]) <= max;
}

async function addRest(
  trx: ShopTransaction,
  shopId: ShopId,
  { threadId, of }: DueTranslation,
  rest: readonly StaffBlock[],
): Promise<void> {
  if (rest.length === 0) return;
  const [row] = await trx.run(sql<{ next_place: number }>`
    update staff_thread set next_place = next_place + ${rest.length}::int
    where shop_id = ${shopId} and thread_id = ${threadId} returning next_place`);
  const posts = rest.map((block, at) => {
    return { cause: `translation-of:${of}:${at + 1}`, kind: "message", blocks: [block], files: [] } as const;
  });
  if (row) await insertPosts(trx, shopId, { threadId, firstPlace: row.next_place - rest.length, posts });
}
