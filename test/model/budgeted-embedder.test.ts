/** A day's budget before the embedder: set aside before, corrected after, and no request once it is spent. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ShopId } from "../../src/contracts/ids.ts";
import type { BudgetAmount, ModelBudget } from "../../src/contracts/model-budget.ts";
import { createBudgetedEmbedder } from "../../src/model/create-budgeted-embedder.ts";
import { createOpenAiEmbedder, EMBEDDER_LIMITS } from "../../src/model/create-openai-embedder.ts";
import { estimateTokens } from "../../src/model/estimate-tokens.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { createRecordingHost } from "../support/recording-host.ts";

let fake: OpenAiFake;
beforeAll(async () => {
  fake = await startOpenAiFake();
});
afterAll(() => fake.stop());
afterEach(() => {
  fake.script.reset();
  fake.journal.length = 0;
});

const SHOP = "shop" as ShopId;
const TEXTS = ["delivery takes days", "我想退货"];
const signal = new AbortController().signal;

/** Grants what is left, and keeps what it was told. */
function openBudget(left: number) {
  const told = { reserved: [] as BudgetAmount[], settled: [] as BudgetAmount[], day: "2026-01-05", left };
  const budget: Pick<ModelBudget, "reserve" | "settle"> = {
    async reserve(shopId, amount) {
      if (amount.tokens > told.left) return { kind: "exhausted", day: told.day };
      told.reserved.push(amount);
      return { kind: "reserved", reservation: { shopId, day: told.day, amount } };
    },
    settle: (_reservation, used) => Promise.resolve(void told.settled.push(used)),
  };
  return { budget: budget as ModelBudget, told };
}

function open(budget: ModelBudget, tokenMicros: number | null = 0.02) {
  const host = createRecordingHost();
  const settings = { apiKey: fake.apiKey, baseUrl: fake.baseUrl, chatModel: "", embeddingModel: "fake-embedding" };
  const real = createOpenAiEmbedder(settings, host, { ...EMBEDDER_LIMITS, batchMs: 400 });
  return { embedder: createBudgetedEmbedder(real, { ...host, budget, tokenMicros }), lines: host.lines };
}

describe("a budget before the embedder", () => {
  it("sets an estimate aside and pays what the server counted, over all batches", async () => {
    const { budget, told } = openBudget(100_000);
    const texts = Array.from({ length: 70 }, (_, at) => `what of number ${at}`);
    const counts: (number | null)[] = [];
    const call = { shopId: SHOP, onUsage: (tokens: number | null) => void counts.push(tokens) };
    expect(await open(budget).embedder.embed(texts, signal, call)).toHaveLength(70);
    expect(counts).toHaveLength(2);
    const tokens = counts.reduce<number>((sum, each) => sum + (each ?? Number.NaN), 0);
    expect(tokens).toBeGreaterThan(0);
    expect(told.reserved.map((each) => each.tokens)).toEqual([estimateTokens(...texts)]);
    expect(told.settled).toEqual([{ tokens, costMicros: Math.ceil(tokens * 0.02) }]);
    expect(tokens).toBeLessThan(estimateTokens(...texts));
  });

  it("pays nothing where the server turned us away, and the estimate where nobody knows", async () => {
    const { budget, told } = openBudget(100_000);
    const { embedder } = open(budget, null);
    fake.script.next("embeddings", { kind: "invalid-key" });
    expect(await embedder.embed(TEXTS, signal, { shopId: SHOP })).toBeNull();
    fake.script.next("embeddings", { kind: "embeddings", rows: [[1, 2]] });
    expect(await embedder.embed(TEXTS, signal, { shopId: SHOP })).toBeNull();
    fake.script.next("embeddings", { kind: "no-response" });
    expect(await embedder.embed(TEXTS, signal, { shopId: SHOP })).toBeNull();
    const tokens = estimateTokens(...TEXTS);
    expect(told.settled.map((each) => each.tokens)).toEqual([0, tokens, tokens]);
    expect(told.settled.map((each) => each.costMicros)).toEqual([0, 0, 0]);
  });

  it("that is spent asks nobody, says so to the caller each time and to the log once a day", async () => {
    const { budget, told } = openBudget(5);
    const { embedder, lines } = open(budget);
    let spent = 0;
    const call = { shopId: SHOP, onBudgetSpent: () => void (spent += 1) };
    for (let at = 0; at < 3; at += 1) expect(await embedder.embed(TEXTS, signal, call)).toBeNull();
    expect([spent, fake.journal.length]).toEqual([3, 0]);
    const waits = () => lines.filter(({ event }) => event === "embedding-waits-for-budget").length;
    expect(waits()).toBe(1);
    told.day = "2026-01-06";
    await embedder.embed(TEXTS, signal, call);
    expect(waits()).toBe(2);
    told.left = 100_000;
    expect(await embedder.embed(TEXTS, signal, call)).toHaveLength(2);
  });

  it("that nobody can read asks nobody either, and nothing is thrown", async () => {
    const lost = { ...openBudget(0).budget, reserve: () => Promise.reject(new Error("the database is gone")) };
    const { embedder, lines } = open(lost);
    expect(await embedder.embed(TEXTS, signal, { shopId: SHOP })).toBeNull();
    expect(fake.journal).toEqual([]);
    expect(lines.map(({ event }) => event)).toContain("model-budget-unknown");
  });

  it("is not asked for what no shop pays", async () => {
    const { budget, told } = openBudget(0);
    expect(await open(budget).embedder.embed(TEXTS, signal)).toHaveLength(2);
    expect(told.reserved).toEqual([]);
  });
});
