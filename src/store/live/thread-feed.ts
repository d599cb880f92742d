/** The ordered list per thread that a widget reads with a cursor: gapless, and one entry per key. */
import { sql } from "kysely";
import type { FeedEntry, FeedSignal, ThreadFeed } from "../../contracts/channel-adapter.ts";
import type { ChannelAccountId, ShopId } from "../../contracts/ids.ts";
import type { LiveBus } from "../../contracts/stores.ts";
import type { OpenDatabase } from "../open-database.ts";

export interface FeedAccount {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
}

export function createThreadFeed(database: OpenDatabase, live: LiveBus, account: FeedAccount): ThreadFeed {
  const topicOf = (threadKey: string) => `feed:${account.accountId}:${threadKey}`;
  return {
    async append(threadKey, entryKey, payload) {
      const cursor = await appendOnce(database, { ...account, threadKey, entryKey, payload });
      live.publish(topicOf(threadKey), { kind: "grown" } satisfies FeedSignal);
      return cursor;
    },
    read: (threadKey, afterCursor, limit) =>
      database.withShop(account.shopId, async (trx) => {
        const rows = await trx
          .selectFrom("feed_entry")
          .select(["cursor", "entry_key", "payload"])
          .where("shop_id", "=", account.shopId)
          .where("account_id", "=", account.accountId)
          .where("thread_key", "=", threadKey)
          .where("cursor", ">", afterCursor)
          .orderBy("cursor")
          .limit(limit)
          .execute();
        return rows.map((row): FeedEntry => ({ cursor: row.cursor, entryKey: row.entry_key, payload: row.payload }));
      }),
    watch: (threadKey, onSignal) => live.subscribe(topicOf(threadKey), (payload) => onSignal(payload as FeedSignal)),
    hint: (threadKey, payload) => live.publish(topicOf(threadKey), { kind: "hint", payload } satisfies FeedSignal),
  };
}

interface NewEntry extends FeedAccount {
  readonly threadKey: string;
  readonly entryKey: string;
  readonly payload: unknown;
}

/** The thread's row is locked by the first statement, so of two appends of one key the second finds the entry. */
async function appendOnce(database: OpenDatabase, entry: NewEntry): Promise<number> {
  const { shopId, accountId, threadKey, entryKey } = entry;
  const [row] = await database.inShopAll(shopId, [
    sql`
      insert into feed_thread (shop_id, account_id, thread_key, last_cursor)
      values (${shopId}, ${accountId}, ${threadKey}, 0)
      on conflict (shop_id, account_id, thread_key) do update set last_cursor = feed_thread.last_cursor`,
    sql<{ cursor: number }>`
      with known as (
        select cursor from feed_entry where shop_id = ${shopId} and account_id = ${accountId}
          and thread_key = ${threadKey} and entry_key = ${entryKey}
      ), moved as (
        update feed_thread set last_cursor = last_cursor + 1
        where shop_id = ${shopId} and account_id = ${accountId} and thread_key = ${threadKey}
          and not exists (select 1 from known)
        returning last_cursor
      ), fresh as (
        insert into feed_entry (shop_id, account_id, thread_key, cursor, entry_key, payload)
        select ${shopId}, ${accountId}, ${threadKey}, last_cursor, ${entryKey}, ${JSON.stringify(entry.payload)}
        from moved returning cursor
      )
      select cursor from known union all select cursor from fresh`,
  ]);
  if (!row) throw new Error("A feed entry was not written.");
  return row.cursor;
}
