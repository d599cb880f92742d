/** A shop's rules in numbers, and how it signs the widget's tokens. */
import { sql } from "kysely";
import type { Instant, ShopId } from "../../contracts/ids.ts";
import type { ToolStore } from "../../contracts/tool-store.ts";
import type { TokenKeys } from "../../contracts/tools.ts";
import type { ToolSettings } from "../../contracts/tools.ts";
import { DEFAULT_TOOL_SETTINGS } from "../../shared/tool-settings.ts";
import { remember } from "../../shared/remember.ts";
import type { OpenDatabase } from "../open-database.ts";

export interface ToolStoreOptions {
  /** From the installation's secret, a shop and a number that grows with each renewal. */
  readonly deriveSecret: (shopId: ShopId, version: number) => Uint8Array;
  readonly now: () => Instant;
}

type SettingsPart = Pick<ToolStore, "settings" | "saveSettings" | "tokenKeys" | "renewSecret" | "setPublicKey">;

/** Rules change rarely and are asked for with every tool call. */
const CACHE_MS = 5_000;

interface SettingRow {
  readonly settings: Partial<ToolSettings>;
}

interface KeyRow {
  readonly shop_key: string;
  readonly secret_version: number | null;
  readonly key_algorithm: "RS256" | "ES256" | null;
  readonly key_pem: string | null;
}

export function createToolSettings(database: OpenDatabase, options: ToolStoreOptions): SettingsPart {
  const settings = remember(CACHE_MS, options, async (shopId: ShopId): Promise<ToolSettings> => {
    const [row] = await database.inShop<SettingRow>(
      shopId,
      sql`select settings from tool_setting where shop_id = ${shopId}`,
    );
    return { ...DEFAULT_TOOL_SETTINGS, ...row?.settings };
  });

  async function tokenKeys(shopId: ShopId): Promise<TokenKeys> {
    const [row] = await database.inShop<KeyRow>(
      shopId,
      sql`select shop.key as shop_key, secret_version, key_algorithm, key_pem
        from shop left join tool_setting t on t.shop_id = shop.id where shop.id = ${shopId}`,
    );
    const { shop_key: shopKey = "", secret_version: version = 1, key_algorithm: algorithm, key_pem: pem } = row ?? {};
    return {
      shopKey,
      secret: options.deriveSecret(shopId, version ?? 1),
      publicKey: algorithm && pem ? { algorithm, pem } : null,
    };
  }

  return {
    settings: settings.get,
    async saveSettings(shopId, changed) {
      const defaults: Readonly<Record<string, unknown>> = { ...DEFAULT_TOOL_SETTINGS };
      const own = Object.entries(changed).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]),
      );
      const text = JSON.stringify(Object.fromEntries(own));
      await database.inShop(
        shopId,
        sql`insert into tool_setting (shop_id, settings) values (${shopId}, ${text})
          on conflict (shop_id) do update set settings = excluded.settings`,
      );
      settings.forget(shopId);
    },
    tokenKeys,
    async renewSecret(shopId) {
      await database.inShop(
        shopId,
        sql`insert into tool_setting (shop_id, secret_version) values (${shopId}, 2)
          on conflict (shop_id) do update set secret_version = tool_setting.secret_version + 1`,
      );
      return tokenKeys(shopId);
    },
    async setPublicKey(shopId, key) {
      await database.inShop(
        shopId,
        sql`insert into tool_setting (shop_id, key_algorithm, key_pem)
          values (${shopId}, ${key?.algorithm ?? null}, ${key?.pem ?? null})
          on conflict (shop_id) do update set key_algorithm = excluded.key_algorithm, key_pem = excluded.key_pem`,
      );
    },
  };
}
