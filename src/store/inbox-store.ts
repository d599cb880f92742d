/** Stores a buyer's message once, in order, and durable before anybody hears that it was received. */
import { sql } from "kysely";
import type { ReceiveOutcome } from "../contracts/channel-adapter.ts";
import type { ChannelAccountId, ShopId } from "../contracts/ids.ts";
import type { InboundMessage, Part } from "../contracts/message.ts";
import type { InboxStore } from "../contracts/stores.ts";
import type { OpenDatabase, ShopTransaction } from "./open-database.ts";

/** So many unsettled messages in one conversation mean that somebody floods it, or that we are far behind. */
const MAX_PENDING = 50;
const FLOOD_RETRY_MS = 10_000;

/** Thrown to roll the transaction back with an outcome that is no fault. */
class NothingStored {
  readonly outcome: ReceiveOutcome;
  constructor(outcome: ReceiveOutcome) {
    this.outcome = outcome;
  }
}

export function createInboxStore(database: OpenDatabase): InboxStore {
  return {
    async accept(shopId, accountId, message) {
      try {
        await database.withShop(shopId, (trx) => storeMessage(trx, { shopId, accountId, message }));
        return { kind: "stored" };
      } catch (error) {
        if (error instanceof NothingStored) return error.outcome;
        throw error;
      }
    },
  };
}

interface Arrival {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
  readonly message: InboundMessage;
}

interface Place {
  readonly conversation_id: string;
  readonly seq: number;
  readonly pending_count: number;
}

async function storeMessage(trx: ShopTransaction, arrival: Arrival): Promise<void> {
  const place = (await takePlace(trx, arrival)) ?? (await startConversation(trx, arrival));
  const { shopId, accountId, message } = arrival;
  const { rows } = await sql<{ message_id: string }>`
    with arrived as (
      insert into inbox (shop_id, account_id, external_id, conversation_id, message_id, seq, sender_key, sender_name,
        locale, sent_at)
      select ${shopId}, ${accountId}, ${message.externalId}, ${place.conversation_id}, fresh.id, ${place.seq},
        ${message.senderKey}, ${message.senderName}, ${message.locale}, ${new Date(message.sentAt)}
      from (select gen_random_uuid() as id) fresh
      on conflict do nothing
      returning message_id
    )
    insert into message (shop_id, message_id, conversation_id, seq, speaker, text, parts)
    select ${shopId}, message_id, ${place.conversation_id}, ${place.seq}, 'buyer', ${textOf(message.parts)},
      ${JSON.stringify(message.parts)}
    from arrived
    returning message_id`.execute(trx);
  if (rows.length === 0) throw new NothingStored({ kind: "duplicate" });
  if (place.pending_count > MAX_PENDING) {
    throw new NothingStored({ kind: "refused", reason: "too-many-pending", retryAfterMs: FLOOD_RETRY_MS });
  }
}

/** Locks the conversation's row, so that seq and commit order agree. */
async function takePlace(trx: ShopTransaction, { shopId, accountId, message }: Arrival): Promise<Place | undefined> {
  const { rows } = await sql<Place>`
    update conversation set next_seq = next_seq + 1, pending_count = pending_count + 1,
      pending_due_at = coalesce(pending_due_at, now()), locale_hint = coalesce(${message.locale}, locale_hint)
    where shop_id = ${shopId} and account_id = ${accountId} and thread_key = ${message.threadKey}
    returning conversation_id, next_seq - 1 as seq, pending_count`.execute(trx);
  return rows[0];
}

async function startConversation(trx: ShopTransaction, arrival: Arrival): Promise<Place> {
  const { shopId, accountId, message } = arrival;
  await sql`
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
    on conflict do nothing`.execute(trx);
  await sql`
    insert into conversation (shop_id, contact_id, account_id, thread_key, locale_hint)
    select ${shopId}, contact_id, ${accountId}, ${message.threadKey}, ${message.locale} from contact_identity
    where shop_id = ${shopId} and account_id = ${accountId} and sender_key = ${message.senderKey}
    on conflict do nothing`.execute(trx);
  const place = await takePlace(trx, arrival);
  if (!place) throw new Error("A conversation that was just started is not there.");
  return place;
}

function textOf(parts: readonly Part[]): string {
  return parts
    .flatMap((part) => (part.kind === "text" ? [part.text] : part.kind === "choice" ? [part.label] : []))
    .join("\n");
}
