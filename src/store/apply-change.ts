/** Writes one decision, all of it or nothing, under the conversation's row lock. The rule of who may speak lives here. */
import { sql } from "kysely";
import type { Holder } from "../contracts/conversation.ts";
import type { ChannelAccountId, ConversationId, ShopId, TurnId } from "../contracts/ids.ts";
import type { NewOutbound } from "../contracts/message.ts";
import type { AuditEntry, ChangeResult, ConversationChange } from "../contracts/stores.ts";
import { type NewTicket, TICKET_NUMBER_MARK } from "../contracts/ticket.ts";
import type { ShopTransaction } from "./open-database.ts";
import { readHolder } from "./read-rows.ts";

export interface LockedConversation {
  readonly shopId: ShopId;
  readonly conversationId: ConversationId;
  readonly accountId: ChannelAccountId;
  readonly holder: Holder;
  readonly epoch: number;
  readonly nextSeq: number;
  readonly leaseToken: string | null;
}

export async function lockConversation(
  trx: ShopTransaction,
  shopId: ShopId,
  conversationId: ConversationId,
): Promise<LockedConversation | null> {
  const { rows } = await sql<{
    account_id: string;
    holder_kind: string;
    holder_ticket_id: string | null;
    holder_agent_id: string | null;
    epoch: number;
    next_seq: number;
    lease_token: string | null;
  }>`
    select account_id, holder_kind, holder_ticket_id, holder_agent_id, epoch, next_seq, lease_token
    from conversation where shop_id = ${shopId} and conversation_id = ${conversationId} for update`.execute(trx);
  const row = rows[0];
  if (!row) return null;
  return {
    shopId,
    conversationId,
    accountId: row.account_id as ChannelAccountId,
    holder: readHolder(row),
    epoch: row.epoch,
    nextSeq: row.next_seq,
    leaseToken: row.lease_token,
  };
}

export function overtakenBy(locked: LockedConversation): ChangeResult {
  return { kind: "overtaken", holder: locked.holder, epoch: locked.epoch };
}

/** The caller holds the lock and has checked the epoch. */
export async function applyChange(
  trx: ShopTransaction,
  locked: LockedConversation,
  change: ConversationChange,
  turnId: TurnId | null,
): Promise<ChangeResult> {
  if (change.ticket && !(await moveTicket(trx, locked, change.ticket))) return overtakenBy(locked);
  const ticketNumber = change.openTicket ? await insertTicket(trx, locked, change.openTicket) : null;
  const epoch = change.holder ? locked.epoch + 1 : locked.epoch;
  if (change.holder) await silenceAssistant(trx, locked);
  const queued = await insertOutbound(trx, locked, { epoch, turnId, messages: numbered(change.queue, ticketNumber) });
  await updateConversation(trx, locked, { change, epoch, nextSeq: locked.nextSeq + queued });
  await insertAudit(trx, locked, change.audit);
  return { kind: "changed", epoch, ticketNumber };
}

function numbered(messages: readonly NewOutbound[], ticketNumber: number | null): readonly NewOutbound[] {
  if (ticketNumber === null) return messages;
  return messages.map((message) => ({
    ...message,
    text: message.text.replaceAll(TICKET_NUMBER_MARK, String(ticketNumber)),
  }));
}

async function moveTicket(
  trx: ShopTransaction,
  locked: LockedConversation,
  move: NonNullable<ConversationChange["ticket"]>,
): Promise<boolean> {
  const { rows } = await sql`
    update ticket set status = ${move.status}, agent_id = ${move.agentId},
      resolved_at = case when ${move.status} in ('resolved', 'closed') then coalesce(resolved_at, now()) end
    where shop_id = ${locked.shopId} and ticket_id = ${move.ticketId} and conversation_id = ${locked.conversationId}
      and status = any(${[...move.expectStatus]})
    returning ticket_id`.execute(trx);
  return rows.length === 1;
}

