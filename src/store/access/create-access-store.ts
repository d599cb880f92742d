/** People and links: who is let in, with what role, and by whose word. Each change and its audit row are one transaction. */
import { type Selectable, sql } from "kysely";
import type { AccessStore, Person } from "../../contracts/access.ts";
import type { AgentRole } from "../../contracts/agent.ts";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";
import type { Database } from "../schema.ts";
import { createFactorPart } from "./factor-part.ts";
import { createLinkPart } from "./link-part.ts";
import { createSessionPart } from "./session-part.ts";
import { writePassword } from "./write-password.ts";

type PersonRow = Pick<Selectable<Database["agent"]>, "shop_id" | "agent_id" | "email" | "name" | "role"> & {
  readonly created_at: Date;
  readonly disabled_at: Date | null;
  readonly has_factor: boolean;
  readonly seen_at: Date | null;
};

export function createAccessStore(database: OpenDatabase): AccessStore {
  return {
    ...createPeoplePart(database),
    ...createLinkPart(database),
    ...createSessionPart(database),
    ...createFactorPart(database),
    async settings(shopId) {
      const [row] = await database.inShop<{ is_factor_required: boolean }>(
        shopId,
        sql`select is_factor_required from access_setting where shop_id = ${shopId}`,
      );
      return { isFactorRequired: row?.is_factor_required ?? false };
    },
    saveSettings: (shopId, { isFactorRequired }, by) =>
      database.withShop(shopId, async (trx) => {
        await trx.run(sql`insert into access_setting (shop_id, is_factor_required)
          values (${shopId}, ${isFactorRequired})
          on conflict (shop_id) do update set is_factor_required = excluded.is_factor_required`);
        await writeAudit(trx, shopId, by, { action: "access-settings-changed", detail: { isFactorRequired } });
      }),
  };
}

type PeoplePart = Pick<AccessStore, "people" | "changeRole" | "setDisabled" | "rename" | "setPassword">;

function createPeoplePart(database: OpenDatabase): PeoplePart {
  return {
    async people(shopId) {
      const rows = await database.inShop<PersonRow>(
        shopId,
        sql`select a.shop_id, a.agent_id, a.email, a.name, a.role, a.created_at, a.disabled_at,
            f.confirmed_at is not null as has_factor,
            (select max(s.seen_at) from agent_session s where s.shop_id = a.shop_id and s.agent_id = a.agent_id) as seen_at
          from agent a left join agent_factor f on f.shop_id = a.shop_id and f.agent_id = a.agent_id
          where a.shop_id = ${shopId} order by lower(a.name), a.agent_id`,
      );
      return rows.map(readPerson);
    },
    changeRole: (shopId, { agentId, from, to }, by) =>
      database.withShop(shopId, async (trx) => {
        const owners = await lockOwners(trx, shopId);
        if (from === "owner" && to !== "owner" && isOnly(owners, agentId)) return "last-owner";
        const [changed] = await trx.run(sql`update agent set role = ${to}
          where shop_id = ${shopId} and agent_id = ${agentId} and role = ${from} returning agent_id`);
        if (changed === undefined) return "overtaken";
        await writeAudit(trx, shopId, by, { action: "person-role-changed", detail: { agentId, from, to } });
        return "changed";
      }),
    setDisabled: (shopId, { agentId, isDisabled }, by) =>
      database.withShop(shopId, async (trx) => {
        const owners = await lockOwners(trx, shopId);
        if (isDisabled && isOnly(owners, agentId)) return "last-owner";
        const [changed] = await trx.run(sql`update agent set disabled_at = ${isDisabled ? sql`now()` : null}
          where shop_id = ${shopId} and agent_id = ${agentId} and (disabled_at is null) = ${isDisabled}
          returning agent_id`);
        if (changed === undefined) return "overtaken";
        if (isDisabled) await shutOut(trx, shopId, agentId);
        const action = isDisabled ? "person-disabled" : "person-enabled";
        await writeAudit(trx, shopId, by, { action, detail: { agentId } });
        return "changed";
      }),
    rename: (shopId, agentId, name) =>
      database.withShop(shopId, async (trx) => {
        await trx.run(sql`update agent set name = ${name} where shop_id = ${shopId} and agent_id = ${agentId}`);
        await writeAudit(trx, shopId, agentId, { action: "person-renamed", detail: { agentId } });
      }),
    setPassword: (shopId, agentId, passwordHash, by) =>
      database.withShop(shopId, (trx) => writePassword(trx, shopId, { agentId, passwordHash, by })),
  };
}

/** In the order of their ids: two who change roles at once wait for one another instead of failing. */
function lockOwners(trx: ShopTransaction, shopId: ShopId): Promise<readonly { agent_id: string }[]> {
  return trx.run(sql`select agent_id from agent where shop_id = ${shopId} and role = 'owner' and disabled_at is null
    order by agent_id for update`);
}

function isOnly(owners: readonly { agent_id: string }[], agentId: AgentId): boolean {
  return owners.length === 1 && owners[0]?.agent_id === agentId;
}

async function shutOut(trx: ShopTransaction, shopId: ShopId, agentId: AgentId): Promise<void> {
  await trx.run(sql`delete from agent_session where shop_id = ${shopId} and agent_id = ${agentId}`);
  await trx.run(sql`update agent_desk set availability = 'away' where shop_id = ${shopId} and agent_id = ${agentId}`);
  await trx.run(sql`update access_link set revoked_at = now()
    where shop_id = ${shopId} and agent_id = ${agentId} and used_at is null and revoked_at is null`);
}

function readPerson(row: PersonRow): Person {
  return {
    shopId: row.shop_id as ShopId,
    agentId: row.agent_id as AgentId,
    email: row.email,
    name: row.name,
    role: row.role as AgentRole,
    isDisabled: row.disabled_at !== null,
    hasFactor: row.has_factor,
    addedAt: readInstant(row.created_at),
    seenAt: row.seen_at ? readInstant(row.seen_at) : null,
  };
}
