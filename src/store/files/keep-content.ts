/** Writes bytes under their SHA-256, once a shop, as long as the shop has room. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { ShopTransaction } from "../open-database.ts";

/** Small enough to be read by many at once, large enough that a picture is a few rows. */
const CHUNK_BYTES = 256 * 1024;

export interface Content {
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** Null: the shop keeps as much as it may. The caller's transaction holds the shop's files until it ends. */
export async function keepContent(
  trx: ShopTransaction,
  shopId: ShopId,
  { mediaType, content }: Content,
  quotaBytes: number,
): Promise<string | null> {
  const sha256 = createHash("sha256").update(content).digest("hex");
  await holdFiles(trx, shopId);
  const [room] = await trx.run(sql<{ is_known: boolean; used: number }>`
    select exists (select 1 from kept_file where shop_id = ${shopId} and sha256 = ${sha256}) as is_known,
      (select coalesce(sum(bytes), 0)::float8 from kept_file where shop_id = ${shopId}) as used`);
  if (room?.is_known) return sha256;
  if ((room?.used ?? 0) + content.byteLength > quotaBytes) return null;
  await trx.run(sql`
    insert into kept_file (shop_id, sha256, media_type, bytes)
    values (${shopId}, ${sha256}, ${mediaType}, ${content.byteLength})`);
  for (let at = 0; at < content.byteLength; at += CHUNK_BYTES) {
    const chunk = Buffer.from(content.buffer, content.byteOffset + at, Math.min(CHUNK_BYTES, content.byteLength - at));
    await trx.run(sql`
      insert into kept_chunk (shop_id, sha256, position, content)
      values (${shopId}, ${sha256}, ${at / CHUNK_BYTES}, ${chunk})`);
  }
  return sha256;
}

/** What is found to be there stays until the transaction has referred to it: the sweep waits. */
export async function holdFiles(trx: ShopTransaction, shopId: ShopId): Promise<void> {
  await trx.run(sql`select pg_advisory_xact_lock(hashtextextended('dragoman:files:' || ${shopId}::text, 0))`);
}
