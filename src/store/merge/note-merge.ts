/** What was merged, or parted again, in the audit log: one row for the case that goes on and one for each of the others. */
import { type RawBuilder, sql } from "kysely";
import type { AgentId, ConversationId, ShopId } from "../../contracts/ids.ts";
import type { MergedTicket, MergeId } from "../../contracts/merge.ts";

interface Noted {
  readonly survivor: { readonly number: number; readonly conversationId: ConversationId };
  readonly tickets: readonly Pick<MergedTicket, "number" | "conversationId">[];
  readonly mergeId: MergeId;
  readonly by: AgentId;
  readonly via?: string | undefined;
}

export function noteMerge(
  shopId: ShopId,
  { survivor, tickets, mergeId, by, via }: Noted,
  what: "merge" | "unmerge",
): readonly RawBuilder<unknown>[] {
  const key = via === undefined ? {} : { apiKey: via };
  const numbers = tickets.map(({ number }) => number).join(", ");
  const note = (conversationId: ConversationId, action: string, detail: object) => sql`
    insert into audit (shop_id, actor_kind, agent_id, conversation_id, action, detail)
    values (${shopId}, 'agent', ${by}, ${conversationId}, ${action}, ${JSON.stringify({ ...detail, mergeId, ...key })})`;
  return [
    note(survivor.conversationId, `ticket-${what}`, { ticket: survivor.number, tickets: numbers }),
    ...tickets.map(({ number, conversationId }) =>
      note(conversationId, `ticket-${what}d`, { ticket: number, into: survivor.number }),
    ),
  ];
}
