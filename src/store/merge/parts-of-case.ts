/** The conversations of a case in SQL: its own, and those of the tickets that were merged into it. */
import { type RawBuilder, sql } from "kysely";
import type { Holder } from "../../contracts/conversation.ts";
import type { ConversationChange } from "../../contracts/conversation-change.ts";
import type { ConversationId, ShopId, TicketId } from "../../contracts/ids.ts";
import type { CasePart } from "../../contracts/merge.ts";
import type { ChannelName } from "../../contracts/message.ts";
import type { HeldConversation } from "../held-conversation.ts";
import type { OpenDatabase } from "../open-database.ts";

/** Without repeats, in no order. */
export function selectParts(shopId: ShopId, ticketId: TicketId): RawBuilder<{ conversation_id: string }> {
  return sql<{ conversation_id: string }>`
    select conversation_id from ticket where shop_id = ${shopId} and ticket_id = ${ticketId}
    union select conversation_id from ticket where shop_id = ${shopId} and merged_into = ${ticketId}`;
}

export async function readParts(
  database: OpenDatabase,
  shopId: ShopId,
  ticketId: TicketId,
): Promise<readonly CasePart[]> {
  const rows = await database.inShop<{ conversation_id: string; channel: string }>(
    shopId,
    sql`select p.conversation_id, a.channel from (${selectParts(shopId, ticketId)}) p
      join ticket t on t.shop_id = ${shopId} and t.ticket_id = ${ticketId}
      join conversation c on c.shop_id = ${shopId} and c.conversation_id = p.conversation_id
      join channel_account a on a.shop_id = ${shopId} and a.account_id = c.account_id
      order by p.conversation_id <> t.conversation_id, c.created_at, p.conversation_id`,
  );
  return rows.map((row) => ({
    conversationId: row.conversation_id as ConversationId,
    channel: row.channel as ChannelName,
  }));
}

/** A part whose conversation has another case by now is that case's. */
export async function readVoice(
  database: OpenDatabase,
  shopId: ShopId,
  ticketId: TicketId,
): Promise<ConversationId | null> {
  const [row] = await database.inShop<{ conversation_id: string }>(
    shopId,
    sql`select p.conversation_id from (${selectParts(shopId, ticketId)}) p
      join ticket t on t.shop_id = ${shopId} and t.ticket_id = ${ticketId}
      join conversation c on c.shop_id = ${shopId} and c.conversation_id = p.conversation_id
      left join lateral (select at from message m where m.shop_id = ${shopId}
        and m.conversation_id = p.conversation_id and m.speaker = 'buyer' order by seq desc limit 1) said on true
      where c.conversation_id = t.conversation_id or c.holder_ticket_id = ${ticketId}
      order by said.at desc nulls last, c.conversation_id = t.conversation_id desc limit 1`,
  );
  return row ? (row.conversation_id as ConversationId) : null;
}

/**
 * Whoever holds a case holds all of its conversations: what changes hands in one does so in the others, by the rules
 * of `apply-change.ts`. Nothing for a case that is one conversation.
 */
export function moveParts(held: HeldConversation, change: ConversationChange): readonly RawBuilder<unknown>[] {
  const { holder, ticket } = change;
  if (!holder || !ticket) return [];
  const { shopId, conversationId } = held;
  const { ticketId } = ticket;
  // Back from the assistant, too: reopened, the case is that of all its conversations again.
  const mine = sql`c.holder_ticket_id = ${ticketId} or ${holder.kind !== "assistant"} and c.holder_kind = 'assistant'`;
  const parts = sql`select c.conversation_id from conversation c
    where c.shop_id = ${shopId} and c.conversation_id <> ${conversationId}
      and c.conversation_id in (${selectParts(shopId, ticketId)}) and (${mine})`;
  return giveTo(shopId, parts, { holder, forgets: change.forgetBefore === "now" });
}

/** The conversations are locked, and `which` selects their ids. */
export function giveTo(
  shopId: ShopId,
  which: RawBuilder<unknown>,
  { holder, forgets }: { readonly holder: Holder; readonly forgets: boolean },
): readonly RawBuilder<unknown>[] {
  return [
    sql`update outbox set state = 'cancelled', settled_at = now(), fault = 'holder-changed'
      where shop_id = ${shopId} and conversation_id in (${which})
        and (speaker = 'assistant' or cause ->> 'notice' like 'place-%') and state = 'queued'`,
    sql`update conversation set epoch = epoch + 1, holder_kind = ${holder.kind},
        holder_ticket_id = ${holder.kind === "assistant" ? null : holder.ticketId}::uuid,
        holder_agent_id = ${holder.kind === "agent" ? holder.agentId : null}::uuid, form = null,
        memory_from_seq = case when ${forgets} then next_seq else memory_from_seq end, lease_until = null,
        pending_due_at = case when pending_due_at is not null then now() end
      where shop_id = ${shopId} and conversation_id in (${which})`,
  ];
}
