/** Who opens a case and what is at stake, on a real database: VIPs, dear orders, and who had to come back. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DeskSettings } from "../../src/contracts/desk.ts";
import type { ContactId, Instant } from "../../src/contracts/ids.ts";
import type { Ticket } from "../../src/contracts/ticket.ts";
import { DEFAULT_DESK_SETTINGS } from "../../src/shared/desk-settings.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { until } from "../support/until.ts";
import { anOrder, openToolRig, type ToolRig } from "./tools/tool-rig.ts";

let rig: ToolRig;
beforeAll(async () => {
  rig = await openToolRig();
  await rig.tells(
    anOrder("HL-60000001", { total: { minor: 50_000, currency: "EUR" } }),
    anOrder("HL-60000002", { total: { minor: 4_999, currency: "EUR" } }),
    anOrder("HL-60000003", { total: { minor: 90_000, currency: "EUR" }, buyerEmail: "other@example.com" }),
  );
});
afterAll(() => rig.close());
beforeEach(() => promise({}));

const HOUR_MS = 3_600_000;
const shopId = () => rig.program.shop.shopId;
const promise = (settings: Partial<DeskSettings>) =>
  rig.ports.desk.saveSettings(shopId(), { ...DEFAULT_DESK_SETTINGS, ...settings });
const inShop = (statement: ReturnType<typeof sql>) =>
  rig.program.db.database.withShop(shopId(), async (trx) => void (await statement.execute(trx)));
const ticketOf = (buyer: Buyer): Promise<Ticket> =>
  until("a ticket", async () => (await rig.openTicketOf(buyer.threadKey)) ?? undefined);

async function contactOf(buyer: Buyer): Promise<ContactId> {
  const conversation = await rig.ports.conversations.get(shopId(), await rig.conversationOf(buyer.threadKey));
  if (!conversation) throw new Error("no conversation");
  return conversation.contactId;
}

/** The case is over, as if so many days had passed; the assistant has the conversation again. */
async function daysLater(buyer: Buyer, days: number): Promise<void> {
  const { ticketId, conversationId } = await ticketOf(buyer);
  await rig.quiet();
  await inShop(sql`update ticket set status = 'closed', resolved_at = now(),
    opened_at = opened_at - make_interval(days => ${days}) where ticket_id = ${ticketId}`);
  await inShop(sql`delete from ticket_timer where ticket_id = ${ticketId}`);
  await inShop(sql`update conversation set holder_kind = 'assistant', holder_ticket_id = null, holder_agent_id = null,
    epoch = epoch + 1 where conversation_id = ${conversationId}`);
}

async function opens(buyer: Buyer, text = "a person please"): Promise<Ticket> {
  await buyer.says(text);
  return ticketOf(buyer);
}

async function proves(buyer: Buyer, orderNumber: string): Promise<void> {
  await buyer.says(`Where is my order ${orderNumber}?`).getsNotice("tool-ask-proof-email");
  await buyer.says("lucia@example.com").gets(new RegExp(orderNumber, "u"));
}

