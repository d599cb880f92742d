/** One line of the audit log about knowledge, in the transaction of what it tells of. */
import { sql } from "kysely";
import type { ShopId } from "../../contracts/ids.ts";
import type { Author } from "../../contracts/knowledge-base.ts";
import type { AuditEntry } from "../../contracts/stores.ts";
import type { ShopTransaction } from "../open-database.ts";

export async function writeAudit(
  trx: ShopTransaction,
  shopId: ShopId,
  by: Author,
  { action, detail }: Pick<AuditEntry, "action" | "detail">,
): Promise<void> {
  await trx.run(sql`
    insert into audit (shop_id, actor_kind, agent_id, action, detail)
    values (${shopId}, ${by === null ? "system" : "agent"}, ${by}::uuid, ${action}, ${JSON.stringify(detail)})`);
}
