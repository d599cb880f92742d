/** A forgotten buyer against a real PostgreSQL: orders, coupons, tokens, proofs, proposals and open forms, and nobody else's. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CommerceStore, Order } from "../../src/contracts/commerce.ts";
import type { ContactId, ConversationId, Instant, MessageId, TicketId } from "../../src/contracts/ids.ts";
import type { NewProposal, ProposalId } from "../../src/contracts/proposal.ts";
import type { ConversationStore, InboxStore } from "../../src/contracts/stores.ts";
import type { ToolStore } from "../../src/contracts/tool-store.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { createCommerceStore } from "../../src/store/commerce/commerce-store.ts";
import { createConversationStore } from "../../src/store/conversation-store.ts";
import { createInboxStore } from "../../src/store/inbox-store.ts";
import { createTranslationStore } from "../../src/store/translation/create-translation-store.ts";
import { order } from "../commerce/records.ts";
import { systemClock } from "../support/recording-host.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";
import { createTestToolStore } from "../support/test-tools.ts";

const ADDRESS = "Lucía Ortega, Calle Mayor 12, 28013 Madrid";
const EMAIL = "lucia@example.com";
const inAnHour = () => (Date.now() + 3_600_000) as Instant;
const ids = createRandomIds(systemClock);

let db: ShopDatabase;
let commerce: CommerceStore;
let tools: ToolStore;
let conversations: ConversationStore;
let inbox: InboxStore;
let threads = 0;

beforeAll(async () => {
  db = await openShopDatabase();
  commerce = createCommerceStore(db.database);
  tools = createTestToolStore(db.database);
  conversations = createConversationStore(db.database);
  inbox = createInboxStore(db.database);
});
afterAll(() => db.close());
beforeEach(async () => {
  await commerce.forgetBuyer(db.shop.shopId, { email: EMAIL, phone: "+34 612 345 678" });
});

interface Opened {
  readonly threadKey: string;
  readonly conversationId: ConversationId;
}

async function openConversation(): Promise<Opened> {
  const threadKey = `forget-${(threads += 1)}`;
  const { shopId } = db.shop;
  await inbox.accept(shopId, db.accountId, {
    threadKey,
    senderKey: threadKey,
    senderName: null,
    externalId: threadKey,
    parts: [{ kind: "text", text: "hola" }],
    locale: null,
    sentAt: systemClock.now(),
  });
  const [row] = await db.database.inShop<{ conversation_id: string }>(
    shopId,
    sql`select conversation_id from conversation where thread_key = ${threadKey}`,
  );
  return { threadKey, conversationId: (row?.conversation_id ?? "") as ConversationId };
}

async function storeOrder(orderNumber: string, buyerEmail: string): Promise<Order> {
  const record = order({ externalKey: orderNumber, orderNumber, buyerEmail, buyerPhone: null });
  await commerce.write(db.shop.shopId, [{ kind: "order", order: record }]);
  const found = await commerce.findOrder(db.shop.shopId, orderNumber);
  if (!found) throw new Error("the order is not there");
  return found;
}

/** Proves the order, asks for another address for it, and begins to type a third one. */
async function wishes({ conversationId }: Opened, { orderId, orderNumber }: Order): Promise<ProposalId> {
  const { shopId } = db.shop;
  const conversation = await conversations.get(shopId, conversationId);
  const propose: NewProposal = {
    proposalId: ids.next<ProposalId>(),
    kind: "change-address",
    orderId,
    orderNumber,
    amount: null,
    couponId: null,
    couponCode: null,
    detail: ADDRESS,
    language: "es",
    onceKey: `change-address:${orderId}`,
    expiresAt: inAnHour(),
    rule: null,
  };
  const result = await conversations.change(shopId, conversationId, conversation?.epoch ?? 0, {
    queue: [],
    audit: [],
    propose,
    prove: { orderId, kind: "email", expiresAt: inAnHour() },
    form: {
      purpose: "change-address",
      asking: "confirmation",
      orderNumber,
      orderId,
      address: ADDRESS,
      expiresAt: inAnHour(),
    },
  });
  expect(result.kind).toBe("changed");
  return propose.proposalId;
}