async function insertTicket(trx: ShopTransaction, locked: LockedConversation, ticket: NewTicket): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    with counter as (
      update shop set next_ticket_number = next_ticket_number + 1 where id = ${locked.shopId}
      returning next_ticket_number - 1 as number
    )
    insert into ticket (shop_id, ticket_id, number, conversation_id, status, reason, priority, note, language,
      opened_at, first_reply_due_at)
    select ${locked.shopId}, ${ticket.ticketId}, number, ${locked.conversationId}, 'waiting', ${ticket.reason},
      ${ticket.priority}, ${ticket.note}, ${ticket.language}, ${new Date(ticket.openedAt)},
      ${new Date(ticket.firstReplyDueAt)}
    from counter returning number`.execute(trx);
  const number = rows[0]?.number;
  if (number === undefined) throw new Error("The ticket was not written.");
  return number;
}

/** What the assistant has queued and not begun to send is never sent. */
async function silenceAssistant(trx: ShopTransaction, locked: LockedConversation): Promise<void> {
  await sql`
    update outbox set state = 'cancelled', settled_at = now(), fault = 'holder-changed'
    where shop_id = ${locked.shopId} and conversation_id = ${locked.conversationId}
      and speaker = 'assistant' and state = 'queued'`.execute(trx);
}

interface OutboundBatch {
  readonly epoch: number;
  readonly turnId: TurnId | null;
  readonly messages: readonly NewOutbound[];
}

/** Returns how many places in the conversation were taken; a cause that was queued before takes none. */
async function insertOutbound(trx: ShopTransaction, locked: LockedConversation, batch: OutboundBatch): Promise<number> {
  let taken = 0;
  for (const message of batch.messages) {
    const seq = locked.nextSeq + taken;
    const { rows } = await sql`
      with fresh as (
        select gen_random_uuid() as id where not exists (
          select 1 from outbox where shop_id = ${locked.shopId} and outbound_id = ${message.outboundId})
      ), said as (
        insert into message (shop_id, message_id, conversation_id, seq, speaker, agent_id, text, language, choices,
          sources, turn_id)
        select ${locked.shopId}, id, ${locked.conversationId}, ${seq}, ${message.speaker}, ${message.agentId}::uuid,
          ${message.text}, ${message.language}, ${JSON.stringify(message.choices)}, ${JSON.stringify(message.sources)},
          ${batch.turnId}::uuid
        from fresh returning message_id
      )
      insert into outbox (shop_id, outbound_id, conversation_id, account_id, message_id, seq, speaker, epoch, cause)
      select ${locked.shopId}, ${message.outboundId}, ${locked.conversationId}, ${locked.accountId}, message_id, ${seq},
        ${message.speaker}, ${batch.epoch}, ${JSON.stringify(message.cause)}
      from said returning outbound_id`.execute(trx);
    taken += rows.length;
  }
  return taken;
}

async function updateConversation(
  trx: ShopTransaction,
  locked: LockedConversation,
  next: { readonly change: ConversationChange; readonly epoch: number; readonly nextSeq: number },
): Promise<void> {
  const { change } = next;
  const holder = change.holder ?? locked.holder;
  await sql`
    update conversation set epoch = ${next.epoch}, next_seq = ${next.nextSeq},
      holder_kind = ${holder.kind},
      holder_ticket_id = ${holder.kind === "assistant" ? null : holder.ticketId}::uuid,
      holder_agent_id = ${holder.kind === "agent" ? holder.agentId : null}::uuid,
      language = coalesce(${change.language?.language ?? null}, language),
      is_language_chosen = coalesce(${change.language?.isChosen ?? null}, is_language_chosen),
      clarify_count = coalesce(${change.clarifyCount ?? null}, clarify_count),
      memory_from_seq = case when ${change.forgetBefore === "now"} then ${next.nextSeq} else memory_from_seq end
    where shop_id = ${locked.shopId} and conversation_id = ${locked.conversationId}`.execute(trx);
  const hasAgentSpoken = change.queue.some((message) => message.speaker === "agent");
  if (hasAgentSpoken) {
    await sql`
      update ticket set first_replied_at = now() where shop_id = ${locked.shopId}
        and conversation_id = ${locked.conversationId} and first_replied_at is null
        and status not in ('resolved', 'closed')`.execute(trx);
  }
}

async function insertAudit(
  trx: ShopTransaction,
  locked: LockedConversation,
  entries: readonly AuditEntry[],
): Promise<void> {
  for (const entry of entries) {
    await trx
      .insertInto("audit")
      .values({
        shop_id: locked.shopId,
        actor_kind: entry.actor.kind,
        agent_id: entry.actor.kind === "agent" ? entry.actor.agentId : null,
        conversation_id: locked.conversationId,
        action: entry.action,
        detail: JSON.stringify(entry.detail),
      })
      .execute();
  }
}
