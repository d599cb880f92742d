/** Takes conversations with unsettled messages, under a lease by the database's clock, and counts the attempt first. */
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { PendingMessage, TurnClaim } from "../contracts/conversation.ts";
import type { ChannelAccountId, Instant, MessageId, ShopId, TurnId } from "../contracts/ids.ts";
import type { Part } from "../contracts/message.ts";
import type { OpenDatabase } from "./open-database.ts";
import { readConversation, readInstant } from "./read-rows.ts";
import { readTimeline } from "./read-timeline.ts";
import type { Database } from "./schema.ts";

/** Enough for a conversation's memory; older lines are in the console. */
const RECENT_MESSAGES = 12;

type LeasedRow = Selectable<Database["conversation"]> & {
  readonly turn_id: string;
  readonly claimed_at: Date;
  readonly pending: readonly PendingRow[] | null;
};

/** As it stands in JSON, so moments are texts. */
interface PendingRow {
  readonly message_id: string;
  readonly external_id: string;
  readonly seq: number;
  readonly attempts: number;
  readonly sender_key: string;
  readonly sender_name: string | null;
  readonly locale: string | null;
  readonly sent_at: string;
  readonly parts: readonly [Part, ...Part[]];
}

export interface TurnClaimOptions {
  readonly shopId: ShopId;
  readonly limit: number;
  readonly leaseMs: number;
  /** Only conversations of this account; all when absent. */
  readonly accountId?: ChannelAccountId;
}

export async function claimTurns(database: OpenDatabase, claim: TurnClaimOptions): Promise<readonly TurnClaim[]> {
  const leased = await database.inShop(claim.shopId, leaseDue(claim));
  const claims = leased.map(async (row): Promise<TurnClaim | null> => {
    const [first, ...rest] = (row.pending ?? []).map((each) => readPending(each, row.thread_key));
    if (!first) {
      await database.inShop(claim.shopId, forgetPending(row));
      return null;
    }
    return {
      turnId: row.turn_id as TurnId,
      conversation: readConversation(row),
      pending: [first, ...rest],
      attempt: Math.max(first.attempt, ...rest.map((each) => each.attempt)),
      leaseToken: row.lease_token ?? "",
      recent: await recentOf(database, row, [first, ...rest]),
      claimedAt: readInstant(row.claimed_at),
    };
  });
  return (await Promise.all(claims)).filter((each) => each !== null);
}

/** Attempts are counted before the work: a message that kills its worker is counted too. */
function leaseDue(claim: TurnClaimOptions): RawBuilder<LeasedRow> {
  return sql<LeasedRow>`
    with due as (
      select conversation_id from conversation
      where shop_id = ${claim.shopId} and pending_due_at <= now() and (lease_until is null or lease_until < now())
        and (${claim.accountId ?? null}::uuid is null or account_id = ${claim.accountId ?? null}::uuid)
      order by pending_due_at limit ${claim.limit} for update skip locked
    ), leased as (
      update conversation c set lease_token = gen_random_uuid(),
        lease_until = now() + make_interval(secs => ${claim.leaseMs / 1000})
      from due where c.shop_id = ${claim.shopId} and c.conversation_id = due.conversation_id
      returning c.*
    ), taken as (
      update inbox i set attempts = i.attempts + 1
      from leased l
      where i.shop_id = ${claim.shopId} and i.conversation_id = l.conversation_id and i.settled_at is null
      returning i.*
    ), pending as (
      select taken.conversation_id, jsonb_agg(jsonb_build_object('message_id', taken.message_id,
        'external_id', taken.external_id, 'seq', taken.seq, 'attempts', taken.attempts, 'sender_key', taken.sender_key,
        'sender_name', taken.sender_name, 'locale', taken.locale, 'sent_at', taken.sent_at, 'parts', m.parts)
        order by taken.seq) as pending
      from taken join message m on m.shop_id = ${claim.shopId} and m.message_id = taken.message_id
      group by taken.conversation_id
    )
    select leased.*, pending.pending, gen_random_uuid() as turn_id, clock_timestamp() as claimed_at
    from leased left join pending on pending.conversation_id = leased.conversation_id
    order by leased.pending_due_at`;
}

/** A new conversation has no past worth a query. What is pending is the question, not the past. */
async function recentOf(
  database: OpenDatabase,
  row: LeasedRow,
  pending: readonly PendingMessage[],
): Promise<TurnClaim["recent"]> {
  if (row.next_seq - row.memory_from_seq <= pending.length) return [];
  const asked = new Set(pending.map((each) => each.seq));
  const recent = await readTimeline(database, {
    shopId: row.shop_id as ShopId,
    conversationId: row.conversation_id as TurnClaim["conversation"]["conversationId"],
    limit: RECENT_MESSAGES + pending.length,
  });
  return recent.filter((message) => message.seq >= row.memory_from_seq && !asked.has(message.seq));
}

/**
 * The mark of due work without the work. A message that came in since the lease moved `next_seq`, also when this
 * statement cannot see it yet: then the conversation is looked at again at once instead of never.
 */
function forgetPending(row: LeasedRow): RawBuilder<unknown> {
  return sql`
    update conversation c set lease_token = null, lease_until = null,
      pending_due_at = case when c.next_seq > ${row.next_seq} or work.is_left then now() end,
      pending_count = case when c.next_seq > ${row.next_seq} or work.is_left then c.pending_count else 0 end
    from (select exists (select 1 from inbox i where i.shop_id = ${row.shop_id}
      and i.conversation_id = ${row.conversation_id} and i.settled_at is null) as is_left) work
    where c.shop_id = ${row.shop_id} and c.conversation_id = ${row.conversation_id}
      and c.lease_token = ${row.lease_token}`;
}

function readPending(row: PendingRow, threadKey: string): PendingMessage {
  return {
    messageId: row.message_id as MessageId,
    seq: row.seq,
    attempt: row.attempts,
    message: {
      threadKey,
      senderKey: row.sender_key,
      senderName: row.sender_name,
      externalId: row.external_id,
      parts: row.parts,
      locale: row.locale,
      sentAt: Date.parse(row.sent_at) as Instant,
    },
  };
}
