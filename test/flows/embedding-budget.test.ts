/** Knowledge that is embedded out of the day's budget: what does not fit is found by words, and is embedded the day after. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildKnowledge } from "../../src/compose/shelves/build-knowledge.ts";
import { findPassages } from "../../src/assistant/find-passages.ts";
import type { ArticleKey, Instant } from "../../src/contracts/ids.ts";
import { createBudgetedEmbedder } from "../../src/model/create-budgeted-embedder.ts";
import { createOpenAiEmbedder } from "../../src/model/create-openai-embedder.ts";
import { createVectorIndex } from "../../src/model/create-vector-index.ts";
import { createModelBudget } from "../../src/store/model/create-model-budget.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";

let program: TestProgram;
let fake: OpenAiFake;
let folder: string;
beforeAll(async () => {
  [program, fake] = await Promise.all([createTestProgram(), startOpenAiFake()]);
  folder = await mkdtemp(join(tmpdir(), "dragoman-embedding-"));
});
afterAll(async () => {
  await fake.stop();
  await program.close();
  await rm(folder, { recursive: true });
});

test("with the budget used up embedding waits for tomorrow, without a fault, and answers use words", async () => {
  const host = createRecordingHost();
  const { shopId } = program.shop;
  const { signal } = new AbortController();
  const settings = { apiKey: fake.apiKey, baseUrl: fake.baseUrl, chatModel: "", embeddingModel: "fake-embedding" };
  // Room for one batch of 64 and not for two.
  const defaults = { maxTokens: 4_000, maxCostMicros: null };
  const budget = createModelBudget(program.db.database, { ...host, clock: program.ports.clock, defaults });
  const real = createOpenAiEmbedder(settings, host);
  const embedder = createBudgetedEmbedder(real, { ...host, budget, tokenMicros: null });
  const vectors = createVectorIndex({ dataFolder: folder, model: embedder.model, log: host.log });
  const ports = { ...program.ports, ...host, embedder, vectors };
  const shelves = buildKnowledge(ports);
  const body = `It is described at length, so that it costs something. ${"More of it. ".repeat(8)}`;
  await program.teach(
    Array.from({ length: 100 }, (_, n) => ({
      path: `en/topic-${n}.md`,
      text: `---\ntitle: Topic ${n}\nquestions:\n  - what of topic ${n}\n---\n${body}\n`,
    })),
  );
  await shelves.fill(shopId);
  const stored = async () => {
    const keys = Array.from({ length: 100 }, (_, n) => `topic-${n}` as ArticleKey);
    const passages = keys.flatMap((key) => shelves.searchOf(shopId).passagesOf(key, "en"));
    return (await ports.knowledge.loadVectors(shopId, embedder.model, passages)).size;
  };
  const count = (event: string) => host.lines.filter((line) => line.event === event).length;
  try {
    expect(await shelves.embed(shopId, signal)).toBe(true);
    expect(await stored()).toBe(64);
    expect((await budget.today(shopId)).tokens).toBeGreaterThan(0);

    const requests = fake.journal.length;
    // The rest of the day's tokens, so that not even a question fits.
    const left = 4_000 - (await budget.today(shopId)).tokens;
    await budget.reserve(shopId, { tokens: left, costMicros: 0 });
    await shelves.embed(shopId, signal);
    const found = await findPassages(
      {
        shopId,
        question: "and what about topics",
        hidden: "and what about topics",
        language: "en",
        history: [],
        deadlineAt: (ports.clock.now() + 5_000) as Instant,
        signal,
      },
      { ...ports, searchOf: shelves.searchOf, model: null },
    );
    expect(found.passages.length).toBeGreaterThan(0);
    expect(fake.journal).toHaveLength(requests);
    expect(count("embedding-waits-for-budget")).toBe(1);
    expect(count("embedding-failed")).toBe(0);

    await program.db.database.inShop(shopId, sql`update model_usage set day = day - 1 where shop_id = ${shopId}`);
    expect(await shelves.embed(shopId, signal)).toBe(true);
    expect(await stored()).toBe(100);
  } finally {
    await vectors.close();
  }
});
