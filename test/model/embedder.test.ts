/** The embedder against our fake: vectors or null, never a number that the index could choke on, never a throw. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createOpenAiEmbedder, EMBEDDER_LIMITS } from "../../src/model/create-openai-embedder.ts";
import { probeModel } from "../../src/model/probe-model.ts";
import type { Behaviour } from "../fakes/openai/behaviour.ts";
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

const settings = () => ({
  apiKey: fake.apiKey,
  baseUrl: fake.baseUrl,
  chatModel: "fake-chat",
  embeddingModel: "fake-embedding",
});
const signal = new AbortController().signal;

function open(limits = { ...EMBEDDER_LIMITS, batchMs: 1_500 }) {
  const { log, metrics } = createRecordingHost();
  return createOpenAiEmbedder(settings(), { log, metrics }, limits);
}

describe("the embedder", () => {
  it("gives plain arrays of one length, in the order of the texts, near for similar texts", async () => {
    const rows = await open().embed(["delivery takes days", "delivery takes weeks", "我想退货"], signal);
    expect(rows).toHaveLength(3);
    const [first = [], second = [], third = []] = rows ?? [];
    expect(Array.isArray(first)).toBe(true);
    const similarity = (left: readonly number[], right: readonly number[]): number =>
      left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
    expect(similarity(first, second)).toBeGreaterThan(similarity(first, third) + 0.3);
    expect(fake.journal[0]?.body).toMatchObject({ encoding_format: "base64", model: "fake-embedding" });
  });

  it("asks in batches of 64", async () => {
    const rows = await open().embed(
      Array.from({ length: 150 }, (_, at) => `text ${at}`),
      signal,
    );
    expect(rows).toHaveLength(150);
    expect(fake.journal.map((entry) => (entry.body as { input: string[] }).input.length)).toEqual([64, 64, 22]);
  });

  it("nothing in, nothing out, and no request", async () => {
    expect(await open().embed([], signal)).toEqual([]);
    expect(fake.journal).toHaveLength(0);
  });

  it("an empty text does not spoil its batch", async () => {
    expect(await open().embed(["", "text"], signal)).toHaveLength(2);
  });

  const rows: [string, Behaviour][] = [
    ["too few rows", { kind: "embeddings", rows: [[1, 2]] }],
    ["too many rows", { kind: "embeddings", rows: [[1], [2], [3]] }],
    [
      "null inside",
      {
        kind: "embeddings",
        rows: [
          [1, null],
          [1, 2],
        ],
      },
    ],
    [
      "a text inside",
      {
        kind: "embeddings",
        rows: [
          [1, "2"],
          [1, 2],
        ],
      },
    ],
    ["unequal rows", { kind: "embeddings", rows: [[1, 2], [1]] }],
    ["empty rows", { kind: "embeddings", rows: [[], []] }],
    [
      "too large a number",
      {
        kind: "embeddings",
        rows: [
          [1e300, 1],
          [1, 2],
        ],
      },
    ],
    ["500", { kind: "server-error", status: 500 }],
    ["HTML", { kind: "server-error", status: 503, isHtml: true }],
    ["an invalid key", { kind: "invalid-key" }],
    ["a limit", { kind: "rate-limited", header: { kind: "seconds", value: 60 } }],
    ["a cut", { kind: "cut-before-headers" }],
    ["silence", { kind: "no-response" }],
  ];
  it.each(rows)("%s gives null, in time", async (_name, behaviour) => {
    fake.script.always("embeddings", behaviour);
    const startedAt = performance.now();
    expect(await open().embed(["one", "two"], signal)).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it("a limit of a moment is waited for once", async () => {
    fake.script.next("embeddings", { kind: "rate-limited", header: { kind: "ms", value: 100 } });
    expect(await open().embed(["one"], signal)).toHaveLength(1);
  });

  it("a server whose vectors change their length is not believed", async () => {
    const embedder = open();
    await embedder.embed(["one"], signal);
    fake.script.next("embeddings", { kind: "embeddings", rows: [[1, 2, 3]] });
    expect(await embedder.embed(["one"], signal)).toBeNull();
    expect(await embedder.embed(["one"], signal)).toHaveLength(1);
  });

  it("an abort is obeyed at once", async () => {
    fake.script.always("embeddings", { kind: "no-response" });
    const controller = new AbortController();
    const pending = open(EMBEDDER_LIMITS).embed(["one"], controller.signal);
    await expect.poll(() => fake.journal.length, { timeout: 10_000 }).toBe(1);
    const startedAt = performance.now();
    controller.abort();
    expect(await pending).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it("after five outages nobody is asked for a while", async () => {
    const embedder = open();
    fake.script.always("embeddings", { kind: "invalid-key" });
    for (let call = 0; call < 7; call += 1) expect(await embedder.embed(["one"], signal)).toBeNull();
    expect(fake.journal).toHaveLength(5);
  });
});

describe("the probe for doctor", () => {
  it("says what works", async () => {
    const { log, metrics } = createRecordingHost();
    expect(await probeModel(settings(), { log, metrics }, signal)).toMatchObject({
      chat: "text",
      embeddingDimension: 256,
    });
  });

  it("says what does not", async () => {
    const { log, metrics } = createRecordingHost();
    const wrong = { ...settings(), apiKey: "sk-wrong" };
    expect(await probeModel(wrong, { log, metrics }, signal)).toMatchObject({
      chat: "refused",
      embeddingDimension: null,
    });
  });
});