async function vouch(threadKey: string, contact: { readonly email: string | null; readonly phone: string | null }) {
  const identity = { subject: `customer-${threadKey}`, ...contact, expiresAt: inAnHour() };
  const thread = { accountId: db.accountId, threadKey };
  return tools.keepIdentity(db.shop.shopId, thread, { identity, tokenId: `token-${threadKey}` });
}

/** Everything the database holds of the verification tables, as text. */
async function holdings(): Promise<string> {
  const [row] = await db.database.inShop<{ all: string }>(
    db.shop.shopId,
    sql`select concat((select jsonb_agg(to_jsonb(i) - 'thread_key') from buyer_identity i),
      (select jsonb_agg(p) from proposal p), (select jsonb_agg(form) from conversation)) as all`,
  );
  return row?.all ?? "";
}

test("who vouched for the buyer, what was proven and every address are gone, whatever the order's state", async () => {
  const { shopId } = db.shop;
  const conversation = await openConversation();
  const proposalId = await wishes(conversation, await storeOrder("FB-1", EMAIL));
  expect(await vouch(conversation.threadKey, { email: EMAIL, phone: null })).toBe(true);
  expect(await holdings()).toMatch(/Calle Mayor[\s\S]*Calle Mayor/u);
  // The form, the identity, the proof, the proposal, the order.
  expect(await commerce.forgetBuyer(shopId, { email: " Lucia@Example.com" })).toBe(5);
  expect(await holdings()).not.toMatch(/Calle Mayor|lucia|customer-forget|token-forget/iu);
  expect(await tools.principal(shopId, conversation.conversationId)).toEqual({
    shopId,
    conversationId: conversation.conversationId,
    contactId: expect.any(String) as ContactId,
    identity: null,
    provenOrders: [],
  });
  expect((await conversations.get(shopId, conversation.conversationId))?.form ?? null).toBeNull();
  // Without its address nobody can carry it out.
  expect(await tools.getProposal(shopId, proposalId)).toMatchObject({ state: "expired", detail: null });
  expect(await commerce.forgetBuyer(shopId, { email: EMAIL })).toBe(0);
});

test("what the buyer said of a case goes, the score stays; another buyer's words stay", async () => {
  const { shopId } = db.shop;
  const [own, other] = [await openConversation(), await openConversation()];
  expect(await vouch(own.threadKey, { email: EMAIL, phone: null })).toBe(true);
  for (const { conversationId } of [own, other]) {
    const ticketId = ids.next<TicketId>();
    const openedAt = systemClock.now();
    const epoch = (await conversations.get(shopId, conversationId))?.epoch ?? 0;
    const opened = await conversations.change(shopId, conversationId, epoch, {
      openTicket: {
        ticketId,
        reason: "buyer-asked",
        priority: "normal",
        note: "",
        language: "es",
        openedAt,
        firstReplyDueAt: openedAt,
      },
      holder: { kind: "queue", ticketId },
      scores: [
        { kind: "asked", ticketId },
        { kind: "scored", ticketId, score: 2, tag: null },
        { kind: "commented", ticketId, comment: "I live in Calle Mayor" },
      ],
      queue: [],
      audit: [],
    });
    expect(opened.kind).toBe("changed");
  }
  // The identity and the comment.
  expect(await commerce.forgetBuyer(shopId, { email: EMAIL })).toBe(2);
  const rows = await db.database.inShop<{ score: number; comment: string | null }>(
    shopId,
    sql`select s.score, s.comment from ticket_score s join ticket k using (shop_id, ticket_id)
      where k.conversation_id = any(${[own.conversationId, other.conversationId]}::uuid[]) order by s.comment nulls first`,
  );
  expect(rows).toEqual([
    { score: 2, comment: null },
    { score: 2, comment: "I live in Calle Mayor" },
  ]);
});

