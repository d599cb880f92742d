/** A migrated database of one's own, opened as the runtime role, with two shops in it. */
import type { ChannelAccountId } from "../../src/contracts/ids.ts";
import { LANGUAGES } from "../../src/contracts/language.ts";
import type { ChannelName } from "../../src/contracts/message.ts";
import type { Shop } from "../../src/contracts/stores.ts";
import { type OpenDatabase, openDatabase } from "../../src/store/open-database.ts";
import { migrate } from "../../src/store/setup/migrate.ts";
import { prepareRoles, RUNTIME_ROLE } from "../../src/store/setup/prepare-roles.ts";
import { createShopStore } from "../../src/store/shop-store.ts";
import { createTestDatabase, ensureTestTemplate } from "./postgres.ts";
import { createRecordingHost } from "./recording-host.ts";

const TEMPLATE = "dragoman_template";
const PASSWORDS = { runtime: "test-runtime", queue: "test-queue" };

export interface ShopDatabase {
  readonly database: OpenDatabase;
  readonly shop: Shop;
  readonly otherShop: Shop;
  readonly accountId: ChannelAccountId;
  readonly runtimeUrl: string;
  readonly superuserUrl: string;
  close(): Promise<void>;
}

export async function openShopDatabase(options: { readonly maxConnections?: number } = {}): Promise<ShopDatabase> {
  await ensureTestTemplate(TEMPLATE, async (superuserUrl) => {
    await prepareRoles(superuserUrl, PASSWORDS);
    await migrate(superuserUrl);
  });
  const test = await createTestDatabase({ template: TEMPLATE });
  const runtime = new URL(test.superuserUrl);
  runtime.username = RUNTIME_ROLE;
  runtime.password = PASSWORDS.runtime;
  const runtimeUrl = runtime.toString();
  const database = openDatabase(runtimeUrl, {
    maxConnections: options.maxConnections ?? 10,
    log: createRecordingHost().log,
  });
  const shops = createShopStore(database);
  const shopOf = (shopKey: string) =>
    shops.ensure({ shopKey, name: `Shop ${shopKey}`, defaultLanguage: "en", languages: LANGUAGES, widgetOrigins: [] });
  const shop = await shopOf("first");
  const otherShop = await shopOf("second");
  const accountId = await shops.ensureChannelAccount(shop.shopId, "web" as ChannelName, "web:default");
  return {
    database,
    shop,
    otherShop,
    accountId,
    runtimeUrl,
    superuserUrl: test.superuserUrl,
    async close() {
      await database.close();
      await test.drop();
    },
  };
}

/** What another process needs to work on the same database. */
export type SharedShop = Pick<ShopDatabase, "shop" | "otherShop" | "accountId" | "runtimeUrl" | "superuserUrl">;

/** `name` tells its connections from others'. The database stays when it closes. */
export function joinShopDatabase(
  shared: SharedShop,
  options: { readonly maxConnections: number; readonly name: string },
): ShopDatabase {
  const url = new URL(shared.runtimeUrl);
  url.searchParams.set("application_name", options.name);
  const { log } = createRecordingHost();
  const database = openDatabase(url.toString(), { maxConnections: options.maxConnections, log });
  return { ...shared, database, close: () => database.close() };
}
