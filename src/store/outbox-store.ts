/** The outbox: claimed in order per conversation, re-checked against the epoch at the moment of sending. */
import { type RawBuilder, sql } from "kysely";
import type { ConversationId, OutboundId, ShopId } from "../contracts/ids.ts";
import type { ChannelName, Choice, KeptPart, OutboundMessage, Source } from "../contracts/message.ts";
import type { OutboxClaim, OutboxClaimOptions, OutboxOutcome, OutboxStore } from "../contracts/stores.ts";
import type { OpenDatabase } from "./open-database.ts";
import { firstName } from "../shared/words/first-name.ts";
import { readLanguage } from "./read-rows.ts";

export function createOutboxStore(database: OpenDatabase): OutboxStore {
  return {
    async claimDue(shopId, claim) {
      const rows = await database.inShop(shopId, claimDue({ ...claim, shopId }));
      return rows.map((row) => readClaim(row, shopId));
    },
    async settle(shopId, outcomes) {
      if (outcomes.length === 0) return 0;
      const [row] = await database.inShop(shopId, settle(shopId, outcomes));
      return row?.n ?? 0;
    },
  };
}

interface ClaimedRow {
  readonly outbound_id: string;
  readonly conversation_id: string;
  readonly account_id: string;
  readonly speaker: string;
  readonly attempts: number;
  readonly lease_token: string;
  readonly is_maybe_duplicate: boolean;
  readonly thread_key: string;
  readonly channel: string;
  readonly agent_name: string | null;
  readonly text: string;
  readonly language: string | null;
  readonly choices: unknown;
  readonly sources: unknown;
  readonly parts: unknown;
}

/**
 * Only the oldest unsettled message of a conversation may leave: `not exists` keeps the order even when several
 * workers look at once, because a row that is being claimed still counts as unsettled. What the assistant may not say
 * any more stands in nobody's way: a person's words do not wait until it is looked at.
 */
function claimDue(claim: OutboxClaimOptions & { readonly shopId: ShopId }): RawBuilder<ClaimedRow> {
  return sql<ClaimedRow>`
    with due as (
      select o.outbound_id, o.state as was, o.speaker = 'assistant' and o.epoch <> c.epoch as is_stale
      from outbox o join conversation c on c.shop_id = o.shop_id and c.conversation_id = o.conversation_id
      where o.shop_id = ${claim.shopId} and o.state in ('queued', 'sending') and o.due_at <= now()
        and o.account_id = any(${[...claim.accountIds]})
        and not exists (
          select 1 from outbox p where p.shop_id = o.shop_id and p.conversation_id = o.conversation_id
            and p.seq < o.seq and p.state in ('queued', 'sending')
            and not (p.state = 'queued' and p.speaker = 'assistant' and p.epoch <> c.epoch))
      order by o.due_at limit ${claim.limit} for update of o skip locked
    ), moved as (
      update outbox o set
        state = case when not due.is_stale then 'sending' when due.was = 'sending' then 'unknown' else 'cancelled' end,
        settled_at = case when due.is_stale then now() end,
        fault = case when due.is_stale then 'holder-changed' else o.fault end,
        attempts = o.attempts + 1,
        is_maybe_duplicate = o.is_maybe_duplicate or due.was = 'sending',
        lease_token = gen_random_uuid(),
        due_at = now() + make_interval(secs => ${claim.leaseMs / 1000} + o.extra_ms / 1000.0)
      from due where o.shop_id = ${claim.shopId} and o.outbound_id = due.outbound_id
      returning o.*
    )
    select moved.outbound_id, moved.conversation_id, moved.account_id, moved.speaker, moved.attempts,
      moved.lease_token, moved.is_maybe_duplicate, c.thread_key, a.channel, agent.name as agent_name,
      m.text, m.language, m.choices, m.sources, m.parts
    from moved
    join conversation c on c.shop_id = ${claim.shopId} and c.conversation_id = moved.conversation_id
    join channel_account a on a.shop_id = ${claim.shopId} and a.account_id = moved.account_id
    join message m on m.shop_id = ${claim.shopId} and m.message_id = moved.message_id
    left join agent on agent.shop_id = ${claim.shopId} and agent.agent_id = m.agent_id
    where moved.state = 'sending' order by moved.seq`;
}

