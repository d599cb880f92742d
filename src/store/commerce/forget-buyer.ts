/** Takes a buyer's personal data out of everything that the shop's sources and the buyer's own proofs left behind. */
import { sql } from "kysely";
import type { CommerceStore } from "../../contracts/commerce.ts";
import type { ShopId } from "../../contracts/ids.ts";
import { emailKey, PHONE_TAIL, phoneKey } from "../../shared/contact-keys.ts";
import type { OpenDatabase, ShopTransaction } from "../open-database.ts";
import { forgetFiles } from "../files/remove-files.ts";
import { forgetDocuments } from "../search/forget-documents.ts";

/** Whom it is about, and where. */
interface Forgotten {
  readonly trx: ShopTransaction;
  readonly shopId: ShopId;
  readonly email: string | null;
  readonly tail: string | null;
}

interface Traces {
  readonly orderIds: readonly string[];
  /** Where the shop's page vouched for this buyer. */
  readonly conversationIds: readonly string[];
}

export async function forgetBuyer(
  database: OpenDatabase,
  shopId: ShopId,
  contact: Parameters<CommerceStore["forgetBuyer"]>[1],
): Promise<number> {
  const email = emailKey(contact.email ?? "");
  const tail = phoneKey(contact.phone ?? "")?.slice(-PHONE_TAIL) ?? null;
  if (email === null && tail === null) return 0;
  return database.withShop(shopId, async (trx) => {
    const forgotten: Forgotten = { trx, shopId, email, tail };
    const traces = await findTraces(forgotten);
    await forgetDocuments(trx, shopId, await findTalks(forgotten, traces));
    const counts = [
      await clearForms(forgotten, traces),
      await clearIdentities(forgotten),
      await clearProofs(forgotten, traces),
      await clearProposals(forgotten, traces),
      await clearComments(forgotten, traces),
      await clearSummaries(forgotten, traces),
      await clearTranslations(forgotten, traces),
      await forgetFiles(trx, shopId, traces.conversationIds),
      await clearOrders(forgotten, traces),
      await clearCoupons(forgotten),
    ];
    return counts.reduce((sum, count) => sum + count, 0);
  });
}

/** Before anything is cleared: afterwards nobody can tell any more whose it was. */
async function findTraces({ trx, shopId, email, tail }: Forgotten): Promise<Traces> {
  const orders = await trx.run<{ order_id: string }>(sql`
    select order_id from shop_order where shop_id = ${shopId}
      and (buyer_email = ${email}::text or buyer_phone_tail = ${tail}::text)`);
  const orderIds = orders.map((row) => row.order_id);
  const conversations = await trx.run<{ conversation_id: string }>(sql`
    select c.conversation_id from conversation c
      join buyer_identity i on i.shop_id = c.shop_id and i.account_id = c.account_id and i.thread_key = c.thread_key
      where c.shop_id = ${shopId} and (i.email = ${email}::text or right(i.phone, ${PHONE_TAIL}) = ${tail}::text)`);
  return { orderIds, conversationIds: conversations.map((row) => row.conversation_id) };
}

/** Also where one of these orders was proven: what is said there is the buyer's. */
async function findTalks(
  { trx, shopId }: Forgotten,
  { orderIds, conversationIds }: Traces,
): Promise<readonly string[]> {
  const rows = await trx.run<{ conversation_id: string }>(sql`
    select distinct conversation_id from order_proof
    where shop_id = ${shopId} and order_id = any(${[...orderIds]}::uuid[])`);
  return [...new Set([...conversationIds, ...rows.map((row) => row.conversation_id)])];
}

/** An open form may hold an address. Conversations are locked before their proposals, as everybody does. */
async function clearForms({ trx, shopId }: Forgotten, { orderIds, conversationIds }: Traces): Promise<number> {
  const rows = await trx.run(sql`
    update conversation set form = null where shop_id = ${shopId} and conversation_id in (
      select conversation_id from conversation where shop_id = ${shopId} and form is not null
        and (conversation_id = any(${[...conversationIds]}::uuid[]) or form ->> 'orderId' = any(${[...orderIds]}::text[]))
      order by conversation_id for update)
    returning 1`);
  return rows.length;
}

