/** Cancelling, returning, refunding, another address, coupons and products: what may be asked, proposed and approved. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Instant } from "../../../src/contracts/ids.ts";
import type { Language } from "../../../src/contracts/language.ts";
import { decideProposal } from "../../../src/flows/tools/decide-proposal.ts";
import { parseGlossary } from "../../../src/knowledge/lexicon/parse-glossary.ts";
import { createBuyer } from "../../support/buyer.ts";
import { aCoupon, ago, anOrder, aParcel, aProduct, days, hours, openToolRig, type ToolRig } from "./tool-rig.ts";

let rig: ToolRig;
beforeAll(async () => {
  rig = await openToolRig();
  await rig.tells(
    aCoupon("SAVE10"),
    aCoupon("GONE20", { validUntilAt: ago(days(3)) }),
    aCoupon("LUCIA15", { audience: { kind: "emails", emails: ["lucia@example.com"] } }),
    aProduct("squall"),
    aProduct("cup", { title: "Ceramic cup", category: "Cups", tags: ["Kitchen"], description: "Holds rain too." }),
  );
});
afterAll(() => rig.close());

const proof = "lucia@example.com";

/** The shop's page vouches for the buyer of this thread. */
async function vouch(threadKey: string, email: string | null): Promise<void> {
  const { shopId } = rig.program.shop;
  const thread = { accountId: rig.program.accountId, threadKey };
  const identity = { subject: `sub-${threadKey}`, email, phone: null, expiresAt: (Date.now() + hours(1)) as Instant };
  expect(await rig.ports.tools.keepIdentity(shopId, thread, { identity, tokenId: `jti-${threadKey}` })).toBe(true);
}

describe("a wish", () => {
  const WISHES: readonly (readonly [Language, string, string, string])[] = [
    ["en", "cancel my order HL-30000001", "yes", "cancel-order"],
    ["es", "quiero cancelar mi pedido HL-30000002", "sí", "cancel-order"],
    ["ar", "أريد إلغاء طلبي HL-30000003", "نعم", "cancel-order"],
    ["zh", "取消我的订单 HL-30000004", "是", "cancel-order"],
  ];

  test.each(WISHES)("to cancel is confirmed, proposed and handed over, in %s", async (language, ask, yes, kind) => {
    const number = /HL-\d+/u.exec(ask)?.[0] ?? "";
    await rig.tells(anOrder(number));
    const buyer = createBuyer(rig, { locale: language });
    await buyer.says(ask).getsNotice("tool-ask-proof-email").in(language);
    await buyer.says(proof).gets(new RegExp(number)).in(language).offering("tool:yes", "tool:no");
    await buyer.says(yes).getsNotice("proposal-sent").in(language);
    await buyer.hasTicket();
    expect(await rig.proposal()).toMatchObject({ kind, orderNumber: number, state: "open", amount: { minor: 14890 } });
    expect((await rig.openTicketOf(buyer.threadKey))?.note).toBe(`cancel-order ${number}`);
  });

  test("that the buyer takes back proposes nothing", async () => {
    await rig.tells(anOrder("HL-30000010"));
    const before = (await rig.proposals()).length;
    const buyer = createBuyer(rig);
    await buyer.says(`cancel my order HL-30000010 ${proof}`).gets(/Shall I ask our team to cancel/);
    await buyer.presses("tool:no").getsNotice("tool-form-left");
    expect(await rig.proposals()).toHaveLength(before);
  });

  test("that came too late is told why, and nothing is proposed", async () => {
    await rig.tells(anOrder("HL-30000011", { status: "shipped", shippedAt: ago(hours(5)) }));
    const buyer = createBuyer(rig);
    await buyer.says(`cancel my order HL-30000011 ${proof}`).getsNotice("cancel-too-late");
  });

  test("that was possible and is no more when the buyer says yes is refused then", async () => {
    await rig.tells(anOrder("HL-30000012"));
    const buyer = createBuyer(rig);
    await buyer.says(`cancel my order HL-30000012 ${proof}`).gets(/Shall I ask/);
    await rig.tells(anOrder("HL-30000012", { status: "shipped", shippedAt: ago(0) }));
    await buyer.says("yes").getsNotice("cancel-too-late");
  });

  test("to return is possible within the shop's days of delivery, and over after", async () => {
    await rig.tells(
      anOrder("HL-30000013", { status: "delivered", deliveredAt: ago(days(10)) }),
      anOrder("HL-30000014", { status: "delivered", deliveredAt: ago(days(31)) }),
    );
    await createBuyer(rig)
      .says(`can I still return HL-30000013? ${proof}`)
      .gets(/20 days are left/);
    await createBuyer(rig).says(`can I still return HL-30000014? ${proof}`).getsNotice("return-over");
    await rig.sets({ returnDays: 60 });
    await rig.tells(anOrder("HL-30000015", { status: "delivered", deliveredAt: ago(days(31)) }));
    expect((await rig.ports.tools.settings(rig.program.shop.shopId)).returnDays).toBe(60);
    await createBuyer(rig)
      .says(`can I still return HL-30000015? ${proof}`)
      .gets(/29 days are left/);
  });

  test("for another address asks for it and puts it before a person, not into the words of the notice", async () => {
    await rig.tells(anOrder("HL-30000016"));
    const buyer = createBuyer(rig);
    await buyer.says(`change the address of HL-30000016 please ${proof}`).getsNotice("tool-ask-address");
    await buyer.says("Ana Ruiz, Calle Mayor 12, 28013 Madrid, Spain").gets(/Calle Mayor 12/);
    await buyer.presses("tool:yes").getsNotice("proposal-sent");
    expect(await rig.proposal()).toMatchObject({
      kind: "change-address",
      detail: "Ana Ruiz, Calle Mayor 12, 28013 Madrid, Spain",
    });
  });

  test("for money is made once: a second wish for the same order finds the first", async () => {
    await rig.tells(anOrder("HL-30000017", { status: "delivered", deliveredAt: ago(days(2)) }));
    const first = createBuyer(rig);
    await first.says(`refund my order HL-30000017 ${proof}`).getsNotice("confirm-refund");
    await first.says("yes").getsNotice("proposal-sent");
    const second = createBuyer(rig);
    await second.says(`return my order HL-30000017 ${proof}`).gets(/Shall I register/);
    await second.says("yes").getsNotice("proposal-known");
  });
});

