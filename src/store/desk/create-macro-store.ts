/** A shop's own macros, and how often each was used. */
import { type Selectable, sql } from "kysely";
import type { MacroStore, StoredMacro } from "../../contracts/macro.ts";
import type { OpenDatabase } from "../open-database.ts";
import type { Database } from "../schema.ts";

export function createMacroStore(database: OpenDatabase): MacroStore {
  return {
    async list(shopId) {
      const rows = await database.inShop<Selectable<Database["macro"]>>(
        shopId,
        sql`select * from macro where shop_id = ${shopId}`,
      );
      return rows.map(readMacro);
    },
    async put(shopId, { macroKey, names, texts, actions, isHidden }) {
      await database.inShop(
        shopId,
        sql`insert into macro (shop_id, macro_key, names, texts, actions, is_hidden)
          values (${shopId}, ${macroKey}, ${JSON.stringify(names)}, ${JSON.stringify(texts)}, ${JSON.stringify(actions)},
            ${isHidden})
          on conflict (shop_id, macro_key) do update set names = excluded.names, texts = excluded.texts,
            actions = excluded.actions, is_hidden = excluded.is_hidden, changed_at = now()`,
      );
    },
    async remove(shopId, macroKey) {
      await database.inShop(shopId, sql`delete from macro where shop_id = ${shopId} and macro_key = ${macroKey}`);
    },
    async noteUsed(shopId, macroKey) {
      await database.inShop(
        shopId,
        sql`insert into macro (shop_id, macro_key, used_count) values (${shopId}, ${macroKey}, 1)
          on conflict (shop_id, macro_key) do update set used_count = macro.used_count + 1`,
      );
    },
  };
}

/** Only `put` writes the JSON columns. */
function readMacro(row: Selectable<Database["macro"]>): StoredMacro {
  return {
    macroKey: row.macro_key,
    names: row.names as StoredMacro["names"],
    texts: row.texts as StoredMacro["texts"],
    actions: row.actions as StoredMacro["actions"],
    isHidden: row.is_hidden,
    usedCount: row.used_count,
  };
}
