/** A password that is new is the only way in: sessions end, links that would reset it are void, the audit log has a row. */
import { sql } from "kysely";
import type { AccessAuthor } from "../../contracts/access.ts";
import type { AgentId, ShopId } from "../../contracts/ids.ts";
import { writeAudit } from "../knowledge/write-audit.ts";
import type { ShopTransaction } from "../open-database.ts";

export async function writePassword(
  trx: ShopTransaction,
  shopId: ShopId,
  change: { readonly agentId: AgentId; readonly passwordHash: string; readonly by: AccessAuthor },
): Promise<void> {
  const { agentId, passwordHash, by } = change;
  await trx.run(sql`update agent set password_hash = ${passwordHash}
    where shop_id = ${shopId} and agent_id = ${agentId}`);
  await trx.run(sql`delete from agent_session where shop_id = ${shopId} and agent_id = ${agentId}`);
  await trx.run(sql`update access_link set revoked_at = now()
    where shop_id = ${shopId} and agent_id = ${agentId} and used_at is null and revoked_at is null`);
  await writeAudit(trx, shopId, by, { action: "password-changed", detail: { agentId } });
}
