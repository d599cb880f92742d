/** Shops and the channel accounts that speak for them. */
import { createHash } from "node:crypto";
import { type Selectable, sql } from "kysely";
import { AppError } from "../contracts/errors.ts";
import type { ChannelAccountId, ShopId } from "../contracts/ids.ts";
import { isLanguage } from "../contracts/language.ts";
import type { Shop, ShopStore } from "../contracts/stores.ts";
import type { OpenDatabase } from "./open-database.ts";
import type { Database } from "./schema.ts";

export function createShopStore(database: OpenDatabase): ShopStore {
  const db = database.unscoped;
  const byKey = (key: string) => db.selectFrom("shop").selectAll().where("key", "=", key).executeTakeFirst();
  return {
    async list() {
      const real = db.selectFrom("shop").selectAll().where("training_of", "is", null);
      return (await real.orderBy("created_at").orderBy("id").execute()).map(readShop);
    },
    async listPractising() {
      const rows = await db.selectFrom("shop").selectAll().where("training_until", ">", sql<Date>`now()`).execute();
      return rows.map(readShop);
    },
    async get(shopId) {
      const row = await db.selectFrom("shop").selectAll().where("id", "=", shopId).executeTakeFirst();
      return row ? readShop(row) : null;
    },
    async ensure(shop) {
      await db
        .insertInto("shop")
        .values({
          key: shop.shopKey,
          name: shop.name,
          default_language: shop.defaultLanguage,
          languages: [...shop.languages],
          widget_origins: [...shop.widgetOrigins],
        })
        .onConflict((conflict) => conflict.column("key").doNothing())
        .execute();
      const row = await byKey(shop.shopKey);
      if (!row) throw new AppError("INTERNAL", "A shop that was just created is not there.");
      return readShop(row);
    },
    ensureChannelAccount: (shopId, channel, accountKey) =>
      ensureChannelAccount(database, { shopId, channel, accountKey }),
    ...createStates(database),
  };
}

type States = Pick<ShopStore, "loadChannelState" | "saveChannelState" | "mergeChannelState">;

function createStates(database: OpenDatabase): States {
  return {
    loadChannelState: (shopId, accountId, key) =>
      database.withShop(shopId, async (trx) => {
        const row = await trx
          .selectFrom("channel_state")
          .select("value")
          .where("shop_id", "=", shopId)
          .where("account_id", "=", accountId)
          .where("state_key", "=", key)
          .executeTakeFirst();
        return row?.value ?? null;
      }),
    saveChannelState: (shopId, accountId, key, value) =>
      database.withShop(shopId, async (trx) => {
        const written = { value: JSON.stringify(value), updated_at: new Date().toISOString() };
        await trx
          .insertInto("channel_state")
          .values({ shop_id: shopId, account_id: accountId, state_key: key, ...written })
          .onConflict((conflict) => conflict.columns(["shop_id", "account_id", "state_key"]).doUpdateSet(written))
          .execute();
      }),
    async mergeChannelState(shopId, accountId, key, entries) {
      await database.inShop(
        shopId,
        sql`insert into channel_state as known (shop_id, account_id, state_key, value)
          values (${shopId}, ${accountId}, ${key}, ${JSON.stringify(entries)}::jsonb)
          on conflict (shop_id, account_id, state_key) do update
            set value = known.value || excluded.value, updated_at = now()`,
      );
    },
  };
}

async function ensureChannelAccount(
  database: OpenDatabase,
  account: { readonly shopId: ShopId; readonly channel: string; readonly accountKey: string },
): Promise<ChannelAccountId> {
  return database.withShop(account.shopId, async (trx) => {
    await trx
      .insertInto("channel_account")
      .values({ shop_id: account.shopId, channel: account.channel, account_key: account.accountKey })
      .onConflict((conflict) => conflict.columns(["channel", "account_key"]).doNothing())
      .execute();
    const row = await trx
      .selectFrom("channel_account")
      .select("account_id")
      .where("shop_id", "=", account.shopId)
      .where("channel", "=", account.channel)
      .where("account_key", "=", account.accountKey)
      .executeTakeFirst();
    if (!row) {
      throw new AppError("CONFIG_INVALID", `This ${account.channel} account already speaks for another shop.`);
    }
    return row.account_id as ChannelAccountId;
  });
}

function readShop(row: Selectable<Database["shop"]>): Shop {
  return {
    shopId: row.id as ShopId,
    shopKey: row.key,
    name: row.name,
    defaultLanguage: isLanguage(row.default_language) ? row.default_language : "en",
    languages: row.languages.filter(isLanguage),
    widgetOrigins: row.widget_origins,
    voice: row.voice === null ? null : { text: row.voice, version: versionOf(row.voice) },
    ...(row.training_of === null ? {} : { trainingOf: row.training_of as ShopId }),
  };
}

function versionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
