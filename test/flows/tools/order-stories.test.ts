/** Where is my order: asked in chat, proven, answered; wrong proofs, other people's orders, forms left and interrupted. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Language } from "../../../src/contracts/language.ts";
import { createBuyer } from "../../support/buyer.ts";
import { ago, anOrder, aParcel, days, hours, openToolRig, type ToolRig } from "./tool-rig.ts";

let rig: ToolRig;
beforeAll(async () => {
  rig = await openToolRig();
  await rig.tells(
    anOrder("HL-20000001", { status: "shipped", shippedAt: ago(days(1)) }),
    aParcel("HL-20000001", {
      status: "in-transit",
      expectedFromAt: ago(-days(2)),
      expectedToAt: ago(-days(4)),
    }),
    anOrder("HL-20000002", { buyerEmail: "other@example.com", shippingPostcode: "10115" }),
    anOrder("HL-20000003", { status: "shipped", placedAt: ago(days(20)), shippedAt: ago(days(15)) }),
    aParcel("HL-20000003", { status: "in-transit", expectedFromAt: ago(days(6)), expectedToAt: ago(days(4)) }),
  );
});
afterAll(() => rig.close());

const QUESTIONS: Readonly<Record<string, { ask: string; word: RegExp }>> = {
  en: { ask: "Where is my order?", word: /has been shipped/ },
  es: { ask: "¿Dónde está mi pedido?", word: /ya se ha enviado/ },
  ar: { ask: "أين طلبي؟", word: /تم شحن الطلب/ },
  zh: { ask: "我的订单到哪了？", word: /已发货/ },
  de: { ask: "Wo bleibt mein Paket?", word: /ist verschickt/ },
  fr: { ask: "Où est ma commande ?", word: /est expédiée/ },
  pt: { ask: "Cadê meu pedido?", word: /já foi enviado/ },
  it: { ask: "Dov'è il mio pacco?", word: /è stato spedito/ },
  ja: { ask: "注文した商品はどこですか", word: /発送済み/ },
  ko: { ask: "제 주문 어디까지 왔나요?", word: /발송되었습니다/ },
  ru: { ask: "Где мой заказ?", word: /отправлен/ },
  tr: { ask: "Siparişim nerede?", word: /gönderildi/ },
  id: { ask: "Paket saya di mana ya?", word: /sudah dikirim/ },
  vi: { ask: "Đơn hàng của tôi đang ở đâu?", word: /đã được gửi đi/ },
  th: { ask: "พัสดุของฉันอยู่ที่ไหน", word: /จัดส่งคำสั่งซื้อ/ },
};

describe("a buyer who asks for an order", () => {
  test.each(Object.entries(QUESTIONS))(
    "is asked for number and proof, then told, in %s",
    async (language, { ask, word }) => {
      const buyer = createBuyer(rig, { locale: language });
      await buyer
        .says(ask)
        .getsNotice("tool-ask-order-number")
        .in(language as Language)
        .offering("tool:leave", "person");
      await buyer
        .says("HL-20000001")
        .getsNotice("tool-ask-proof-email")
        .in(language as Language);
      await buyer
        .says("lucia@example.com")
        .gets(word)
        .in(language as Language);
      expect(buyer.heard().at(-1)?.text).toContain("TRHL-20000001");
      expect(buyer.heard().at(-1)?.text).not.toMatch(/lucia|Ortega|28004/u);
    },
  );

  test("may give number and e-mail at once, or the number alone", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("where is order hl 20000001, lucia@example.com").gets(/has been shipped/);
    const short = createBuyer(rig);
    await short.says("HL-20000001").getsNotice("tool-ask-proof-email");
    await short.says("  LUCIA@Example.COM ").gets(/has been shipped/);
  });

  test("is not asked twice: the conversation knows the order for a day", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("HL-20000001 lucia@example.com").gets(/has been shipped/);
    await buyer.says("when will my order arrive?").gets(/Expected between/);
  });

  test("hears that the parcel is late, by how many days, and that we are sorry", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("HL-20000003 lucia@example.com").gets(/4 days late|3 days late/);
  });

  test("may use the number of the parcel instead", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("TRHL-20000001").gets(/e-mail/i);
    await buyer.says("lucia@example.com").gets(/has been shipped/);
  });
});

describe("somebody else's order", () => {
  test("and one that does not exist are answered alike", async () => {
    const wrong = createBuyer(rig);
    await wrong.says("where is my order HL-20000002").getsNotice("tool-ask-proof-email");
    await wrong.says("lucia@example.com").gets(/can’t find an order/);
    const missing = createBuyer(rig);
    await missing.says("where is my order HL-29999999").getsNotice("tool-ask-proof-email");
    await missing.says("lucia@example.com").gets(/can’t find an order/);
    expect(wrong.heard().at(-1)?.text).toBe(missing.heard().at(-1)?.text);
  });

  test("goes to a person after five wrong proofs, and stays closed to a sixth that is right", async () => {
    await rig.tells(anOrder("HL-20000005"));
    const buyer = createBuyer(rig);
    await buyer.says("HL-20000005").getsNotice("tool-ask-proof-email");
    for (const guess of ["a@example.com", "b@example.com", "c@example.com", "d@example.com"]) {
      await buyer.says(guess).gets(/can’t find an order/);
    }
    await buyer.says("e@example.com").getsNotice("tool-proof-blocked");
    await buyer.hasTicket();
    // Another conversation has no more tries for this order either, and the right proof opens nothing now.
    const again = createBuyer(rig);
    await again.says("HL-20000005 lucia@example.com").getsNotice("tool-proof-blocked");
    // Nor by another spelling of its number.
    await createBuyer(rig).says("hl 20000005 lucia@example.com").getsNotice("tool-proof-blocked");
  });

  test("proven in one conversation is not proven in another", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("HL-20000001 lucia@example.com").gets(/has been shipped/);
    const stranger = createBuyer(rig);
    await stranger.says("HL-20000001").getsNotice("tool-ask-proof-email");
  });
});

describe("a form", () => {
  test("is left with a word, a button, or for a person", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("where is my order").getsNotice("tool-ask-order-number");
    await buyer.says("cancel").getsNotice("tool-form-left");
    await buyer.says("where is my order").getsNotice("tool-ask-order-number");
    await buyer.presses("tool:leave").getsNotice("tool-form-left");
    await buyer.says("where is my order").getsNotice("tool-ask-order-number");
    await buyer.says("talk to a human please").getsNotice("handoff-opened");
  });

  test("waits while another question is answered, then asks again", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("where is my order").getsNotice("tool-ask-order-number");
    await buyer.says("How long does delivery take?").gets(/7 days/);
    await buyer.hearsNotice("tool-ask-order-number");
    await buyer.says("HL-20000001").getsNotice("tool-ask-proof-email");
    await buyer.says("lucia@example.com").gets(/has been shipped/);
  });

  test("is over after half an hour", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("where is my order").getsNotice("tool-ask-order-number");
    const conversationId = await rig.conversationOf(buyer.threadKey);
    const conversation = await rig.ports.conversations.get(rig.program.shop.shopId, conversationId);
    expect((conversation?.form?.expiresAt ?? 0) - Date.now()).toBeLessThanOrEqual(hours(0.5));
  });
});

describe("a general question", () => {
  test.each([
    "How long does delivery take?",
    "how do I track my order and how long does delivery take?",
    "where do I find the tracking number, how long does delivery take?",
  ])("is answered from the articles: %s", async (question) => {
    const buyer = createBuyer(rig);
    await buyer.says(question);
    await rig.quiet();
    expect(
      buyer
        .heard()
        .map(({ text }) => text)
        .join(),
    ).not.toMatch(/order number/u);
  });
});

test("the proof is kept from a model, and every call and proof is audited", async () => {
  const buyer = createBuyer(rig);
  await buyer.says("HL-20000001").getsNotice("tool-ask-proof-email");
  await buyer.says("lucia@example.com").gets(/has been shipped/);
  const conversationId = await rig.conversationOf(buyer.threadKey);
  const timeline = await rig.ports.conversations.timeline(rig.program.shop.shopId, conversationId, { limit: 20 });
  expect(timeline.filter((message) => message.isProof).map((message) => message.text)).toEqual(["lucia@example.com"]);
  expect((await rig.audited()).slice(-3)).toEqual(["tool-called", "buyer-verified", "tool-called"]);
});
