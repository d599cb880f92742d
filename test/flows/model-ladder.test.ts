/** A model server with every failure, over real HTTP: each buyer gets an answer or a person within ten seconds. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { LanguageModel } from "../../src/contracts/language-model.ts";
import type { Behaviour } from "../fakes/openai/behaviour.ts";
import { createFakeChat } from "../fakes/openai/create-fake-chat.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";

const QUESTION = "How long does delivery take?";
const PROMISE_MS = 10_000;
let fake: OpenAiFake;
let rig: StoryRig;
let chat: LanguageModel;
const model: LanguageModel = { complete: (messages, options) => chat.complete(messages, options) };

beforeAll(async () => {
  fake = await startOpenAiFake();
  rig = await openStoryRig({ runs: true, model });
  // Loads LangChain, which is not what is measured below.
  renewModel();
  await createBuyer(rig, { locale: "en" }).says(QUESTION).gets(/./);
});
afterAll(async () => {
  await rig.close();
  await fake.stop();
});
beforeEach(() => {
  fake.script.reset();
  renewModel();
});

/** With a breaker of its own: the failures of one test are not the next one's. */
function renewModel(): void {
  chat = createFakeChat(fake);
}

const QUICK: Readonly<Record<string, Behaviour>> = {
  "too many requests": { kind: "rate-limited", header: { kind: "seconds", value: 30 } },
  "a fault of the server": { kind: "server-error", status: 500 },
  "a page of HTML": { kind: "server-error", status: 502, isHtml: true },
  "a key that is not valid": { kind: "invalid-key" },
  "a connection cut before the answer": { kind: "cut-before-headers" },
  "a stream cut midway": { kind: "stream", flaw: "cut-midway" },
  "an error inside the stream": { kind: "stream", flaw: "error-data" },
  "an empty answer": { kind: "stream", flaw: "empty-answer" },
  "an answer that was cut off": { kind: "stream", flaw: "length" },
  "an answer without a source": { kind: "text", text: "ANSWER\nIt takes three days, trust me." },
  "a source that does not exist": { kind: "text", text: "ANSWER\nIt takes three days [99]." },
  "a number that no source holds": { kind: "text", text: "ANSWER\nIt takes 77 days [1]." },
  nonsense: { kind: "text", text: "lorem ipsum 77 dolor sit amet" },
  "half of something else": { kind: "text", text: '{"answer": "It takes three d' },
  "another language": {
    kind: "text",
    text: "ANSWER\nLa entrega tarda de tres a cinco días laborables en todos los países [1].",
  },
  "ten megabytes": { kind: "stream", flaw: "flood" },
  "words without an end": { kind: "stream", flaw: "endless" },
  "a line without an end": { kind: "stream", flaw: "endless-line" },
  "a tool call that nobody offered": { kind: "tool-calls", calls: [{ name: "refund", arguments: '{"order":1}' }] },
  "a refusal in words": { kind: "text", text: "I'm sorry, but I can't help with three days." },
  "a refusal in its own field": { kind: "stream", flaw: "refusal", text: "I cannot help with three days." },
  "a page with status 200": { kind: "html-page" },
  "a whole answer instead of a stream": { kind: "not-a-stream", text: "ANSWER\nThree days [1]." },
};

describe("a question that an article answers is answered from it, with the source, although the model sends", () => {
  test.each(Object.entries(QUICK))("%s", async (_name, behaviour) => {
    fake.script.always("chat", behaviour);
    const startedAt = Date.now();
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer
      .says(QUESTION)
      .gets(/working days/)
      .in("en")
      .citing("shipping-times");
    expect(Date.now() - startedAt).toBeLessThan(PROMISE_MS);
    expect(buyer.heard()[0]?.text).not.toMatch(/three days|77|\[99\]/);
  });
});

describe("a model that does not answer", () => {
  test("slow to begin: the passage answers after five seconds, and the late words are dropped", async () => {
    fake.script.setLatency(7_000);
    const buyer = createBuyer(rig, { locale: "en" });
    const startedAt = Date.now();
    await buyer
      .says(QUESTION)
      .gets(/working days/)
      .citing("shipping-times");
    expect(Date.now() - startedAt).toBeLessThan(PROMISE_MS);
  });

  test("holds nobody for more than ten seconds, with no words at all or in the middle of them", async () => {
    fake.script.next("chat", { kind: "no-response" }, { kind: "stream", flaw: "stall" }, { kind: "no-response" });
    fake.script.always("chat", { kind: "no-response" });
    const startedAt = Date.now();
    const asking = Array.from({ length: 4 }, () => createBuyer(rig, { locale: "en" }));
    await Promise.all(
      asking.map((buyer) =>
        buyer
          .says(QUESTION)
          .gets(/working days/)
          .citing("shipping-times"),
      ),
    );
    expect(Date.now() - startedAt).toBeLessThan(PROMISE_MS);
  });

  test("and a question no article answers: a ticket that says it was the model", async () => {
    fake.script.always("chat", { kind: "server-error", status: 500 });
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("What is the capital of France?").getsNotice("handoff-no-answer");
    const ticket = await rig.openTicketOf(buyer.threadKey);
    expect(["model-unavailable", "no-passage-found"]).toContain(ticket?.reason);
  });

  test("recovers: the next question is written by the model again, and no conversation is left behind", async () => {
    fake.script.next("chat", { kind: "server-error", status: 500 });
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says(QUESTION).gets(/./).citing("shipping-times");
    await buyer.says("How do I return an item?").gets(/\[1\]/).citing("return-policy");
    await rig.quiet();
  });
});
