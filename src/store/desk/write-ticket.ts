/** What a decision changes about tickets and their timers. The caller holds the conversation's row. */
import { type RawBuilder, sql } from "kysely";
import type { Holder } from "../../contracts/conversation.ts";
import type { AgentId, Instant, ShopId, TicketId } from "../../contracts/ids.ts";
import type { ConversationChange } from "../../contracts/stores.ts";
import type { NewTicket, TimerChange } from "../../contracts/ticket.ts";
import type { HeldConversation } from "../held-conversation.ts";
import type { ShopTransaction } from "../open-database.ts";
import { writeScore } from "./write-scores.ts";

/** False when the ticket is not in one of the expected statuses any more. */
export async function moveTicket(
  trx: ShopTransaction,
  locked: HeldConversation,
  move: NonNullable<ConversationChange["ticket"]>,
): Promise<boolean> {
  const rows = await trx.run(sql`
    update ticket set status = ${move.status}, agent_id = ${move.agentId},
      priority = coalesce(${move.priority ?? null}::text, priority),
      snoozed_until = ${move.snoozedUntil === undefined ? null : new Date(move.snoozedUntil)},
      ${move.promisedUntil === undefined ? sql`` : promiseAnew(move.promisedUntil)}
      sorted_at = case when status = 'resolved' and ${move.status} = 'waiting' then now() else sorted_at end,
      resolved_at = case when ${move.status} in ('resolved', 'closed') then coalesce(resolved_at, now()) end
    where shop_id = ${locked.shopId} and ticket_id = ${move.ticketId}
      and (conversation_id = ${locked.conversationId} or ticket_id = ${ticketOf(locked.holder)}::uuid)
      and status = any(${[...move.expectStatus]})
    returning ticket_id`);
  return rows.length === 1;
}

function promiseAnew(until: Instant): RawBuilder<unknown> {
  return sql`first_reply_due_at = ${new Date(until)}, first_replied_at = null, warned_at = null, breached_at = null,
      reopened_at = now(),`;
}

/** The case that a conversation belongs to now; its own, or the one that it was merged into. */
function ticketOf(holder: Holder): TicketId | null {
  return holder.kind === "assistant" ? null : holder.ticketId;
}

/** The agent's row is locked, so that two tickets at once cannot both find the last free place. */
export async function hasRoom(
  trx: ShopTransaction,
  shopId: ShopId,
  { agentId, atMost }: { readonly agentId: AgentId; readonly atMost: number },
): Promise<boolean> {
  await trx.run(sql`select 1 from agent_desk where shop_id = ${shopId} and agent_id = ${agentId} for update`);
  const [row] = await trx.run(sql<{ held: number }>`
    select count(*)::int as held from ticket
    where shop_id = ${shopId} and agent_id = ${agentId} and status = 'held'`);
  return (row?.held ?? 0) < atMost;
}

/** Opened by somebody who has the conversation already, it waits for nobody else. */
export async function insertTicket(
  trx: ShopTransaction,
  locked: HeldConversation,
  ticket: NewTicket,
  holder: Holder,
): Promise<number> {
  const agentId = holder.kind === "agent" ? holder.agentId : null;
  const rows = await trx.run(sql<{ number: number }>`
    with counter as (
      update shop set next_ticket_number = next_ticket_number + 1 where id = ${locked.shopId}
      returning next_ticket_number - 1 as number
    )
    insert into ticket (shop_id, ticket_id, number, conversation_id, status, agent_id, reason, priority, note, language,
      opened_at, first_reply_due_at, category, tags)
    select ${locked.shopId}, ${ticket.ticketId}, number, ${locked.conversationId},
      ${agentId === null ? "waiting" : "held"}, ${agentId}::uuid, ${ticket.reason},
      ${ticket.priority}, ${ticket.note}, ${ticket.language}, ${new Date(ticket.openedAt)},
      ${new Date(ticket.firstReplyDueAt)}, ${ticket.category ?? "other"}, ${[...(ticket.tags ?? [])]}
    from counter returning number`);
  const number = rows[0]?.number;
  if (number === undefined) throw new Error("The ticket was not written.");
  return number;
}

