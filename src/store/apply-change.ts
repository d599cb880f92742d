/** Writes one decision, all of it or nothing, under the conversation's row lock. The rule of who may speak lives here. */
import { type RawBuilder, sql } from "kysely";
import type { ChannelAccountId, ConversationId, ShopId, TicketId, TurnId } from "../contracts/ids.ts";
import type { RatingChoice } from "../contracts/knowledge-feedback.ts";
import type { KeptPart, NewOutbound } from "../contracts/message.ts";
import type { ChangeResult, ConversationChange } from "../contracts/stores.ts";
import type { OwnWords } from "../contracts/translation.ts";
import { TICKET_NUMBER_MARK } from "../contracts/ticket.ts";
import { claimTelling, hasRoom, insertTicket, moveTicket, writeTicketChange } from "./desk/write-ticket.ts";
import type { HeldConversation, LockedConversation } from "./held-conversation.ts";
import { moveParts, selectParts } from "./merge/parts-of-case.ts";
import type { ShopTransaction } from "./open-database.ts";
import { readHolder } from "./read-rows.ts";
import { insertAudit } from "./rows/insert-audit.ts";
import { writeToolChange } from "./tools/write-tool-change.ts";

/** With a ticket, all conversations of its case are locked, in one order: whoever holds one of them holds the others. */
export async function lockConversation(
  trx: ShopTransaction,
  shopId: ShopId,
  conversationId: ConversationId,
  ticketId?: TicketId,
): Promise<LockedConversation | null> {
  const which = ticketId
    ? sql`in (select ${conversationId}::uuid union ${selectParts(shopId, ticketId)})`
    : sql`= ${conversationId}`;
  const rows = await trx.run(sql<{
    conversation_id: string;
    account_id: string;
    holder_kind: string;
    holder_ticket_id: string | null;
    holder_agent_id: string | null;
    epoch: number;
    lease_token: string | null;
    pending_count: number;
  }>`
    select conversation_id, account_id, holder_kind, holder_ticket_id, holder_agent_id, epoch, lease_token,
      pending_count
    from conversation where shop_id = ${shopId} and conversation_id ${which}
    order by conversation_id for update`);
  const row = rows.find((each) => each.conversation_id === conversationId);
  if (!row) return null;
  return {
    shopId,
    conversationId,
    accountId: row.account_id as ChannelAccountId,
    holder: readHolder(row),
    epoch: row.epoch,
    leaseToken: row.lease_token,
    pendingCount: row.pending_count,
  };
}

export function overtakenBy(locked: LockedConversation): ChangeResult {
  return { kind: "overtaken", holder: locked.holder, epoch: locked.epoch };
}

/** A turn that is settled by the change, and what is written in the same packet. */
export interface ChangeContext {
  readonly turnId: TurnId;
  readonly alongside: RawBuilder<unknown>;
}

/** The caller holds the lock and has checked the epoch. Ends the transaction. */
export async function applyChange(
  trx: ShopTransaction,
  locked: LockedConversation,
  change: ConversationChange,
  context: ChangeContext | null = null,
): Promise<ChangeResult> {
  if (change.seen && (await isUnseen(trx, locked.shopId, change.seen))) return { kind: "unseen" };
  if (change.incident && !(await claimTelling(trx, locked.shopId, change.incident))) return overtakenBy(locked);
  if (change.capacity && !(await hasRoom(trx, locked.shopId, change.capacity))) return overtakenBy(locked);
  if (change.ticket && !(await moveTicket(trx, locked, change.ticket))) return overtakenBy(locked);
  const ticketNumber = change.openTicket
    ? await insertTicket(trx, locked, change.openTicket, change.holder ?? locked.holder)
    : null;
  const messages = numbered(await dropRepeated(trx, locked, change.queue), ticketNumber);
  await trx.runLast([
    ...writeChange(locked, { ...change, queue: messages }, context?.turnId ?? null),
    ...(context ? [context.alongside] : []),
  ]);
  return { kind: "changed", epoch: epochAfter(locked, change), ticketNumber };
}