describe("who writes", () => {
  test("a first case is what its words say", async () => {
    const ticket = await opens(createBuyer(rig, { locale: "en" }), "the cup is cracked, a person please");
    expect(ticket).toMatchObject({ priority: "normal", category: "damaged", tags: [] });
  });

  test("who asks for a person and nothing else asks about what was said before", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("Hello").getsNotice("greeting");
    await buyer.says("Where is my refund?").getsNotice("tool-ask-order-number");
    const ticket = await opens(buyer);
    expect(ticket.category).toBe("refund");
  });

  test("a VIP goes up by one, and what was promised with it", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("Hello").getsNotice("greeting");
    const contactId = await contactOf(buyer);
    expect(
      await rig.ports.desk.tagContact(shopId(), contactId, ["wholesale", "vip"], { actor: { kind: "system" } }),
    ).toBe(true);
    const ticket = await opens(buyer, "terrible service, I want a person");
    expect(ticket).toMatchObject({ priority: "urgent", tags: ["vip"] });
    expect(ticket.firstReplyDueAt - ticket.openedAt).toBe(2 * HOUR_MS);
    const timers = await rig.program.db.database.inShop(
      shopId(),
      sql<{ kind: string; due_at: Date }>`select kind, due_at from ticket_timer where ticket_id = ${ticket.ticketId}
        and kind in ('warn', 'breach') order by kind`,
    );
    expect(timers.map(({ due_at }) => due_at.getTime() - ticket.openedAt)).toEqual([2 * HOUR_MS, 1.5 * HOUR_MS]);
    expect(await rig.audited()).toContain("contact-tagged");
  });

  test("a tag that the shop does not name makes no VIP, one that it names does", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("Hello").getsNotice("greeting");
    await rig.ports.desk.tagContact(shopId(), await contactOf(buyer), ["gold"], { actor: { kind: "system" } });
    expect((await opens(buyer)).tags).toEqual([]);
    await promise({ vipTags: ["gold"] });
    await daysLater(buyer, 100);
    expect(await opens(buyer)).toMatchObject({ tags: ["vip"], priority: "high" });
  });

  test("nobody is tagged who is not there", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000" as ContactId;
    expect(await rig.ports.desk.tagContact(shopId(), nobody, ["vip"], { actor: { kind: "system" } })).toBe(false);
    const since = { lately: 0 as Instant, frequent: 0 as Instant };
    const history = { tags: [], openedLately: 0, openedFrequent: 0 };
    expect(await rig.ports.desk.caseHistory(shopId(), nobody, since)).toEqual(history);
  });
});

describe("who comes back", () => {
  test("within a week goes up by one, later is a new case", async () => {
    const soon = createBuyer(rig, { locale: "en" });
    expect((await opens(soon)).tags).toEqual([]);
    await daysLater(soon, 6);
    expect(await opens(soon)).toMatchObject({ priority: "high", tags: ["repeat-contact"] });
    const late = createBuyer(rig, { locale: "en" });
    await opens(late);
    await daysLater(late, 8);
    expect(await opens(late)).toMatchObject({ priority: "normal", tags: [] });
  });

  test("for the third time within a month goes up by one, however long ago the last one was", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await opens(buyer);
    await daysLater(buyer, 20);
    expect((await opens(buyer)).tags).toEqual([]);
    await daysLater(buyer, 9);
    expect(await opens(buyer)).toMatchObject({ priority: "high", tags: ["repeat-contact"] });
  });

  test("another contact's cases are another's", async () => {
    await opens(createBuyer(rig, { locale: "en" }));
    expect((await opens(createBuyer(rig, { locale: "en" }))).tags).toEqual([]);
  });
});

describe("what is at stake", () => {
  test("without a limit no order counts", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await proves(buyer, "HL-60000001");
    expect((await opens(buyer)).tags).toEqual([]);
  });

  test("an order above the limit raises its proven buyer's case; below, in another currency or unproven it does not", async () => {
    await promise({ highOrderMinor: { EUR: 50_000 } });
    const dear = createBuyer(rig, { locale: "en" });
    await proves(dear, "HL-60000001");
    expect(await opens(dear)).toMatchObject({ priority: "high", tags: ["high-value"] });
    const cheap = createBuyer(rig, { locale: "en" });
    await proves(cheap, "HL-60000002");
    expect((await opens(cheap)).tags).toEqual([]);
    const boasting = createBuyer(rig, { locale: "en" });
    expect((await opens(boasting, "I need a person for order HL-60000003")).tags).toEqual([]);
    await promise({ highOrderMinor: { JPY: 1 } });
    const foreign = createBuyer(rig, { locale: "en" });
    await proves(foreign, "HL-60000001");
    expect((await opens(foreign)).tags).toEqual([]);
  });

  test("of several orders the one that is named counts", async () => {
    await promise({ highOrderMinor: { EUR: 50_000 } });
    const buyer = createBuyer(rig, { locale: "en" });
    await proves(buyer, "HL-60000001");
    await proves(buyer, "HL-60000002");
    expect((await opens(buyer, "a person please, for HL-60000002")).tags).toEqual([]);
  });
});