/** What follows a decision: none of it waits for another's result. */
export function writeTicketChange(held: HeldConversation, change: ConversationChange): readonly RawBuilder<unknown>[] {
  return [
    ...(change.queue.some((message) => message.speaker === "agent")
      ? noteFirstReply(held.shopId, change.ticket?.ticketId ?? ticketOf(held.holder))
      : []),
    ...(change.wakesTicket ? wakeTicket(held) : []),
    ...(change.placeToldBefore === undefined ? [] : [askPlace(held, change.placeToldBefore)]),
    ...(change.tellsPlaceOf ? [notePlaceTold(held, change.tellsPlaceOf)] : []),
    ...(change.scores ?? []).flatMap((score) => writeScore(held, score)),
    ...(change.timers ?? []).map((timer) => setTimer(held.shopId, timer)),
  ];
}

function noteFirstReply(shopId: ShopId, ticketId: TicketId | null): readonly RawBuilder<unknown>[] {
  return [
    sql`update ticket set first_replied_at = now() where shop_id = ${shopId}
      and ticket_id = ${ticketId}::uuid and first_replied_at is null and status not in ('resolved', 'closed')`,
    // The promise is kept, or broken for good: nothing is left to warn of.
    sql`delete from ticket_timer where shop_id = ${shopId} and ticket_id = ${ticketId}::uuid
      and kind in ('warn', 'breach', 'tell-place')`,
  ];
}

function wakeTicket({ shopId, holder }: HeldConversation): readonly RawBuilder<unknown>[] {
  return [
    sql`with woken as (
        update ticket set status = case when agent_id is null then 'waiting' else 'held' end, snoozed_until = null
        where shop_id = ${shopId} and ticket_id = ${ticketOf(holder)}::uuid and status in ('pending-buyer', 'snoozed')
        returning ticket_id
      )
      delete from ticket_timer t using woken
      where t.shop_id = ${shopId} and t.ticket_id = woken.ticket_id and t.kind in ('wake', 'close')`,
  ];
}

/** One whose first telling is still to come, or who is never told, has no moment to compare. */
function askPlace({ shopId, holder }: HeldConversation, toldBefore: Instant): RawBuilder<unknown> {
  return sql`
    insert into ticket_timer (shop_id, ticket_id, kind, due_at)
    select shop_id, ticket_id, 'tell-place', now() from ticket where shop_id = ${shopId}
      and ticket_id = ${ticketOf(holder)}::uuid and status = 'waiting' and place_told_at < ${new Date(toldBefore)}
    on conflict do nothing`;
}

function notePlaceTold({ shopId }: HeldConversation, ticketId: TicketId): RawBuilder<unknown> {
  return sql`
    update ticket set place_told_at = now() where shop_id = ${shopId} and ticket_id = ${ticketId}`;
}

/** False when somebody has told them, or changed the words, meanwhile. */
export async function claimTelling(
  trx: ShopTransaction,
  shopId: ShopId,
  { incidentId, ticketId, told, textsVersion }: NonNullable<ConversationChange["incident"]>,
): Promise<boolean> {
  const name = told === "opening" ? "opening_told_at" : "closing_told_at";
  const column = sql.ref(`i.${name}`);
  const rows = await trx.run(sql`
    update incident_ticket i set ${sql.ref(name)} = now() from incident n
    where i.shop_id = ${shopId} and i.incident_id = ${incidentId} and i.ticket_id = ${ticketId} and ${column} is null
      and n.shop_id = i.shop_id and n.incident_id = i.incident_id and n.texts_version = ${textsVersion}
    returning i.ticket_id`);
  return rows.length === 1;
}

export function setTimer(shopId: ShopId, { ticketId, kind, dueAt }: TimerChange): RawBuilder<unknown> {
  if (dueAt === null) {
    return sql`delete from ticket_timer where shop_id = ${shopId} and ticket_id = ${ticketId} and kind = ${kind}`;
  }
  return sql`
    insert into ticket_timer (shop_id, ticket_id, kind, due_at)
    values (${shopId}, ${ticketId}, ${kind}, ${new Date(dueAt)})
    on conflict (shop_id, ticket_id, kind) do update set due_at = excluded.due_at`;
}