async function isUnseen(
  trx: ShopTransaction,
  shopId: ShopId,
  seen: NonNullable<ConversationChange["seen"]>,
): Promise<boolean> {
  const rows = await trx.run(sql`
    select 1 from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as s ("conversationId" uuid, seq bigint)
    where exists (select 1 from message m where m.shop_id = ${shopId} and m.conversation_id = s."conversationId"
      and m.seq > s.seq and m.speaker = 'buyer') limit 1`);
  return rows.length > 0;
}

/** A different holder, and only that, moves the epoch. */
export function epochAfter(held: HeldConversation, change: ConversationChange): number {
  return change.holder ? held.epoch + 1 : held.epoch;
}

/** The statements of a decision, for a conversation whose row is locked. None of them waits for another's result. */
export function writeChange(
  held: HeldConversation,
  change: ConversationChange,
  turnId: TurnId | null,
): readonly RawBuilder<unknown>[] {
  const epoch = epochAfter(held, change);
  return [
    ...(change.holder ? [silenceAssistant(held)] : []),
    ...change.queue.map((message, offset) => insertOutbound(held, message, { epoch, offset, turnId })),
    updateConversation(held, change, epoch),
    ...writeToolChange(held, change),
    ...(change.rates ?? []).map((rating) => writeRating(held, rating)),
    ...writeTicketChange(held, change),
    ...moveParts(held, change),
    ...change.audit.map((entry) => insertAudit(held.shopId, entry, held.conversationId)),
  ];
}

/** A cause that was queued before takes no place. Only an agent's draft can come twice: a turn is settled once. */
async function dropRepeated(
  trx: ShopTransaction,
  locked: LockedConversation,
  messages: readonly NewOutbound[],
): Promise<readonly NewOutbound[]> {
  const mayRepeat = messages.filter((message) => message.cause.kind === "agent").map((message) => message.outboundId);
  if (mayRepeat.length === 0) return messages;
  const rows = await trx.run(sql<{ outbound_id: string }>`
    select outbound_id from outbox where shop_id = ${locked.shopId} and outbound_id = any(${mayRepeat})`);
  const known = new Set(rows.map((row) => row.outbound_id));
  return messages.filter((message) => !known.has(message.outboundId));
}

function numbered(messages: readonly NewOutbound[], ticketNumber: number | null): readonly NewOutbound[] {
  if (ticketNumber === null) return messages;
  return messages.map((message) => ({
    ...message,
    text: message.text.replaceAll(TICKET_NUMBER_MARK, String(ticketNumber)),
  }));
}

/** What the assistant has queued and not begun to send is never sent; nor a place in a queue that is left. */
function silenceAssistant(locked: HeldConversation): RawBuilder<unknown> {
  return sql`
    update outbox set state = 'cancelled', settled_at = now(), fault = 'holder-changed'
    where shop_id = ${locked.shopId} and conversation_id = ${locked.conversationId}
      and (speaker = 'assistant' or cause ->> 'notice' like 'place-%') and state = 'queued'`;
}

/** `offset` counts from the conversation's next free place, which the statement reads under the lock. */
function insertOutbound(
  locked: HeldConversation,
  message: NewOutbound,
  place: { readonly epoch: number; readonly offset: number; readonly turnId: TurnId | null },
): RawBuilder<unknown> {
  if (message.files && message.files.length > 0) return insertWithFiles(locked, message, message.files, place);
  return sql`
    with said as (
      insert into message (shop_id, message_id, conversation_id, seq, speaker, agent_id, text, language, choices,
        sources, turn_id)
      select shop_id, gen_random_uuid(), conversation_id, next_seq + ${place.offset}::int, ${message.speaker},
        ${message.agentId}::uuid, ${message.text}, ${message.language}, ${JSON.stringify(message.choices)},
        ${JSON.stringify(message.sources)}, ${place.turnId}::uuid
      from conversation where shop_id = ${locked.shopId} and conversation_id = ${locked.conversationId}
      returning message_id, seq
    )${message.ownWords ? keepOwnWords(locked.shopId, message.ownWords) : sql``}
    insert into outbox (shop_id, outbound_id, conversation_id, account_id, message_id, seq, speaker, epoch, cause)
    select ${locked.shopId}, ${message.outboundId}, ${locked.conversationId}, ${locked.accountId}, message_id, seq,
      ${message.speaker}, ${place.epoch}, ${JSON.stringify(message.cause)}
    from said`;
}

