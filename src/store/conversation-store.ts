/** Conversations: turns are leased, settled under a fencing token, and changed only at the epoch one has seen. */
import { type RawBuilder, sql } from "kysely";
import type { Conversation, TurnClaim } from "../contracts/conversation.ts";
import type { ConversationId, ShopId } from "../contracts/ids.ts";
import type { ConversationChange, ConversationStore, SettleResult, TurnRecord } from "../contracts/stores.ts";
import { applyChange, epochAfter, lockConversation, overtakenBy, writeChange } from "./apply-change.ts";
import { claimTurns } from "./claim-turns.ts";
import type { OpenDatabase, ShopTransaction } from "./open-database.ts";
import { readConversation } from "./read-rows.ts";
import { readTimeline } from "./read-timeline.ts";

export function createConversationStore(database: OpenDatabase): ConversationStore {
  return {
    claimTurns: (shopId, limit, leaseMs) => claimTurns(database, { shopId, limit, leaseMs }),
    settleTurn: (claim, change, record, options) =>
      settleTurn(database, claim, { change, record, mostPending: mostPending(claim, options) }),
    releaseTurn: (claim, retryMs, fault) =>
      database.withShop(claim.conversation.shopId, (trx) => releaseTurn(trx, claim, { retryMs, fault })),
    change: (shopId, conversationId, expectEpoch, change) =>
      database.withShop(shopId, async (trx) => {
        const locked = await lockConversation(trx, shopId, conversationId, change.ticket?.ticketId);
        if (!locked) return { kind: "overtaken", holder: { kind: "assistant" }, epoch: 0 };
        if (locked.epoch !== expectEpoch) return overtakenBy(locked);
        return applyChange(trx, locked, change);
      }),
    get: (shopId, conversationId) => database.withShop(shopId, (trx) => getConversation(trx, shopId, conversationId)),
    async wasQueued(shopId, outboundId) {
      const rows = await database.inShop(
        shopId,
        sql`select 1 from outbox where shop_id = ${shopId} and outbound_id = ${outboundId}`,
      );
      return rows.length > 0;
    },
    timeline: (shopId, conversationId, options) => readTimeline(database, { shopId, conversationId, ...options }),
    hasAny: (shopId) =>
      database.withShop(shopId, async (trx) => {
        const { rows } = await sql`select 1 from conversation where shop_id = ${shopId} limit 1`.execute(trx);
        return rows.length > 0;
      }),
    freeAllLeases: (shopId) =>
      database.withShop(shopId, async (trx) => {
        await sql`update conversation set lease_token = null, lease_until = null
          where shop_id = ${shopId} and lease_until is not null`.execute(trx);
        await sql`update outbox set due_at = now() where shop_id = ${shopId} and state = 'sending'`.execute(trx);
      }),
  };
}

async function getConversation(
  trx: ShopTransaction,
  shopId: ShopId,
  conversationId: ConversationId,
): Promise<Conversation | null> {
  const row = await trx
    .selectFrom("conversation")
    .selectAll()
    .where("shop_id", "=", shopId)
    .where("conversation_id", "=", conversationId)
    .executeTakeFirst();
  return row ? readConversation(row) : null;
}

interface Settlement {
  readonly change: ConversationChange;
  readonly record: TurnRecord;
  /** More messages than these, and the turn yields to the newer ones. */
  readonly mostPending: number;
}

const ANY_NUMBER = 2 ** 31 - 1;

function mostPending(claim: TurnClaim, options?: { readonly yieldsToNewer: boolean }): number {
  return options?.yieldsToNewer ? claim.pending.length : ANY_NUMBER;
}

/** What `hold_turn` raises when the lease, the epoch or what is pending is no longer the turn's. */
const OVERTAKEN = "DR001";

