/** Two model servers and a budget: what the first cannot the second does, and nobody pays for what was not sent. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ShopId } from "../../src/contracts/ids.ts";
import type { LanguageModel, ModelMessage } from "../../src/contracts/language-model.ts";
import type { BudgetAmount, ModelBudget } from "../../src/contracts/model-budget.ts";
import { createBudgetedModel } from "../../src/model/create-budgeted-model.ts";
import { CHAT_MODEL_LIMITS, type ChatModelLimits, createChatModel } from "../../src/model/create-chat-model.ts";
import { createModelLadder } from "../../src/model/create-model-ladder.ts";
import { estimateTokens } from "../../src/model/estimate-tokens.ts";
import type { Behaviour } from "../fakes/openai/behaviour.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { createRecordingHost, silentMetrics } from "../support/recording-host.ts";

const QUESTION: readonly ModelMessage[] = [{ role: "user", text: "Where is my parcel?" }];
const SHOP = "00000000-0000-4000-8000-000000000001" as ShopId;
const QUICK: ChatModelLimits = { ...CHAT_MODEL_LIMITS, firstTextMs: 600, idleMs: 400, totalMs: 1_500 };

let first: OpenAiFake;
let second: OpenAiFake;
beforeAll(async () => {
  [first, second] = await Promise.all([startOpenAiFake(), startOpenAiFake()]);
  await openModel(first, CHAT_MODEL_LIMITS).complete(QUESTION, { signal: new AbortController().signal });
});
afterAll(() => Promise.all([first.stop(), second.stop()]));
afterEach(() => {
  for (const fake of [first, second]) {
    fake.script.reset();
    fake.journal.length = 0;
  }
});

function openModel(fake: OpenAiFake, limits = QUICK): LanguageModel {
  const settings = { apiKey: fake.apiKey, baseUrl: fake.baseUrl, chatModel: "fake-chat", embeddingModel: "" };
  return createChatModel(settings, { log: createRecordingHost().log, metrics: silentMetrics }, limits);
}

function openLadder() {
  return createModelLadder(
    [
      { rung: "model", model: openModel(first) },
      { rung: "second-model", model: openModel(second) },
    ],
    silentMetrics,
  );
}
const ask = (model: LanguageModel, signal = new AbortController().signal) =>
  model.complete(QUESTION, { signal, shopId: SHOP });

describe("the ladder", () => {
  it("does not trouble the second server while the first answers", async () => {
    expect(await ask(openLadder())).toMatchObject({ kind: "text" });
    expect(await ask(openLadder())).not.toHaveProperty("failed");
    expect(second.journal).toEqual([]);
  });

  const failures: [string, Behaviour, string][] = [
    ["is limited for a minute", { kind: "rate-limited", header: { kind: "seconds", value: 60 } }, "rate-limited"],
    ["has errors", { kind: "server-error", status: 500 }, "broken"],
    ["refuses the key", { kind: "invalid-key" }, "refused"],
    ["never begins", { kind: "no-response" }, "timeout"],
    ["dies in the middle", { kind: "stream", flaw: "cut-midway", text: "Half an answer" }, "broken"],
    ["falls silent in the middle", { kind: "stream", flaw: "stall", text: "Half an answer" }, "timeout"],
    ["never ends", { kind: "stream", flaw: "endless" }, "broken"],
    ["says nothing", { kind: "stream", flaw: "empty-answer" }, "empty"],
    ["calls a tool", { kind: "tool-calls", calls: [{ name: "refund", arguments: "{}" }] }, "broken"],
    ["answers with a page", { kind: "html-page" }, "broken"],
    ["is stopped by a filter", { kind: "stream", flaw: "content-filter", text: "Half" }, "refused"],
  ];
  it.each(failures)("asks the second when the first %s, and says why", async (_name, behaviour, reason) => {
    first.script.always("chat", behaviour);
    second.script.next("chat", { kind: "text", text: "ANSWER\nSeven days [1]." });
    expect(await ask(openLadder())).toMatchObject({
      kind: "text",
      text: "ANSWER\nSeven days [1].",
      failed: [{ rung: "model", reason }],
    });
  });

  it("names both when neither gives anything", async () => {
    first.script.always("chat", { kind: "server-error", status: 500 });
    second.script.always("chat", { kind: "invalid-key" });
    expect(await ask(openLadder())).toEqual({
      kind: "unavailable",
      reason: "refused",
      failed: [
        { rung: "model", reason: "broken" },
        { rung: "second-model", reason: "refused" },
      ],
    });
  });

  it("goes straight to the second once the first one's circuit is open, and each has its own", async () => {
    const ladder = openLadder();
    first.script.always("chat", { kind: "invalid-key" });
    for (let n = 0; n < 5; n += 1) await ask(ladder);
    first.journal.length = 0;
    expect(await ask(ladder)).toMatchObject({ kind: "text", failed: [{ rung: "model", reason: "circuit-open" }] });
    expect(first.journal).toEqual([]);
  });

  it("ends at once when the caller gives up", async () => {
    first.script.always("chat", { kind: "no-response" });
    const controller = new AbortController();
    const pending = ask(openLadder(), controller.signal);
    controller.abort();
    expect(await pending).toMatchObject({ kind: "unavailable", reason: "timeout" });
    expect(second.journal).toEqual([]);
  });
});

/** A budget that grants while it has tokens, and keeps what it was told. */
function openBudget(left: number) {
  const reserved: BudgetAmount[] = [];
  const settled: BudgetAmount[] = [];
  const done = Promise.withResolvers<void>();
  const budget: Pick<ModelBudget, "reserve" | "settle"> = {
    async reserve(shopId, amount) {
      if (amount.tokens > left) return { kind: "exhausted", day: "2026-01-05" };
      reserved.push(amount);
      return { kind: "reserved", reservation: { shopId, day: "2026-01-05", amount } };
    },
    async settle(_reservation, used) {
      settled.push(used);
      done.resolve();
    },
  };
  return { budget: budget as ModelBudget, reserved, settled, isSettled: done.promise };
}
function withBudget(fake: OpenAiFake, budget: ModelBudget): LanguageModel {
  const price = { inputMicros: 0.4, outputMicros: 1.6 };
  const { log, metrics } = createRecordingHost();
  return createBudgetedModel(openModel(fake), { budget, price, chatModel: "fake-chat", log, metrics });
}

