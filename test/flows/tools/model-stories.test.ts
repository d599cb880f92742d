/** A model that asks for tools, through LangChain and a server that speaks the real protocol: what it gets, and what it never gets. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CHAT_MODEL_LIMITS, createChatModel } from "../../../src/model/create-chat-model.ts";
import { type OpenAiFake, startOpenAiFake } from "../../fakes/openai/start-openai-fake.ts";
import { type Buyer, createBuyer } from "../../support/buyer.ts";
import { createRecordingHost } from "../../support/recording-host.ts";
import { aCoupon, ago, anOrder, aParcel, days, openToolRig, type ToolRig } from "./tool-rig.ts";

let fake: OpenAiFake;
let rig: ToolRig;
beforeAll(async () => {
  fake = await startOpenAiFake();
  const { log, metrics } = createRecordingHost();
  const settings = { apiKey: fake.apiKey, baseUrl: fake.baseUrl, chatModel: "fake-chat", embeddingModel: "none" };
  rig = await openToolRig({ model: createChatModel(settings, { log, metrics }, CHAT_MODEL_LIMITS) });
  await rig.tells(
    anOrder("HL-40000001", { status: "shipped", shippedAt: ago(days(1)) }),
    aParcel("HL-40000001", { expectedFromAt: ago(-days(2)), expectedToAt: ago(-days(4)) }),
    anOrder("HL-40000002", { buyerEmail: "other@example.com", buyerName: "Otto Other", shippingPostcode: "10115" }),
    aCoupon("SAVE10"),
  );
}, 60_000);
afterAll(async () => {
  await rig.close();
  await fake.stop();
});
afterEach(() => {
  fake.script.reset();
  fake.journal.length = 0;
});

const call = (name: string, args: object) =>
  ({ kind: "tool-calls", calls: [{ name, arguments: JSON.stringify(args) }] }) as const;
const prompts = () => JSON.stringify(fake.journal.map((entry) => entry.body));

/** The order is proven by the form; the model has nothing to do with it. What it then says first is its reading of the question. */
async function prove(): Promise<Buyer> {
  const buyer = createBuyer(rig, { locale: "en" });
  await buyer.says("HL-40000001 lucia@example.com").gets(/has been shipped/);
  fake.journal.length = 0;
  fake.script.next("chat", { kind: "text", text: "{}" });
  return buyer;
}

/** No cue, no article: the model has to look. */
const FREE = "any chance it gets to me before the weekend, I mean that thing I bought?";

describe("a model with tools", () => {
  test("answers from the record, names it as its source, and never sees who the buyer is", async () => {
    const buyer = await prove();
    fake.script.next("chat", call("order_status", {}));
    fake.script.next("chat", { kind: "text", text: "DONE" });
    fake.script.next("chat", { kind: "text", text: "ANSWER\nOrder HL-40000001 has been shipped [1]." });
    const said = await buyer.says(FREE).gets(/HL-40000001 has been shipped \[1\]/);
    expect(said?.sources).toMatchObject([{ number: 1, articleKey: "record-order-status" }]);
    expect(prompts()).toContain("order_status");
    expect(prompts()).not.toMatch(/lucia|Ortega|28004|612345678/u);
    expect((await rig.audited()).at(-1)).toBe("tool-called");
  });

  test("that invents a date is not believed: the record itself is sent", async () => {
    const buyer = await prove();
    fake.script.next("chat", call("order_status", {}));
    fake.script.next("chat", { kind: "text", text: "DONE" });
    for (let turn = 0; turn < 2; turn += 1) {
      fake.script.next("chat", { kind: "text", text: "ANSWER\nIt arrives on 31 March 2031 at 17:45 [1]." });
    }
    await buyer.says(FREE).gets(/^Order HL-40000001 has been shipped\.\nExpected between/u);
    await rig.quiet();
    expect(
      buyer
        .heard()
        .map(({ text }) => text)
        .join(),
    ).not.toContain("2031");
  });

  test.each([
    ["order_status", { order_number: "HL-40000002" }],
    ["order_options", { order_number: "HL-40000002" }],
    ["order_status", { order_number: "HL-40000002", shop_id: "x", email: "other@example.com" }],
    ["refund", { order_number: "HL-40000001" }],
    ["order_status", { order_number: "' or 1=1 --" }],
  ])("gets nothing of anybody else by %s %j", async (name, args) => {
    const buyer = await prove();
    for (let step = 0; step < 4; step += 1) fake.script.next("chat", call(name, args));
    await buyer.says(FREE).gets(/./);
    await rig.quiet();
    expect(prompts()).toContain("order_options");
    expect(prompts() + JSON.stringify(buyer.heard())).not.toMatch(/other@example|Otto|10115/u);
    expect(JSON.stringify(buyer.heard())).not.toContain("HL-40000002 ");
  });

  test("that asks for tools for ever is stopped after three steps", async () => {
    const buyer = await prove();
    for (let step = 0; step < 12; step += 1) fake.script.next("chat", call("coupon_check", { code: `GUESS${step}0` }));
    await buyer.says(FREE).gets(/./);
    await rig.quiet();
    const offered = fake.journal.filter((entry) => JSON.stringify(entry.body).includes("coupon_check"));
    expect(offered).toHaveLength(3);
  });

  test("is not asked when cues already say which tool it is", async () => {
    const buyer = await prove();
    fake.script.reset();
    await buyer.says("where is my order?").gets(/has been shipped/);
    // Beside the talk, an earlier hand-over may just be summed up.
    expect(fake.journal.filter(({ body }) => JSON.stringify(body).includes("where is my order?"))).toEqual([]);
  });
});