describe("a proposal", () => {
  async function propose(number: string) {
    await rig.tells(anOrder(number));
    const buyer = createBuyer(rig);
    await buyer.says(`cancel my order ${number} ${proof}`).gets(/Shall I ask/);
    await buyer.says("yes").getsNotice("proposal-sent");
    return { buyer, proposal: await rig.proposal() };
  }
  const approved = { state: "approved", reason: null } as const;

  test("approved by two agents at once is approved once, and the buyer is told once", async () => {
    const { buyer, proposal } = await propose("HL-31000001");
    const agents = [await rig.addAgent("Mina"), await rig.addAgent("Omar")];
    const results = await Promise.all(
      [...agents, ...agents].map((agent) => decideProposal(agent, proposal.proposalId, approved, rig.ports)),
    );
    expect(new Set(results.map(({ decidedBy }) => decidedBy)).size).toBe(1);
    await buyer.hearsNotice("proposal-approved-cancel-order");
    await rig.quiet();
    expect(buyer.heard().filter(({ text }) => text.includes("was approved"))).toHaveLength(1);
    expect((await rig.audited()).filter((action) => action === "proposal-approved")).toHaveLength(1);
  });

  test("approved and rejected at once ends in one of both", async () => {
    const { proposal } = await propose("HL-31000002");
    const agent = await rig.addAgent("Mina");
    const results = await Promise.allSettled([
      decideProposal(agent, proposal.proposalId, approved, rig.ports),
      decideProposal(agent, proposal.proposalId, { state: "rejected", reason: "gone" }, rig.ports),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("is closed to who may only read, and to another shop", async () => {
    const { proposal } = await propose("HL-31000003");
    const viewer = await rig.addAgent("Vera", "viewer");
    await expect(decideProposal(viewer, proposal.proposalId, approved, rig.ports)).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
    const stranger = { ...(await rig.addAgent("Sam")), shopId: rig.program.db.otherShop.shopId };
    await expect(decideProposal(stranger, proposal.proposalId, approved, rig.ports)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("expires", async () => {
    await rig.sets({ proposalHours: 0 });
    const { proposal } = await propose("HL-31000004");
    await rig.sets({ proposalHours: 72 });
    expect(proposal.state).toBe("expired");
    const agent = await rig.addAgent("Mina");
    await expect(decideProposal(agent, proposal.proposalId, approved, rig.ports)).rejects.toMatchObject({
      code: "TRANSITION_FORBIDDEN",
    });
  });

  test("for goodwill is granted by rule while it is small, once for each late order", async () => {
    await rig.tells(
      anOrder("HL-31000005", { status: "shipped", placedAt: ago(days(20)) }),
      aParcel("HL-31000005", { expectedFromAt: ago(days(9)), expectedToAt: ago(days(8)) }),
    );
    await rig.sets({ goodwillCode: "SAVE10" });
    const buyer = createBuyer(rig);
    await buyer.says(`HL-31000005 ${proof}`).gets(/SAVE10 \(10%/);
    await buyer.says("where is my order HL-31000005").gets(/^(?![^]*SAVE10)/u);
    expect(await rig.proposal()).toMatchObject({ kind: "grant-coupon", state: "approved", rule: "late-order" });
    await rig.sets({ goodwillCode: null });
  });
});

describe("a buyer whom the shop vouches for", () => {
  test("needs no proof, and chooses among the last orders when there are several", async () => {
    const email = "vip@example.com";
    await rig.tells(anOrder("HL-32000001", { buyerEmail: email }), anOrder("HL-32000002", { buyerEmail: email }));
    const buyer = createBuyer(rig);
    await vouch(buyer.threadKey, email);
    await buyer
      .says("where is my order?")
      .getsNotice("tool-choose-order")
      .offering("order:hl32000001", "order:hl32000002");
    await buyer.presses("order:hl32000002").gets(/HL-32000002 is being prepared/);
  });

  test("gets nobody else's order", async () => {
    await rig.tells(anOrder("HL-32000003", { buyerEmail: "somebody@example.com" }));
    const buyer = createBuyer(rig);
    await vouch(buyer.threadKey, "vip@example.com");
    await buyer.says("where is my order HL-32000003").getsNotice("tool-ask-proof-email");
  });
});

test("an order of another shop is one that does not exist", async () => {
  const { otherShop } = rig.program.db;
  const [record] = [anOrder("HL-33000001")];
  await rig.ports.commerce.write(otherShop.shopId, [record]);
  const buyer = createBuyer(rig);
  await buyer.says(`HL-33000001 ${proof}`).gets(/can’t find an order/);
});

describe("a coupon", () => {
  test.each([
    ["en", "is this coupon valid: SAVE10?", /SAVE10 is valid: 10% off/],
    ["es", "¿es válido el cupón SAVE10?", /SAVE10 es válido: 10\s?% de descuento/],
    ["ar", "هل الكوبون صالح SAVE10", /SAVE10 صالح/],
    ["zh", "优惠码能用吗 SAVE10", /SAVE10 有效/],
  ] as const)("is judged in %s", async (language, ask, expected) => {
    await createBuyer(rig, { locale: language }).says(ask).gets(expected).in(language);
  });

  test("is asked for when the message names none, and its end is told", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("is my coupon valid?").getsNotice("tool-ask-coupon-code");
    await buyer.says("gone20").getsNotice("coupon-expired");
  });

  test("that is bound to somebody else does not exist; its owner may use it", async () => {
    await createBuyer(rig).says("is the code valid? LUCIA15").getsNotice("coupon-unknown");
    const owner = createBuyer(rig);
    await vouch(owner.threadKey, "lucia@example.com");
    await owner.says("is the code valid? LUCIA15").gets(/LUCIA15 is valid/);
  });

  test("is not found by guessing: after ten tries a person takes over", async () => {
    const buyer = createBuyer(rig);
    for (let guess = 0; guess < 10; guess += 1) {
      await buyer.says(`is this code valid GUESS${guess}0`).getsNotice("coupon-unknown");
    }
    await buyer.says("is this code valid SAVE10").getsNotice("tool-proof-blocked");
  });
});

describe("products", () => {
  test("that suit are named with price, stock and why", async () => {
    const buyer = createBuyer(rig);
    await buyer
      .says("I'm looking for a rain jacket")
      .gets(/Squall rain jacket: €129\. Only 4 left\. Matches: .*jacket/);
    expect(buyer.heard().at(-1)?.text).not.toContain("Ceramic cup");
  });

  test.each([
    ["es", "Busco una chaqueta para la lluvia", /Squall rain jacket[\s\S]*chaqueta/],
    ["de", "Ich suche eine Regenjacke", /Squall rain jacket[\s\S]*regenjacke/],
    ["zh", "我想买一件雨衣", /Squall rain jacket[\s\S]*雨衣/],
    ["ar", "أبحث عن جاكيت", /Squall rain jacket[\s\S]*جاكيت/],
    ["fr", "Je cherche une tasse", /Ceramic cup[\s\S]*tasse/],
  ] as const)("are found by what the glossary calls them, asked in %s", async (locale, wish, found) => {
    const text = await readFile(new URL("../../../knowledge/glossary.yaml", import.meta.url), "utf8");
    rig.program.shelves.useGlossary(rig.program.shop.shopId, { text, glossary: parseGlossary(text).glossary });
    const buyer = createBuyer(rig, { locale });
    const said = await buyer.says(wish).gets(found).in(locale);
    expect(/Squall/.test(said?.text ?? "") && /Ceramic/.test(said?.text ?? "")).toBe(false);
  });

  test("above the buyer's price are not offered", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("do you have a rain jacket under 50 €").gets(/^(?!These might suit)/u);
  });
});
