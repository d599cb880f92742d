/** With a model: questions back, one answer to what was typed meanwhile, a clean memory, drafts; on a scripted model. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBuyer } from "../support/buyer.ts";
import { createDesk } from "../support/desk.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { CANNOT, createToldModel } from "../support/told-model.ts";
import { until } from "../support/until.ts";

const QUESTION = "How long does delivery take?";
const model = createToldModel();
let rig: StoryRig;
beforeAll(async () => {
  rig = await openStoryRig({ runs: true, model });
});
afterAll(() => rig.close());

describe("asking back", () => {
  test("the buttons show their articles, in the buyer's language", async () => {
    const buyer = createBuyer(rig, { locale: "zh-CN" });
    model.says(CANNOT);
    await buyer.says("我的包裹什么时候到").getsNotice("clarify-question").in("zh").offering("none");
    const said = await buyer.presses("article:").gets(/./).in("zh");
    const offered = rig.channel.arrived.filter((message) => message.language === "zh").flatMap((each) => each.choices);
    const articleKey = offered.findLast((choice) => choice.choiceId.startsWith("article:"))?.choiceId.slice(8);
    expect(said?.sources[0]?.articleKey).toBe(articleKey);
  });

  test("none of these opens a ticket", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    model.says(CANNOT);
    await buyer.says("my parcel and the money").getsNotice("clarify-question");
    await buyer.presses("none").getsNotice("handoff-opened");
  });

  test("not understood twice, the third try is a person's", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    model.says(CANNOT, CANNOT, CANNOT);
    await buyer.says("my parcel and the money").getsNotice("clarify-question");
    await buyer.says("my money and the parcel").getsNotice("clarify-question");
    await buyer.says("my parcel, my money").getsNotice("handoff-opened");
    expect(await rig.openTicketOf(buyer.threadKey)).toMatchObject({ reason: "unclear-twice" });
  });

  test("a good answer in between begins the count anew", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    model.says(CANNOT);
    await buyer.says("my parcel and the money").getsNotice("clarify-question");
    await buyer.says(QUESTION).gets(/./).citing("shipping-times");
    model.says(CANNOT, CANNOT);
    await buyer.says("my parcel and the money").getsNotice("clarify-question");
    await buyer.says("my money and the parcel").getsNotice("clarify-question");
  });
});

describe("the buyer types on while the model thinks", () => {
  test("the first answer is dropped, and one answer to both is given", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    const thought = model.thinks();
    await buyer.says(QUESTION);
    await thought.asked;
    await buyer.says("to Mexico, with express?");
    thought.ends("ANSWER\nWe hand orders to the carrier within 1 to 2 working days [1].");
    await buyer.hears(/./);
    await rig.quiet();
    expect(buyer.heard()).toHaveLength(1);
    expect(model.prompts.at(-1)).toContain("to Mexico, with express?");
    expect(model.prompts.at(-1)).toContain(QUESTION);
  });

  test("who types on and on gets an answer all the same: only once is one dropped", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    const [first, second] = [model.thinks(), model.thinks()];
    await buyer.says(QUESTION);
    await first.asked;
    await buyer.says("to Mexico?");
    first.ends("ANSWER\nnever shown [1].");
    await second.asked;
    await buyer.says("or to Spain?");
    second.ends("ANSWER\nWe hand orders to the carrier within 1 to 2 working days [1].");
    await buyer.hears(/carrier/);
    await buyer.hears(/./);
    await rig.quiet();
    expect(buyer.heard()).toHaveLength(2);
  });
});

describe("the manner of the buyer's market", () => {
  test("goes to the model with the question, the narrowest that fits", async () => {
    await createBuyer(rig, { locale: "pt-BR" }).says("Quanto tempo demora a entrega?").gets(/./);
    expect(model.prompts.at(-1)).toContain("Manner of this market.");
    expect(model.prompts.at(-1)).toContain("Friendly and relaxed");
  });
});

describe("drafts", () => {
  test("a typing sign, then checked sentences as a draft, then the answer under the same id", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    const thought = model.thinks();
    await buyer.says(QUESTION);
    await thought.asked;
    expect(rig.channel.typing).toContain(buyer.threadKey);
    const first = "We hand orders to the carrier within 1 to 2 working days [1].";
    thought.writes(`ANSWER\n${first} The delivery time depends on the dest`);
    const draft = await until("a draft", () => rig.channel.drafts.find((each) => each.threadKey === buyer.threadKey));
    expect(first).toContain(draft.text.slice(0, 40));
    thought.ends(`ANSWER\n${first}`);
    const said = await buyer.hears(/carrier/);
    expect(said?.outboundId).toBe(draft.outboundId);
  });
});

describe("memory", () => {
  test("holds what was said before in this conversation", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("How long does delivery take to Mexico?").gets(/./);
    await buyer.says("How do I return an item?").gets(/./);
    expect(model.prompts.at(-1)).toContain("How long does delivery take to Mexico?");
  });

  test.each(["assistant", "resolve"] as const)(
    "starts clean when a person gives the conversation back (%s): nothing from before is in the next prompt",
    async (way) => {
      const buyer = createBuyer(rig, { locale: "en" });
      const mina = await createDesk(rig, "Mina Park");
      await buyer.says("How do I return an item? CODEWORD-ONE").gets(/./);
      await buyer.says("a person please, CODEWORD-TWO").getsNotice("handoff-opened");
      await mina.replies(buyer, "I will stay silent from now on, CODEWORD-THREE");
      await buyer.hears(/CODEWORD-THREE/);
      await buyer.says("thank you Mina, CODEWORD-FOUR");
      await rig.quiet();
      await (way === "resolve" ? mina.resolves(buyer) : mina.releases(buyer, "assistant"));
      await buyer.hears(/./);
      await buyer.says(QUESTION).gets(/./).citing("shipping-times");
      expect(model.prompts.at(-1)).toContain(QUESTION);
      expect(model.prompts.at(-1)).not.toContain("CODEWORD");
      await buyer.says("How can I pay?").gets(/./);
      expect(model.prompts.at(-1)).toContain(QUESTION);
      expect(model.prompts.at(-1)).not.toContain("CODEWORD");
    },
  );

  test("never holds what the assistant was stopped from saying", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    buyer.meets({ kind: "refused", reason: "invalid", detail: "" });
    model.says("ANSWER\nWe hand orders to the carrier within 1 to 2 working days [1].");
    await buyer.says(QUESTION);
    await rig.quiet();
    await buyer.says("How do I return an item?").gets(/./);
    expect(model.prompts.at(-1)).not.toContain("shop: We hand orders to the carrier");
  });
});
