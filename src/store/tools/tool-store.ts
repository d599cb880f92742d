/** What is kept for tools: a shop's rules, who a buyer has proven to be, tries that are counted, proposals. */
import { sql } from "kysely";
import type { ContactId, ConversationId, Instant, OrderId, ShopId } from "../../contracts/ids.ts";
import type { ProofTry, ToolStore } from "../../contracts/tool-store.ts";
import type { BuyerIdentity, Principal } from "../../contracts/tools.ts";
import type { OpenDatabase } from "../open-database.ts";
import { createProposals } from "./proposals.ts";
import { createToolSettings, type ToolStoreOptions } from "./tool-settings.ts";

/** Looked at with every turn of a model. What is missing is soon looked for again: who has just imported tries it out. */
const OFFERS_CACHE_MS = 60_000;
const MISSING_CACHE_MS = 2_000;
const TRIES_KEPT = "2 days";

interface Offers {
  readonly orders: boolean;
  readonly products: boolean;
  readonly coupons: boolean;
}

export function createToolStore(database: OpenDatabase, options: ToolStoreOptions): ToolStore {
  const offered = new Map<ShopId, { readonly offers: Offers; readonly until: number }>();
  return {
    ...createToolSettings(database, options),
    ...createProposals(database),
    async offers(shopId) {
      const known = offered.get(shopId);
      if (known && known.until > options.now()) return known.offers;
      const offers = await readOffers(database, shopId);
      const isWhole = offers.orders && offers.products && offers.coupons;
      offered.set(shopId, { offers, until: options.now() + (isWhole ? OFFERS_CACHE_MS : MISSING_CACHE_MS) });
      return offers;
    },
    principal: (shopId, conversationId) => readPrincipal(database, shopId, conversationId),
    countTry: (shopId, attempt) => countTry(database, shopId, attempt),
    keepIdentity: (shopId, thread, token) => keepIdentity(database, { shopId, ...thread, ...token }),
    async findIdentity(shopId, accountId, threadKey) {
      const [row] = await database.inShop<IdentityRow>(
        shopId,
        sql`select subject, email, phone, expires_at from buyer_identity
          where shop_id = ${shopId} and account_id = ${accountId} and thread_key = ${threadKey}`,
      );
      return row ? readIdentity(row) : null;
    },
  };
}

async function readOffers(database: OpenDatabase, shopId: ShopId): Promise<Offers> {
  const [offers] = await database.inShop<Offers>(
    shopId,
    sql`select
      exists (select 1 from shop_order where shop_id = ${shopId} and removed_at is null) as orders,
      exists (select 1 from product where shop_id = ${shopId} and removed_at is null and is_published) as products,
      exists (select 1 from coupon where shop_id = ${shopId} and removed_at is null) as coupons`,
  );
  return offers ?? { orders: false, products: false, coupons: false };
}

interface IdentityRow {
  readonly subject: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly expires_at: Date;
}

function readIdentity(row: IdentityRow): BuyerIdentity {
  return {
    subject: row.subject,
    email: row.email,
    phone: row.phone,
    expiresAt: row.expires_at.getTime() as Instant,
  };
}

interface PrincipalRow {
  readonly shop_id: string;
  readonly contact_id: string;
  readonly identity: { subject: string; email: string | null; phone: string | null; expires_at: string } | null;
  readonly proofs: readonly { order_id: string; expires_at: string }[];
}

/** By the database's clock: what has ended is not there. */
async function readPrincipal(
  database: OpenDatabase,
  shopId: ShopId,
  conversationId: ConversationId,
): Promise<Principal | null> {
  const [row] = await database.inShop<PrincipalRow>(
    shopId,
    sql`select c.shop_id, c.contact_id,
        (select jsonb_build_object('subject', subject, 'email', email, 'phone', phone, 'expires_at', expires_at)
          from buyer_identity i where i.shop_id = c.shop_id and i.account_id = c.account_id
            and i.thread_key = c.thread_key and i.expires_at > now()) as identity,
        coalesce((select jsonb_agg(jsonb_build_object('order_id', order_id, 'expires_at', expires_at))
          from order_proof p where p.shop_id = c.shop_id and p.conversation_id = c.conversation_id
            and p.expires_at > now()), '[]') as proofs
      from conversation c where c.shop_id = ${shopId} and c.conversation_id = ${conversationId}`,
  );
  if (!row) return null;
  const { identity } = row;
  return {
    // The conversation's own, to be compared with the shop that asks.
    shopId: row.shop_id as ShopId,
    conversationId,
    contactId: row.contact_id as ContactId,
    identity: identity && readIdentity({ ...identity, expires_at: new Date(identity.expires_at) }),
    provenOrders: row.proofs.map((proof) => ({
      orderId: proof.order_id as OrderId,
      expiresAt: Date.parse(proof.expires_at) as Instant,
    })),
  };
}