/** The row stays, bound to nobody: without it the thread and what was said in it would be free for another subject. */
async function clearIdentities({ trx, shopId, email, tail }: Forgotten): Promise<number> {
  const rows = await trx.run(sql`
    update buyer_identity set email = null, phone = null, subject = 'forgotten:' || gen_random_uuid(), token_id = '',
      expires_at = least(expires_at, now())
    where shop_id = ${shopId} and (email = ${email}::text or right(phone, ${PHONE_TAIL}) = ${tail}::text)
    returning 1`);
  return rows.length;
}

async function clearProofs({ trx, shopId }: Forgotten, { orderIds, conversationIds }: Traces): Promise<number> {
  const rows = await trx.run(sql`
    delete from order_proof where shop_id = ${shopId} and (order_id = any(${[...orderIds]}::uuid[])
      or conversation_id = any(${[...conversationIds]}::uuid[]))
    returning 1`);
  return rows.length;
}

/** Without its address an open wish cannot be carried out: it runs out now. What an agent noted goes, too. */
async function clearProposals({ trx, shopId }: Forgotten, { orderIds, conversationIds }: Traces): Promise<number> {
  const rows = await trx.run(sql`
    update proposal set detail = null, reason = null,
      expires_at = case when state = 'open' and detail is not null then least(expires_at, now()) else expires_at end
    where shop_id = ${shopId} and (detail is not null or reason is not null)
      and (order_id = any(${[...orderIds]}::uuid[]) or conversation_id = any(${[...conversationIds]}::uuid[]))
    returning 1`);
  return rows.length;
}

/** The score stays: it says nothing of anybody. */
async function clearComments({ trx, shopId }: Forgotten, { conversationIds }: Traces): Promise<number> {
  const rows = await trx.run(sql`
    update ticket_score s set comment = null, reason_id = null from ticket k
    where s.shop_id = ${shopId} and k.shop_id = ${shopId} and k.ticket_id = s.ticket_id and s.comment is not null
      and k.conversation_id = any(${[...conversationIds]}::uuid[]) returning 1`);
  return rows.length;
}

/** Copies of what was written; the messages themselves are the conversation's. */
async function clearTranslations({ trx, shopId }: Forgotten, { conversationIds }: Traces): Promise<number> {
  const rows = await trx.run(sql`
    delete from message_translation t using message m
    where t.shop_id = ${shopId} and m.shop_id = ${shopId} and m.message_id = t.message_id
      and m.conversation_id = any(${[...conversationIds]}::uuid[]) returning 1`);
  return rows.length;
}

/** What a model has written about a case may name its buyer. */
async function clearSummaries({ trx, shopId }: Forgotten, { conversationIds }: Traces): Promise<number> {
  const rows = await trx.run(sql`
    delete from ticket_summary s using ticket k
    where s.shop_id = ${shopId} and k.shop_id = ${shopId} and k.ticket_id = s.ticket_id
      and k.conversation_id = any(${[...conversationIds]}::uuid[]) returning 1`);
  return rows.length;
}

/** Fingerprints stay: the same statement of a source, repeated, does not bring the buyer's data back. */
async function clearOrders({ trx, shopId }: Forgotten, { orderIds }: Traces): Promise<number> {
  const rows = await trx.run(sql`
    update shop_order set buyer_email = null, buyer_phone = null, buyer_phone_tail = null, buyer_name = null,
      shipping_postcode = null
    where shop_id = ${shopId} and order_id = any(${[...orderIds]}::uuid[]) returning 1`);
  return rows.length;
}

async function clearCoupons({ trx, shopId, email }: Forgotten): Promise<number> {
  const rows = await trx.run(sql`
    update coupon set audience_emails = array_remove(audience_emails, ${email}::text)
    where shop_id = ${shopId} and ${email}::text = any(audience_emails) returning 1`);
  return rows.length;
}
