/** What a person, or nobody, did to the shop's own things, in the audit log. */
import type { ShopId } from "../../contracts/ids.ts";
import type { Author } from "../../contracts/knowledge-base.ts";
import type { AuditEntry } from "../../contracts/stores.ts";
import type { ShopTransaction } from "../open-database.ts";
import { insertAudit } from "../rows/insert-audit.ts";

export async function writeAudit(
  trx: ShopTransaction,
  shopId: ShopId,
  by: Author,
  entry: Pick<AuditEntry, "action" | "detail">,
): Promise<void> {
  const actor = by === null ? ({ kind: "system" } as const) : ({ kind: "agent", agentId: by } as const);
  await trx.run(insertAudit(shopId, { ...entry, actor }));
}
