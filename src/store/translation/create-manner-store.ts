/** A shop's own manners, one a market. */
import { type Selectable, sql } from "kysely";
import type { Manner, MannerStore } from "../../contracts/manner.ts";
import type { OpenDatabase } from "../open-database.ts";
import type { Database } from "../schema.ts";

export function createMannerStore(database: OpenDatabase): MannerStore {
  return {
    async list(shopId) {
      const rows = await database.inShop<Selectable<Database["manner"]>>(
        shopId,
        sql`select * from manner where shop_id = ${shopId} order by market`,
      );
      return rows.map(readManner);
    },
    async put(shopId, { market, opening, formality, avoid, note }, agentId) {
      await database.inShop(
        shopId,
        sql`with written as (
            insert into manner (shop_id, market, opening, formality, avoid, note)
            values (${shopId}, ${market}, ${opening}, ${formality}, ${[...avoid]}::text[], ${note})
            on conflict (shop_id, market) do update set opening = excluded.opening, formality = excluded.formality,
              avoid = excluded.avoid, note = excluded.note, changed_at = now())
          insert into audit (shop_id, actor_kind, agent_id, action, detail)
          values (${shopId}, 'agent', ${agentId}, 'manner-saved', ${JSON.stringify({ market })})`,
      );
    },
    async remove(shopId, market, agentId) {
      await database.inShop(
        shopId,
        sql`with removed as (delete from manner where shop_id = ${shopId} and market = ${market} returning market)
          insert into audit (shop_id, actor_kind, agent_id, action, detail)
          select ${shopId}, 'agent', ${agentId}::uuid, 'manner-restored', jsonb_build_object('market', market) from removed`,
      );
    },
  };
}

/** Only `put` writes them, and only words of the contract. */
function readManner(row: Selectable<Database["manner"]>): Manner {
  return {
    market: row.market,
    opening: row.opening as Manner["opening"],
    formality: row.formality as Manner["formality"],
    avoid: row.avoid as Manner["avoid"],
    note: row.note,
  };
}
