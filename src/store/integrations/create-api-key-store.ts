/** API keys by their hash; the key itself is never here. */
import { sql } from "kysely";
import type { Agent, AgentRole } from "../../contracts/agent.ts";
import type { ApiCaller, ApiKey, ApiKeyId, ApiKeyStore, ApiScope } from "../../contracts/api-key.ts";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";

interface KeyRow {
  readonly key_id: string;
  readonly agent_id: string;
  readonly agent_name: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

interface CallerRow extends KeyRow {
  readonly email: string;
  readonly role: string;
}

const KEYS_OF_AGENTS = sql`from api_key k join agent a on a.shop_id = k.shop_id and a.agent_id = k.agent_id`;

export function createApiKeyStore(database: OpenDatabase): ApiKeyStore {
  return {
    async list(shopId) {
      const rows = await database.inShop<KeyRow>(
        shopId,
        sql`select k.*, a.name as agent_name ${KEYS_OF_AGENTS}
          where k.shop_id = ${shopId} order by k.created_at desc, k.key_id`,
      );
      return rows.map(readKey);
    },
    insert: (shopId, key) =>
      database.withShop(shopId, async (trx) => {
        await trx
          .insertInto("api_key")
          .values({
            shop_id: shopId,
            key_id: key.keyId,
            agent_id: key.agentId,
            name: key.name,
            key_hash: key.keyHash,
            prefix: key.prefix,
            scopes: [...key.scopes],
            created_by: key.createdBy,
            expires_at: key.expiresAt === null ? null : new Date(key.expiresAt),
          })
          .execute();
        const detail = { keyId: key.keyId, name: key.name, scopes: key.scopes.join(" "), for: key.agentId };
        await writeAudit(trx, shopId, key.createdBy, { action: "api-key-made", detail });
      }),
    revoke: (shopId, keyId, by) =>
      database.withShop(shopId, async (trx) => {
        const rows = await trx.run<{ name: string }>(sql`update api_key set revoked_at = now()
          where shop_id = ${shopId} and key_id = ${keyId} and revoked_at is null returning name`);
        const name = rows[0]?.name;
        if (name === undefined) return false;
        await writeAudit(trx, shopId, by, { action: "api-key-revoked", detail: { keyId, name } });
        return true;
      }),
    async find(shopId, keyHash) {
      const [row] = await database.inShop<CallerRow>(
        shopId,
        sql`select k.*, a.name as agent_name, a.email, a.role ${KEYS_OF_AGENTS}
          where k.shop_id = ${shopId} and k.key_hash = ${keyHash} and k.revoked_at is null
            and a.disabled_at is null and (k.expires_at is null or k.expires_at > now())`,
      );
      if (!row) return null;
      // A use is not worth a write with every call.
      if (row.last_used_at === null || row.last_used_at.getTime() < Date.now() - 60_000) {
        await database.inShop(
          shopId,
          sql`update api_key set last_used_at = now() where shop_id = ${shopId} and key_id = ${row.key_id}
            and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
        );
      }
      return readCaller(shopId, row);
    },
  };
}

function readCaller(shopId: ShopId, row: CallerRow): ApiCaller {
  const agent: Agent = {
    shopId,
    agentId: row.agent_id as AgentId,
    email: row.email,
    name: row.agent_name,
    role: row.role as AgentRole,
  };
  return { keyId: row.key_id as ApiKeyId, keyName: row.name, scopes: row.scopes as readonly ApiScope[], agent };
}

function readKey(row: KeyRow): ApiKey {
  return {
    keyId: row.key_id as ApiKeyId,
    agentId: row.agent_id as AgentId,
    agentName: row.agent_name,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as readonly ApiScope[],
    createdAt: readInstant(row.created_at),
    expiresAt: row.expires_at ? readInstant(row.expires_at) : null,
    lastUsedAt: row.last_used_at ? readInstant(row.last_used_at) : null,
    revokedAt: row.revoked_at ? readInstant(row.revoked_at) : null,
  };
}
