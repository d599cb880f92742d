/** Stores a buyer's message once, in order, and durable before anybody hears that it was received. */
import { type RawBuilder, sql } from "kysely";
import type { ReceiveOutcome } from "../contracts/channel-adapter.ts";
import type { ChannelAccountId, ShopId } from "../contracts/ids.ts";
import type { InboundMessage, Part } from "../contracts/message.ts";
import type { InboxStore } from "../contracts/stores.ts";
import type { OpenDatabase } from "./open-database.ts";

/** So many unsettled messages in one conversation mean that somebody floods it, or that we are far behind. */
const MAX_PENDING = 50;
const FLOOD_RETRY_MS = 10_000;

interface Arrival {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
  readonly message: InboundMessage;
}

interface Stored {
  readonly has_room: boolean;
  readonly is_stored: boolean;
}

/** Threads this process has seen: their first statement finds the conversation. Forgotten all at once when full. */
const MAX_KNOWN = 50_000;

export function createInboxStore(database: OpenDatabase): InboxStore {
  const known = new Set<string>();
  return {
    async accept(shopId, accountId, message) {
      const arrival: Arrival = { shopId, accountId, message };
      const key = `${accountId}:${message.threadKey}`;
      const [found] = known.has(key) ? await database.inShop(shopId, storeMessage(arrival)) : [];
      const stored = found ?? (await startAndStore(database, arrival));
      if (known.size >= MAX_KNOWN) known.clear();
      known.add(key);
      if (stored.is_stored) return { kind: "stored" };
      if (stored.has_room) return { kind: "duplicate" };
      return { kind: "refused", reason: "too-many-pending", retryAfterMs: FLOOD_RETRY_MS } satisfies ReceiveOutcome;
    },
  };
}

/** Two first messages at once: the second waits for the first one's rows and finds the conversation made. */
async function startAndStore(database: OpenDatabase, arrival: Arrival): Promise<Stored> {
  const [stored] = await database.inShopAll(arrival.shopId, [
    ensureContact(arrival),
    ensureConversation(arrival),
    storeMessage(arrival),
  ]);
  if (!stored) throw new Error("A conversation that was just started is not there.");
  return stored;
}

/**
 * No row when the thread has no conversation yet. `place` locks the conversation's row, so that the order of seq is the
 * order of commits; a redelivery inserts nothing and so moves nothing.
 */
function storeMessage({ shopId, accountId, message }: Arrival): RawBuilder<Stored> {
  return sql<Stored>`
    with place as (
      select conversation_id, next_seq as seq, pending_count < ${MAX_PENDING} as has_room from conversation
      where shop_id = ${shopId} and account_id = ${accountId} and thread_key = ${message.threadKey} for update
    ), arrived as (
      insert into inbox (shop_id, account_id, external_id, conversation_id, message_id, seq, sender_key, sender_name,
        locale, sent_at)
      select ${shopId}, ${accountId}, ${message.externalId}, conversation_id, gen_random_uuid(), seq,
        ${message.senderKey}, ${message.senderName}, ${message.locale}, ${new Date(message.sentAt)}
      from place where has_room
      on conflict do nothing
      returning message_id, conversation_id, seq
    ), moved as (
      update conversation c set next_seq = arrived.seq + 1, pending_count = c.pending_count + 1,
        pending_due_at = coalesce(c.pending_due_at, now()), locale_hint = coalesce(${message.locale}, c.locale_hint)
      from arrived where c.shop_id = ${shopId} and c.conversation_id = arrived.conversation_id
    ), said as (
      insert into message (shop_id, message_id, conversation_id, seq, speaker, text, parts)
      select ${shopId}, message_id, conversation_id, seq, 'buyer', ${textOf(message.parts)},
        ${JSON.stringify(message.parts)}
      from arrived
    )
    select place.has_room, exists (select 1 from arrived) as is_stored from place`;
}

function ensureContact({ shopId, accountId, message }: Arrival): RawBuilder<unknown> {
  return sql`
    with known as (
      select contact_id from contact_identity
      where shop_id = ${shopId} and account_id = ${accountId} and sender_key = ${message.senderKey}
    ), made as (
      insert into contact (shop_id, display_name)
      select ${shopId}, ${message.senderName} where not exists (select 1 from known)
      returning contact_id
    )
    insert into contact_identity (shop_id, account_id, sender_key, contact_id)
    select ${shopId}, ${accountId}, ${message.senderKey}, contact_id from made
    on conflict do nothing`;
}

function ensureConversation({ shopId, accountId, message }: Arrival): RawBuilder<unknown> {
  return sql`
    insert into conversation (shop_id, contact_id, account_id, thread_key, locale_hint)
    select ${shopId}, contact_id, ${accountId}, ${message.threadKey}, ${message.locale} from contact_identity
    where shop_id = ${shopId} and account_id = ${accountId} and sender_key = ${message.senderKey}
    on conflict do nothing`;
}

function textOf(parts: readonly Part[]): string {
  return parts
    .flatMap((part) => (part.kind === "text" ? [part.text] : part.kind === "choice" ? [part.label] : []))
    .join("\n");
}