function readClaim(row: ClaimedRow, shopId: ShopId): OutboxClaim {
  return {
    message: readOutbound(row, shopId),
    channel: row.channel as ChannelName,
    attempt: row.attempts,
    leaseToken: row.lease_token,
  };
}

function readOutbound(row: ClaimedRow, shopId: ShopId): OutboundMessage {
  const accountId = row.account_id as OutboundMessage["to"]["accountId"];
  return {
    outboundId: row.outbound_id as OutboundId,
    to: { shopId, accountId, threadKey: row.thread_key },
    conversationId: row.conversation_id as ConversationId,
    speaker: row.speaker as OutboundMessage["speaker"],
    speakerName: row.agent_name === null ? null : firstName(row.agent_name),
    text: row.text,
    language: readLanguage(row.language) ?? "en",
    choices: row.choices as readonly Choice[],
    sources: row.sources as readonly Source[],
    ...readFiles(row.parts),
    isMaybeDuplicate: row.is_maybe_duplicate,
  };
}

/** Only `apply-change.ts` writes parts of what we send, and only files. */
function readFiles(parts: unknown): Pick<OutboundMessage, "files"> {
  const files = parts as readonly KeptPart[];
  return files.length > 0 ? { files } : {};
}

function settle(shopId: ShopId, outcomes: readonly OutboxOutcome[]): RawBuilder<{ n: number }> {
  return sql<{ n: number }>`
    with outcome as (
      select * from jsonb_to_recordset(${JSON.stringify(outcomes.map(writeOutcome))}::jsonb)
        as t (outbound_id uuid, lease_token uuid, state text, after_ms float8, external_id text, fault text,
          is_maybe_duplicate boolean, was_tried boolean, stale_state text)
    ), settled as (
      update outbox o set
        -- A take-over while the platform said "later": what the assistant wanted to say is over.
        state = case when outcome.state = 'queued' and o.speaker = 'assistant' and o.epoch <> c.epoch
          then outcome.stale_state else outcome.state end,
        attempts = case when outcome.was_tried then o.attempts else o.attempts - 1 end,
        due_at = case when outcome.state = 'queued'
          then now() + make_interval(secs => outcome.after_ms / 1000) else o.due_at end,
        settled_at = case when outcome.state <> 'queued' then now() end,
        external_id = coalesce(outcome.external_id, o.external_id), fault = outcome.fault,
        is_maybe_duplicate = outcome.is_maybe_duplicate, lease_token = null
      from outcome, conversation c
      where o.shop_id = ${shopId} and o.outbound_id = outcome.outbound_id and o.lease_token = outcome.lease_token
        and o.state = 'sending' and c.shop_id = ${shopId} and c.conversation_id = o.conversation_id
      returning o.conversation_id, o.outbound_id
    )
    select count(*) as n from outbox o where o.shop_id = ${shopId} and o.state = 'queued' and o.due_at <= now()
      and o.conversation_id in (select conversation_id from settled)
      and o.outbound_id not in (select outbound_id from settled)`;
}

function writeOutcome(outcome: OutboxOutcome): Readonly<Record<string, unknown>> {
  const { delivery } = outcome;
  const base = {
    outbound_id: outcome.outboundId,
    lease_token: outcome.leaseToken,
    after_ms: 0,
    external_id: null,
    fault: null,
    is_maybe_duplicate: outcome.isMaybeDuplicate,
    was_tried: outcome.wasTried ?? true,
    // It may stand on the buyer's screen: "cancelled" would be a lie.
    stale_state: outcome.isMaybeDuplicate || isUncertain(delivery) ? "unknown" : "cancelled",
  };
  switch (delivery.kind) {
    case "delivered":
      return { ...base, state: "delivered", external_id: storable(delivery.externalId) };
    case "retry":
      return { ...base, state: "queued", after_ms: delivery.afterMs, fault: delivery.reason };
    case "refused":
      return { ...base, state: "refused", fault: storable(`${delivery.reason}: ${delivery.detail}`) };
    case "unknown":
      return { ...base, state: "unknown", fault: storable(delivery.detail) };
  }
}

/** The sender asks again because no word came back. */
function isUncertain(delivery: OutboxOutcome["delivery"]): boolean {
  return delivery.kind === "retry" && delivery.reason === "unknown";
}

/** A platform's words may hold what PostgreSQL takes for no text; one of them must not spoil the others' outcomes. */
function storable(text: string): string {
  return text.slice(0, 200).toWellFormed().replaceAll("\0", "");
}