/** Their bytes are kept already; from here on the message keeps them. A longer lease: see `attempt-send.ts`. */
const FILES_EXTRA_MS = 60_000;

function insertWithFiles(
  { shopId, conversationId, accountId }: HeldConversation,
  message: NewOutbound,
  files: readonly KeptPart[],
  place: { readonly epoch: number; readonly offset: number; readonly turnId: TurnId | null },
): RawBuilder<unknown> {
  return sql`
    with said as (
      insert into message (shop_id, message_id, conversation_id, seq, speaker, agent_id, text, language, parts, turn_id)
      select shop_id, gen_random_uuid(), conversation_id, next_seq + ${place.offset}::int, ${message.speaker},
        ${message.agentId}::uuid, ${message.text}, ${message.language}, ${JSON.stringify(files)}, ${place.turnId}::uuid
      from conversation where shop_id = ${shopId} and conversation_id = ${conversationId}
      returning message_id, seq
    ), carried as (
      insert into message_file (shop_id, message_id, position, sha256, name)
      select ${shopId}::uuid, message_id, (file.nth - 1)::int, file.part ->> 'sha256', file.part ->> 'name'
      from said, jsonb_array_elements(${JSON.stringify(files)}::jsonb) with ordinality as file (part, nth)
    )${message.ownWords ? keepOwnWords(shopId, message.ownWords) : sql``}
    insert into outbox (shop_id, outbound_id, conversation_id, account_id, message_id, seq, speaker, epoch, cause,
      extra_ms)
    select ${shopId}, ${message.outboundId}, ${conversationId}, ${accountId}, message_id, seq,
      ${message.speaker}, ${place.epoch}, ${JSON.stringify(message.cause)}, ${FILES_EXTRA_MS}
    from said`;
}

/** With the message or not at all; `said` is the row that was just written. */
function keepOwnWords(shopId: ShopId, { language, text }: OwnWords): RawBuilder<unknown> {
  return sql`, beside as (
      insert into own_words (shop_id, message_id, language, text)
      select ${shopId}::uuid, message_id, ${language}, ${text} from said)`;
}

function updateConversation(locked: HeldConversation, change: ConversationChange, epoch: number): RawBuilder<unknown> {
  const holder = change.holder ?? locked.holder;
  const count = change.queue.length;
  // People ask for what they need themselves.
  const closesForm = change.form === null || change.holder !== undefined;
  return sql`
    update conversation set epoch = ${epoch}, next_seq = next_seq + ${count}::int,
      holder_kind = ${holder.kind},
      holder_ticket_id = ${holder.kind === "assistant" ? null : holder.ticketId}::uuid,
      holder_agent_id = ${holder.kind === "agent" ? holder.agentId : null}::uuid,
      language = coalesce(${change.language?.language ?? null}, language),
      is_language_chosen = coalesce(${change.language?.isChosen ?? null}, is_language_chosen),
      clarify_count = coalesce(${change.clarifyCount ?? null}, clarify_count),
      form = case when ${closesForm} then null else coalesce(${change.form ? JSON.stringify(change.form) : null}::jsonb, form)
        end,
      memory_from_seq = case when ${change.forgetBefore === "now"} then next_seq + ${count}::int
        else memory_from_seq end,
      -- The token stays: whoever held the lease is refused by the epoch, and what is pending is the new holder's now.
      lease_until = case when ${change.holder !== undefined} then null else lease_until end,
      pending_due_at = case when ${change.holder !== undefined} and pending_due_at is not null then now()
        else pending_due_at end
    where shop_id = ${locked.shopId} and conversation_id = ${locked.conversationId}`;
}

/** Only an answer of this conversation: a forged or foreign id finds no row. */
function writeRating(locked: HeldConversation, { outboundId, rating }: RatingChoice): RawBuilder<unknown> {
  return sql`
    insert into answer_rating (shop_id, outbound_id, conversation_id, rating)
    select shop_id, outbound_id, conversation_id, ${rating} from outbox
    where shop_id = ${locked.shopId} and outbound_id = ${outboundId}::uuid
      and conversation_id = ${locked.conversationId} and cause ->> 'kind' = 'answer'
    on conflict (shop_id, outbound_id) do update set rating = excluded.rating, rated_at = now()`;
}