interface TryCounts {
  readonly of_conversation: number;
  readonly of_contact: number;
  readonly of_subject: number;
  readonly of_shop: number;
}

/** One try after the other within a shop: two at once cannot both be the last one that is allowed. */
async function countTry(database: OpenDatabase, shopId: ShopId, attempt: ProofTry): Promise<number | null> {
  const { kind, conversationId, contactId, subjectKey, limits } = attempt;
  return database.withShop(shopId, async (trx) => {
    await trx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`tries:${shopId}:${kind}`}, 0))`);
    const [counts] = await trx.run<TryCounts>(sql`
      select count(*) filter (where conversation_id = ${conversationId}) as of_conversation,
        count(*) filter (where contact_id = ${contactId}) as of_contact,
        count(*) filter (where subject_key = ${subjectKey}) as of_subject, count(*) as of_shop
      from proof_try where shop_id = ${shopId} and kind = ${kind} and at > now() - interval '1 hour'`);
    if (!counts) return null;
    const used = Math.max(counts.of_conversation, counts.of_contact, kind === "proof" ? counts.of_subject : 0);
    if (used >= limits.perHour || counts.of_shop >= limits.perHourOfShop) return null;
    await trx.run(sql`
      insert into proof_try (shop_id, kind, conversation_id, contact_id, subject_key)
      values (${shopId}, ${kind}, ${conversationId}, ${contactId}, ${subjectKey})`);
    await trx.run(sql`
      delete from proof_try where shop_id = ${shopId} and ctid in (select ctid from proof_try
        where shop_id = ${shopId} and at < now() - ${TRIES_KEPT}::interval limit 20)`);
    return Math.min(limits.perHour - used - 1, limits.perHourOfShop - counts.of_shop - 1);
  });
}

type KeptIdentity = { readonly shopId: ShopId } & Parameters<ToolStore["keepIdentity"]>[1] &
  Parameters<ToolStore["keepIdentity"]>[2];

async function keepIdentity(database: OpenDatabase, kept: KeptIdentity): Promise<boolean> {
  const { shopId, accountId, threadKey, identity, tokenId } = kept;
  return database.withShop(shopId, async (trx) => {
    const taken = await trx.run(sql`
      insert into used_token (shop_id, token_id, thread_key, expires_at)
      values (${shopId}, ${tokenId}, ${threadKey}, ${new Date(identity.expiresAt)})
      on conflict (shop_id, token_id) do update set expires_at = excluded.expires_at
        where used_token.thread_key = excluded.thread_key returning 1`);
    if (taken.length === 0) return false;
    // A thread is one buyer's for ever: another subject finds no row to change, and none to add.
    const bound = await trx.run(sql`
      insert into buyer_identity (shop_id, account_id, thread_key, subject, email, phone, token_id, expires_at)
      values (${shopId}, ${accountId}, ${threadKey}, ${identity.subject}, ${identity.email}, ${identity.phone},
        ${tokenId}, ${new Date(identity.expiresAt)})
      on conflict (shop_id, account_id, thread_key) do update set email = excluded.email, phone = excluded.phone,
        token_id = excluded.token_id, verified_at = now(), expires_at = excluded.expires_at
        where buyer_identity.subject = excluded.subject returning 1`);
    await trx.run(sql`
      delete from used_token where shop_id = ${shopId} and ctid in (select ctid from used_token
        where shop_id = ${shopId} and expires_at < now() - interval '1 day' limit 20)`);
    return bound.length > 0;
  });
}