test("translations of what was said go with the buyer, nobody else's", async () => {
  const { shopId } = db.shop;
  const [own, other] = [await openConversation(), await openConversation()];
  expect(await vouch(own.threadKey, { email: EMAIL, phone: null })).toBe(true);
  const translations = createTranslationStore(db.database);
  const messages = await Promise.all(
    [own, other].map(async ({ conversationId }) => {
      const [said] = await conversations.timeline(shopId, conversationId, { limit: 1 });
      return said?.messageId as MessageId;
    }),
  );
  const wanted = messages.map((messageId) => ({ messageId, language: "en" as const }));
  expect(await translations.want(shopId, wanted)).toBe(2);
  // The identity and the translation.
  expect(await commerce.forgetBuyer(shopId, { email: EMAIL })).toBe(2);
  expect(await translations.find(shopId, messages, "en")).toMatchObject([{ messageId: messages[1] }]);
});

test("the thread stays closed to everybody else, and the token that was used opens nothing", async () => {
  const { threadKey } = await openConversation();
  expect(await vouch(threadKey, { email: EMAIL, phone: null })).toBe(true);
  await commerce.forgetBuyer(db.shop.shopId, { email: EMAIL });
  const identity = { subject: "somebody-else", email: "else@example.com", phone: null, expiresAt: inAnHour() };
  const thread = { accountId: db.accountId, threadKey };
  expect(await tools.keepIdentity(db.shop.shopId, thread, { identity, tokenId: "fresh" })).toBe(false);
  const other = { accountId: db.accountId, threadKey: "another-thread" };
  expect(await tools.keepIdentity(db.shop.shopId, other, { identity, tokenId: `token-${threadKey}` })).toBe(false);
});

test("a buyer is found by telephone, too, with or without the country's code", async () => {
  const { threadKey, conversationId } = await openConversation();
  expect(await vouch(threadKey, { email: null, phone: "34612345678" })).toBe(true);
  expect(await commerce.forgetBuyer(db.shop.shopId, { phone: "612 345 678" })).toBe(1);
  expect((await tools.principal(db.shop.shopId, conversationId))?.identity).toBeNull();
});

test("what other buyers said, proved and asked for stays, in this shop and in another", async () => {
  const { shopId } = db.shop;
  const mine = await openConversation();
  const others = await openConversation();
  await wishes(mine, await storeOrder("FB-2", EMAIL));
  const kept = await storeOrder("FB-3", "other@example.com");
  const proposalId = await wishes(others, kept);
  await vouch(others.threadKey, { email: "other@example.com", phone: "49171234567" });
  const before = await tools.principal(shopId, others.conversationId);
  expect(await commerce.forgetBuyer(db.otherShop.shopId, { email: EMAIL })).toBe(0);
  expect((await tools.principal(shopId, mine.conversationId))?.provenOrders).toHaveLength(1);
  expect(await commerce.forgetBuyer(shopId, { email: EMAIL })).toBe(4);
  expect(await tools.principal(shopId, others.conversationId)).toEqual(before);
  expect(before).toMatchObject({ identity: { email: "other@example.com" }, provenOrders: [{ orderId: kept.orderId }] });
  expect(await tools.getProposal(shopId, proposalId)).toMatchObject({ state: "open", detail: ADDRESS });
  expect((await conversations.get(shopId, others.conversationId))?.form?.address).toBe(ADDRESS);
});

test("nobody is forgotten by an empty or broken contact", async () => {
  const { threadKey, conversationId } = await openConversation();
  await vouch(threadKey, { email: null, phone: null });
  expect(await commerce.forgetBuyer(db.shop.shopId, {})).toBe(0);
  expect(await commerce.forgetBuyer(db.shop.shopId, { email: "", phone: "12" })).toBe(0);
  expect((await tools.principal(db.shop.shopId, conversationId))?.identity).not.toBeNull();
});
