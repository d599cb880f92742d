/** One line of the audit log; it belongs into the transaction of what it tells of. */
import { type RawBuilder, sql } from "kysely";
import type { AuditEntry } from "../../contracts/conversation-change.ts";
import type { ConversationId, ShopId } from "../../contracts/ids.ts";

export function insertAudit(
  shopId: ShopId,
  { actor, action, detail }: AuditEntry,
  conversationId: ConversationId | null = null,
): RawBuilder<unknown> {
  const agentId = actor.kind === "agent" ? actor.agentId : null;
  return sql`
    insert into audit (shop_id, actor_kind, agent_id, conversation_id, action, detail)
    values (${shopId}, ${actor.kind}, ${agentId}, ${conversationId}, ${action}, ${JSON.stringify(detail)})`;
}
