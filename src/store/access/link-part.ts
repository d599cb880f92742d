/** Links that invite somebody or reset a password: each works once, whoever comes first. */
import { type Selectable, sql } from "kysely";
import type { AccessLink, AccessLinkId, AccessStore } from "../../contracts/access.ts";
import type { AgentRole } from "../../contracts/agent.ts";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { readInstant } from "../read-rows.ts";
import type { Database } from "../schema.ts";
import { writePassword } from "./write-password.ts";

type LinkRow = Selectable<Database["access_link"]>;

type LinkPart = Pick<AccessStore, "links" | "addLink" | "revokeLink" | "findLink" | "acceptInvitation" | "acceptReset">;

export function createLinkPart(database: OpenDatabase): LinkPart {
  return {
    async links(shopId) {
      const rows = await database.inShop<LinkRow>(
        shopId,
        sql`select * from access_link where shop_id = ${shopId} and used_at is null and revoked_at is null
          order by made_at desc, link_id`,
      );
      return rows.map(readLink);
    },
    addLink: (shopId, link, tokenHash) =>
      database.withShop(shopId, async (trx) => {
        const { linkId, kind, email, role, agentId, madeBy, expiresAt } = link;
        await trx.run(sql`update access_link set revoked_at = now() where shop_id = ${shopId} and kind = ${kind}
          and lower(email) = lower(${email}) and used_at is null and revoked_at is null`);
        await trx.run(sql`insert into access_link
            (shop_id, link_id, kind, token_hash, email, role, agent_id, made_by, expires_at)
          values (${shopId}, ${linkId}, ${kind}, ${tokenHash}, ${email}, ${role}, ${agentId}, ${madeBy},
            ${new Date(expiresAt)})`);
        await writeAudit(trx, shopId, madeBy, { action: `${kind}-made`, detail: { linkId, role, agentId } });
      }),
    revokeLink: (shopId, linkId, by) =>
      database.withShop(shopId, async (trx) => {
        const [revoked] = await trx.run<{ kind: string }>(sql`update access_link set revoked_at = now()
          where shop_id = ${shopId} and link_id = ${linkId} and used_at is null and revoked_at is null
          returning kind`);
        if (revoked === undefined) return false;
        await writeAudit(trx, shopId, by, { action: `${revoked.kind}-revoked`, detail: { linkId } });
        return true;
      }),
    async findLink(shopId, tokenHash) {
      const [row] = await database.inShop<LinkRow>(
        shopId,
        sql`select * from access_link where shop_id = ${shopId} and token_hash = ${tokenHash}
          and used_at is null and revoked_at is null`,
      );
      return row ? readLink(row) : null;
    },
    acceptInvitation: (shopId, linkId, { agentId, email, name, role }, passwordHash) =>
      database.withShop(shopId, async (trx) => {
        if (!(await spend(trx, shopId, linkId))) return false;
        const [added] = await trx.run(sql`insert into agent (shop_id, agent_id, email, name, role, password_hash)
          values (${shopId}, ${agentId}, ${email}, ${name}, ${role}, ${passwordHash})
          on conflict do nothing returning agent_id`);
        if (added === undefined) return false;
        await writeAudit(trx, shopId, agentId, { action: "invitation-accepted", detail: { linkId, agentId, role } });
        return true;
      }),
    acceptReset: (shopId, linkId, agentId, passwordHash) =>
      database.withShop(shopId, async (trx) => {
        if (!(await spend(trx, shopId, linkId))) return false;
        await writePassword(trx, shopId, { agentId, passwordHash, by: agentId });
        return true;
      }),
  };
}

/** The row lock makes the second of two who come at once see it used. An e-mail that is taken spends it, too. */
async function spend(trx: ShopTransaction, shopId: ShopId, linkId: AccessLinkId): Promise<boolean> {
  const rows = await trx.run(sql`update access_link set used_at = now()
    where shop_id = ${shopId} and link_id = ${linkId} and used_at is null and revoked_at is null returning link_id`);
  return rows.length === 1;
}

function readLink(row: LinkRow): AccessLink {
  return {
    linkId: row.link_id as AccessLinkId,
    kind: row.kind as AccessLink["kind"],
    email: row.email,
    role: row.role as AgentRole,
    agentId: row.agent_id as AgentId | null,
    madeBy: row.made_by as AgentId | null,
    madeAt: readInstant(row.made_at),
    expiresAt: readInstant(row.expires_at),
  };
}
