/** Takes files away: what nothing refers to any more, and what a forgotten buyer sent or was sent. */
import { sql } from "kysely";
import type { Instant, ShopId } from "../../contracts/ids.ts";
import type { ShopTransaction } from "../open-database.ts";
import { holdFiles } from "./keep-content.ts";

export async function sweepFiles(trx: ShopTransaction, shopId: ShopId, before: Instant): Promise<number> {
  await holdFiles(trx, shopId);
  await trx.run(sql`
    delete from file_upload where shop_id = ${shopId} and uploaded_at < ${new Date(before)}`);
  return removeUnused(trx, shopId);
}

/** In the transaction that forgets; names of files go, too, and what could be fetched from a platform again. */
export async function forgetFiles(
  trx: ShopTransaction,
  shopId: ShopId,
  conversationIds: readonly string[],
): Promise<number> {
  const ids = [...conversationIds];
  await holdFiles(trx, shopId);
  const gone = await trx.run(sql`
    delete from message_file f using message m
    where f.shop_id = ${shopId} and m.shop_id = ${shopId} and m.message_id = f.message_id
      and m.conversation_id = any(${ids}::uuid[]) returning 1`);
  const renamed = await trx.run(sql`
    update message m set parts = (
      select jsonb_agg(case
        when part ->> 'kind' = 'kept' then part || '{"name": "", "sha256": ""}'
        when part ->> 'kind' = 'file' then part || '{"name": "", "externalKey": ""}'
        when part ->> 'kind' = 'image' then part || '{"altText": "", "externalKey": ""}'
        when part ->> 'kind' = 'voice' then part || '{"externalKey": ""}'
        else part end order by nth)
      from jsonb_array_elements(m.parts) with ordinality as each (part, nth))
    where m.shop_id = ${shopId} and m.conversation_id = any(${ids}::uuid[])
      and jsonb_path_exists(m.parts, '$[*] ? (@.kind == "kept" || @.kind == "file" || @.kind == "image" || @.kind == "voice")')
    returning 1`);
  await trx.run(sql`
    update feed_entry e set payload = e.payload - 'files' from conversation c
    where e.shop_id = ${shopId} and c.shop_id = ${shopId} and c.account_id = e.account_id
      and c.thread_key = e.thread_key and c.conversation_id = any(${ids}::uuid[]) and e.payload ? 'files'`);
  await removeUnused(trx, shopId);
  return Math.max(gone.length, renamed.length);
}

async function removeUnused(trx: ShopTransaction, shopId: ShopId): Promise<number> {
  const rows = await trx.run(sql`
    delete from kept_file k where k.shop_id = ${shopId}
      and not exists (select 1 from message_file f where f.shop_id = k.shop_id and f.sha256 = k.sha256)
      and not exists (select 1 from file_upload u where u.shop_id = k.shop_id and u.sha256 = k.sha256)
    returning 1`);
  return rows.length;
}