describe("a budget before a model", () => {
  it("sets aside the dearest that a call can be and pays what the server counted", async () => {
    first.script.next("chat", { kind: "text", text: "Seven days [1]." });
    const { budget, reserved, settled, isSettled } = openBudget(5_000);
    expect(await ask(withBudget(first, budget))).toMatchObject({ kind: "text" });
    await isSettled;
    const [most] = reserved;
    expect(most?.tokens).toBeGreaterThanOrEqual(1_000);
    expect(settled).toEqual([{ tokens: 9, costMicros: Math.ceil(5 * 0.4 + 4 * 1.6) }]);
  });

  it("estimates where the server does not count, and pays nothing where it turned us away", async () => {
    first.script.next("chat", { kind: "stream", flaw: "open-after-finish", text: "Seven days [1]." });
    const silent = openBudget(5_000);
    await ask(withBudget(first, silent.budget));
    await silent.isSettled;
    expect(silent.settled[0]?.tokens).toBeGreaterThanOrEqual(estimateTokens(QUESTION[0]?.text ?? ""));
    first.script.next("chat", { kind: "rate-limited" });
    const refused = openBudget(5_000);
    await ask(withBudget(first, refused.budget));
    await refused.isSettled;
    expect(refused.settled).toEqual([{ tokens: 0, costMicros: 0 }]);
  });

  it("that is spent sends nothing to the server, and the next rung is tried", async () => {
    const { budget } = openBudget(10);
    const ladder = createModelLadder(
      [
        { rung: "model", model: withBudget(first, budget) },
        { rung: "second-model", model: openModel(second) },
      ],
      silentMetrics,
    );
    expect(await ask(ladder)).toMatchObject({ kind: "text", failed: [{ rung: "model", reason: "budget" }] });
    expect(first.journal).toEqual([]);
  });

  it("that nobody can read sends nothing either, and nothing is thrown", async () => {
    const lost = { ...openBudget(0).budget, reserve: () => Promise.reject(new Error("the database is gone")) };
    expect(await ask(withBudget(first, lost))).toEqual({ kind: "unavailable", reason: "broken" });
    expect(first.journal).toEqual([]);
  });
});

describe("the estimate", () => {
  it("is rather too high than too low in every script", () => {
    // Counted with js-tiktoken 1.0 in the vocabularies o200k and cl100k; the higher of the two.
    const counted: [string, number][] = [
      ["How long does delivery to Mexico take?", 8],
      ["¿Cuánto tarda el envío a México, por favor?", 15],
      ["配送到墨西哥需要多长时间？", 13],
      ["ส่งของไปเม็กซิโกใช้เวลากี่วัน", 29],
      ["كم يستغرق التوصيل إلى المكسيك؟", 20],
      ["Bao lâu thì hàng giao đến Mexico?", 14],
      ["注文した商品はメキシコまで何日で届きますか？", 20],
    ];
    for (const [text, tokens] of counted) expect(estimateTokens(text)).toBeGreaterThanOrEqual(tokens);
  });
});
