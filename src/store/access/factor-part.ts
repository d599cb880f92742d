/** The second factor of an agent: sealed key, the newest step that was taken, hashes of recovery codes. */
import { sql } from "kysely";
import type { AccessStore } from "../../contracts/access.ts";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";

type FactorPart = Pick<
  AccessStore,
  "factor" | "beginFactor" | "confirmFactor" | "takeStep" | "takeRecoveryCode" | "renewRecoveryCodes" | "removeFactor"
>;

export function createFactorPart(database: OpenDatabase): FactorPart {
  return {
    async factor(shopId, agentId) {
      const [row] = await database.inShop<{ sealed_key: string; confirmed_at: Date | null; codes: number }>(
        shopId,
        sql`select sealed_key, confirmed_at, (select count(*)::int from recovery_code c
            where c.shop_id = f.shop_id and c.agent_id = f.agent_id) as codes
          from agent_factor f where shop_id = ${shopId} and agent_id = ${agentId}`,
      );
      return row ? { sealedKey: row.sealed_key, isConfirmed: row.confirmed_at !== null, codesLeft: row.codes } : null;
    },
    async beginFactor(shopId, agentId, sealedKey) {
      const rows = await database.inShop(
        shopId,
        sql`insert into agent_factor (shop_id, agent_id, sealed_key) values (${shopId}, ${agentId}, ${sealedKey})
          on conflict (shop_id, agent_id) do update set sealed_key = excluded.sealed_key, last_step = 0
            where agent_factor.confirmed_at is null
          returning agent_id`,
      );
      return rows.length === 1;
    },
    confirmFactor: (shopId, agentId, { step, codeHashes }) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql`update agent_factor set confirmed_at = now(), last_step = ${step}
          where shop_id = ${shopId} and agent_id = ${agentId} and confirmed_at is null returning agent_id`);
        if (rows.length === 0) return false;
        await writeCodes(trx, shopId, agentId, codeHashes);
        await writeAudit(trx, shopId, agentId, { action: "factor-added", detail: { agentId } });
        return true;
      }),
    async takeStep(shopId, agentId, step) {
      const rows = await database.inShop(
        shopId,
        sql`update agent_factor set last_step = ${step} where shop_id = ${shopId} and agent_id = ${agentId}
          and confirmed_at is not null and last_step < ${step} returning agent_id`,
      );
      return rows.length === 1;
    },
    takeRecoveryCode: (shopId, agentId, codeHash) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run(sql`delete from recovery_code
          where shop_id = ${shopId} and agent_id = ${agentId} and code_hash = ${codeHash} returning agent_id`);
        if (rows.length === 0) return false;
        await writeAudit(trx, shopId, agentId, { action: "recovery-code-used", detail: { agentId } });
        return true;
      }),
    renewRecoveryCodes: (shopId, agentId, codeHashes) =>
      database.withShop(shopId, async (trx) => {
        await writeCodes(trx, shopId, agentId, codeHashes);
        await writeAudit(trx, shopId, agentId, { action: "recovery-codes-renewed", detail: { agentId } });
      }),
    removeFactor: (shopId, agentId, by) =>
      database.withShop(shopId, async (trx) => {
        await writeCodes(trx, shopId, agentId, []);
        await trx.run(sql`delete from agent_factor where shop_id = ${shopId} and agent_id = ${agentId}`);
        await writeAudit(trx, shopId, by, { action: "factor-removed", detail: { agentId } });
      }),
  };
}

async function writeCodes(
  trx: ShopTransaction,
  shopId: ShopId,
  agentId: AgentId,
  codeHashes: readonly string[],
): Promise<void> {
  await trx.run(sql`delete from recovery_code where shop_id = ${shopId} and agent_id = ${agentId}`);
  await trx.run(sql`insert into recovery_code (shop_id, agent_id, code_hash)
    select ${shopId}, ${agentId}, unnest(${[...codeHashes]}::text[])`);
}
