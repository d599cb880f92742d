/** What a buyer hears without a model: answers with sources, notices, questions back, each in the buyer's language. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { until } from "../support/until.ts";

let rig: StoryRig;
beforeAll(async () => {
  rig = await openStoryRig({ runs: true });
});
afterAll(() => rig.close());

const PHOTO = { kind: "image", externalKey: "photo-1", altText: "" } as const;

describe("a question", () => {
  test.each([
    ["es-MX", "¿Cuánto tarda el envío a México?", /7 a 12/, "es", "shipping-times"],
    ["en-US", "How long does delivery take?", /working days/, "en", "shipping-times"],
    ["zh-CN", "怎么退货？", /30天/, "zh", "return-policy"],
    ["ar-SA", "كم يستغرق التوصيل؟", /./, "ar", "shipping-times"],
  ] as const)("in %s is answered from the article, in its language, with the source", async (...row) => {
    const [locale, question, answer, language, article] = row;
    const buyer = createBuyer(rig, { locale });
    const said = await buyer.says(question).gets(answer).in(language).citing(article);
    expect(said?.speaker).toBe("assistant");
  });

  test("is answered in the language it is asked in, also when the buyer changes it on the way", async () => {
    const buyer = createBuyer(rig, { locale: "es" });
    await buyer.says("¿Cuánto tarda el envío a México?").gets(/./).in("es");
    await buyer.says("Sorry, in English please. How long does delivery take?").gets(/./).in("en");
    await buyer.says("怎么退货？我不喜欢这件衣服").gets(/./).in("zh");
  });

  test("stays in the language the buyer chose, whatever is typed later", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("/language es").getsNotice("language-set").in("es");
    await buyer.says("How long does delivery take?").gets(/./).in("es").citing("shipping-times");
  });

  test("that no article answers becomes a ticket, and the buyer is told its number", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    const said = await buyer.says("What is the capital of France?").getsNotice("handoff-no-answer").in("en");
    const ticket = await rig.openTicketOf(buyer.threadKey);
    expect(said?.text).toContain(String(ticket?.number));
    expect(ticket).toMatchObject({ reason: "no-passage-found", note: "What is the capital of France?" });
  });
});

describe("small talk and commands", () => {
  test("a start is greeted in the language of the buyer's phone, with suggestions and the way to a person", async () => {
    const buyer = createBuyer(rig, { locale: "es-MX" });
    await buyer.says("/start").getsNotice("greeting").in("es").offering("ask:1", "ask:2", "ask:3", "person");
    await buyer.presses("ask:1").gets(/./).in("es").citing("shipping-times");
  });

  test("hello, thanks and help are said in the buyer's language and open no ticket", async () => {
    const buyer = createBuyer(rig, { locale: "fr-FR" });
    await buyer.says("Bonjour").getsNotice("greeting").in("fr");
    await buyer.says("merci beaucoup").getsNotice("thanks-reply").in("fr");
    await buyer.says("/help").getsNotice("help").in("fr");
    await buyer.says("Bonjour").getsNotice("greeting-returning").in("fr");
    expect(await rig.openTicketOf(buyer.threadKey)).toBeNull();
  });

  test("the language can be chosen by a button, and one that the shop does not speak is asked for again", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("/language").getsNotice("language-choose").offering("language:ja", "language:th");
    await buyer.presses("language:ja").getsNotice("language-set").in("ja");
    await buyer.says("/language klingon").getsNotice("language-choose").in("ja");
  });

  test("a language chosen and a question typed right behind it are both heard", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("/language es");
    await buyer.says("How long does delivery take?");
    await buyer.hearsNotice("language-set").in("es");
    await buyer.hears(/./).in("es").citing("shipping-times");
  });
});

describe("what is not text", () => {
  test("a photo without words becomes a ticket", async () => {
    const buyer = createBuyer(rig, { locale: "de-DE" });
    await buyer.sends(PHOTO).getsNotice("not-text").in("de");
    expect(await rig.openTicketOf(buyer.threadKey)).toMatchObject({ reason: "not-text", note: "[image]" });
  });

  test("a photo with a question under it is answered", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    const question = { kind: "text", text: "How long does delivery take?" } as const;
    await buyer.sends(PHOTO, question).gets(/./).citing("shipping-times");
  });
});

describe("the console", () => {
  test("is told of each message and of each new ticket, by ids only", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("I want to talk to a person").getsNotice("handoff-opened");
    const conversationId = await rig.conversationOf(buyer.threadKey);
    const ticket = await rig.openTicketOf(buyer.threadKey);
    const events = () => rig.events.filter((event) => event.conversationId === conversationId);
    await until("both events", () => events().length >= 2);
    expect(events()).toEqual(
      expect.arrayContaining([
        { kind: "ticket-changed", ticketId: ticket?.ticketId, conversationId },
        { kind: "message-added", conversationId },
      ]),
    );
  });
});
