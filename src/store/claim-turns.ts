/** Takes conversations with unsettled messages, under a lease by the database's clock, and counts the attempt first. */
import { type Selectable, sql } from "kysely";
import type { PendingMessage, TurnClaim } from "../contracts/conversation.ts";
import type { ChannelAccountId, Instant, MessageId, ShopId, TurnId } from "../contracts/ids.ts";
import type { Part } from "../contracts/message.ts";
import type { ShopTransaction } from "./open-database.ts";
import { readConversation, readInstant } from "./read-rows.ts";
import { readTimeline } from "./read-timeline.ts";
import type { Database } from "./schema.ts";

/** Enough for a conversation's memory; older lines are in the console. */
const RECENT_MESSAGES = 12;

type LeasedRow = Selectable<Database["conversation"]> & { readonly turn_id: string; readonly claimed_at: Date };

interface PendingRow {
  readonly conversation_id: string;
  readonly message_id: string;
  readonly external_id: string;
  readonly seq: number;
  readonly attempts: number;
  readonly sender_key: string;
  readonly sender_name: string | null;
  readonly locale: string | null;
  readonly sent_at: Date;
  readonly parts: unknown;
}

export interface TurnClaimOptions {
  readonly shopId: ShopId;
  readonly limit: number;
  readonly leaseMs: number;
  /** Only conversations of this account; all when absent. */
  readonly accountId?: ChannelAccountId;
}

export async function claimTurns(trx: ShopTransaction, claim: TurnClaimOptions): Promise<readonly TurnClaim[]> {
  const leased = await leaseDue(trx, claim);
  if (leased.length === 0) return [];
  const pending = await countAttempts(
    trx,
    claim.shopId,
    leased.map((row) => row.conversation_id),
  );
  const turns: TurnClaim[] = [];
  for (const row of leased) {
    const [first, ...rest] = pending
      .filter((each) => each.conversation_id === row.conversation_id)
      .map((each) => readPending(each, row.thread_key));
    if (!first) {
      await forgetPending(trx, row);
      continue;
    }
    turns.push({
      turnId: row.turn_id as TurnId,
      conversation: readConversation(row),
      pending: [first, ...rest],
      attempt: Math.max(first.attempt, ...rest.map((each) => each.attempt)),
      leaseToken: row.lease_token ?? "",
      recent: await recentOf(trx, row, [first, ...rest]),
      claimedAt: readInstant(row.claimed_at),
    });
  }
  return turns;
}

async function leaseDue(trx: ShopTransaction, claim: TurnClaimOptions): Promise<readonly LeasedRow[]> {
  const { rows } = await sql<LeasedRow>`
    with due as (
      select conversation_id from conversation
      where shop_id = ${claim.shopId} and pending_due_at <= now() and (lease_until is null or lease_until < now())
        and (${claim.accountId ?? null}::uuid is null or account_id = ${claim.accountId ?? null}::uuid)
      order by pending_due_at limit ${claim.limit} for update skip locked
    )
    update conversation c set lease_token = gen_random_uuid(),
      lease_until = now() + make_interval(secs => ${claim.leaseMs / 1000})
    from due where c.shop_id = ${claim.shopId} and c.conversation_id = due.conversation_id
    returning c.*, gen_random_uuid() as turn_id, clock_timestamp() as claimed_at`.execute(trx);
  return rows;
}

/** Counted before the work: a message that kills its worker is counted too. */
async function countAttempts(
  trx: ShopTransaction,
  shopId: ShopId,
  conversationIds: readonly string[],
): Promise<readonly PendingRow[]> {
  const { rows } = await sql<PendingRow>`
    with taken as (
      update inbox set attempts = attempts + 1
      where shop_id = ${shopId} and conversation_id = any(${[...conversationIds]}) and settled_at is null
      returning conversation_id, message_id, external_id, seq, attempts, sender_key, sender_name, locale, sent_at
    )
    select taken.*, m.parts from taken
    join message m on m.shop_id = ${shopId} and m.message_id = taken.message_id
    order by taken.seq`.execute(trx);
  return rows;
}

/** A new conversation has no past worth a query. What is pending is the question, not the past. */
async function recentOf(
  trx: ShopTransaction,
  row: LeasedRow,
  pending: readonly PendingMessage[],
): Promise<TurnClaim["recent"]> {
  if (row.next_seq - row.memory_from_seq <= pending.length) return [];
  const asked = new Set(pending.map((each) => each.seq));
  const recent = await readTimeline(trx, {
    shopId: row.shop_id as ShopId,
    conversationId: row.conversation_id as TurnClaim["conversation"]["conversationId"],
    limit: RECENT_MESSAGES + pending.length,
  });
  return recent.filter((message) => message.seq >= row.memory_from_seq && !asked.has(message.seq));
}

async function forgetPending(trx: ShopTransaction, row: LeasedRow): Promise<void> {
  await sql`update conversation set pending_due_at = null, pending_count = 0, lease_token = null, lease_until = null
    where shop_id = ${row.shop_id} and conversation_id = ${row.conversation_id}`.execute(trx);
}

function readPending(row: PendingRow, threadKey: string): PendingMessage {
  const parts = row.parts as readonly Part[];
  return {
    messageId: row.message_id as MessageId,
    seq: row.seq,
    attempt: row.attempts,
    message: {
      threadKey,
      senderKey: row.sender_key,
      senderName: row.sender_name,
      externalId: row.external_id,
      parts: parts as readonly [Part, ...Part[]],
      locale: row.locale,
      sentAt: row.sent_at.getTime() as Instant,
    },
  };
}