/** Nearly every turn is settled in one packet; a new ticket's number and an overtaken turn need a second look. */
async function settleTurn(database: OpenDatabase, claim: TurnClaim, settlement: Settlement): Promise<SettleResult> {
  const { shopId, conversationId, epoch } = claim.conversation;
  const { change, record, mostPending } = settlement;
  const look = () => database.withShop(shopId, (trx) => lookAndSettle(trx, claim, settlement));
  if (change.openTicket || change.ticket) return look();
  const hold = sql`
    select hold_turn(${conversationId}::uuid, ${claim.leaseToken}::uuid, ${epoch}::bigint, ${mostPending}::integer)`;
  try {
    const writes = writeChange(claim.conversation, change, claim.turnId);
    await database.inShopAll(shopId, [hold, ...writes, closeTurn(claim, record)]);
    return { kind: "changed", epoch: epochAfter(claim.conversation, change), ticketNumber: null };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === OVERTAKEN) return look();
    throw error;
  }
}

async function lookAndSettle(trx: ShopTransaction, claim: TurnClaim, settlement: Settlement): Promise<SettleResult> {
  const { shopId, conversationId, epoch } = claim.conversation;
  const locked = await lockConversation(trx, shopId, conversationId, settlement.change.ticket?.ticketId);
  if (!locked) throw new Error("A leased conversation is gone.");
  // Another worker took over after our lease ended: whatever we computed is not ours to write any more.
  if (locked.leaseToken !== claim.leaseToken) return overtakenBy(locked);
  if (locked.epoch !== epoch) {
    // The messages stay pending: the next turn sees the new holder and settles them as its own.
    await freeLease(trx, claim);
    return overtakenBy(locked);
  }
  if (locked.pendingCount > settlement.mostPending) {
    await freeLease(trx, claim);
    return { kind: "superseded" };
  }
  return applyChange(trx, locked, settlement.change, {
    turnId: claim.turnId,
    alongside: closeTurn(claim, settlement.record),
  });
}

async function freeLease(trx: ShopTransaction, claim: TurnClaim): Promise<void> {
  await sql`update conversation set lease_token = null, lease_until = null, pending_due_at = now()
    where shop_id = ${claim.conversation.shopId} and conversation_id = ${claim.conversation.conversationId}
      and lease_token = ${claim.leaseToken}`.execute(trx);
}

function closeTurn(claim: TurnClaim, record: TurnRecord): RawBuilder<unknown> {
  const { shopId, conversationId } = claim.conversation;
  const firstSeq = claim.pending[0].seq;
  const lastSeq = claim.pending.at(-1)?.seq ?? firstSeq;
  return sql`
    with settled as (
      update inbox set settled_at = now(), fault = ${record.fault}
      where shop_id = ${shopId} and conversation_id = ${conversationId} and settled_at is null
        and seq between ${firstSeq} and ${lastSeq}
      returning 1
    ), kept as (
      insert into turn (shop_id, turn_id, conversation_id, first_seq, last_seq, attempt, outcome, confidence,
        article_keys, written_by, prompt_version, model, fault, reason, steps, started_at)
      values (${shopId}, ${claim.turnId}, ${conversationId}, ${firstSeq}, ${lastSeq}, ${claim.attempt},
        ${record.outcome}, ${record.confidence}, ${[...record.articleKeys]}, ${record.writtenBy},
        ${record.promptVersion}, ${record.model}, ${record.fault}, ${record.reason ?? null},
        ${JSON.stringify(record.steps ?? [])},
        ${new Date(claim.claimedAt)})
    )
    update conversation set lease_token = null, lease_until = null,
      pending_count = greatest(0, pending_count - (select count(*)::int from settled)),
      pending_due_at = case when pending_count > (select count(*) from settled) then now() end
    where shop_id = ${shopId} and conversation_id = ${conversationId}`;
}

async function releaseTurn(
  trx: ShopTransaction,
  claim: TurnClaim,
  release: { readonly retryMs: number; readonly fault: string },
): Promise<void> {
  const { shopId, conversationId } = claim.conversation;
  await sql`
    with mine as (
      update conversation set lease_token = null, lease_until = null,
        pending_due_at = now() + make_interval(secs => ${release.retryMs / 1000})
      where shop_id = ${shopId} and conversation_id = ${conversationId} and lease_token = ${claim.leaseToken}
      returning conversation_id
    )
    update inbox set fault = ${release.fault}
    where shop_id = ${shopId} and conversation_id in (select conversation_id from mine) and settled_at is null
      and seq <= ${claim.pending.at(-1)?.seq ?? 0}`.execute(trx);
}
