/** Our requests, and the fake's answers, against OpenAI's published interface. */
import { OpenAI } from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createChatModel } from "../../src/model/create-chat-model.ts";
import { createOpenAiEmbedder } from "../../src/model/create-openai-embedder.ts";
import type { Behaviour } from "../fakes/openai/behaviour.ts";
import { hasSpec, openSpecOracle, type SpecOracle } from "../fakes/openai/spec-oracle.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { createRecordingHost } from "../support/recording-host.ts";

// Skipped where shared/specs/openai-openapi.json is not beside the repository: the file is not ours to ship.
describe.skipIf(!hasSpec)("the published interface", { timeout: 60_000 }, () => {
  let fake: OpenAiFake;
  let oracle: SpecOracle;
  beforeAll(async () => {
    fake = await startOpenAiFake();
    oracle = openSpecOracle();
  });
  afterAll(() => fake.stop());
  afterEach(() => {
    fake.script.reset();
    fake.journal.length = 0;
  });
  const signal = new AbortController().signal;
  const settings = () => ({
    apiKey: fake.apiKey,
    baseUrl: fake.baseUrl,
    chatModel: "fake-chat",
    embeddingModel: "fake-embedding",
  });
  const client = () => new OpenAI({ apiKey: fake.apiKey, baseURL: fake.baseUrl, maxRetries: 0 });

  it("finds faults at all", () => {
    expect(oracle.findFaults("CreateChatCompletionRequest", { model: "m", messages: [{ role: "robot" }] })).not.toEqual(
      [],
    );
    expect(oracle.findFaults("CreateEmbeddingRequest", { model: "m" })).not.toEqual([]);
    expect(oracle.findFaults("CreateChatCompletionStreamResponse", { id: 7 })).not.toEqual([]);
  });

  it("holds for our chat request and every chunk of the fake's stream", async () => {
    const { log, metrics } = createRecordingHost();
    const messages = [
      { role: "system", text: "Rules" },
      { role: "user", text: "Question" },
      { role: "assistant", text: "Answer" },
      { role: "user", text: "Again" },
    ] as const;
    await createChatModel(settings(), { log, metrics }).complete(messages, { signal });
    const [entry] = fake.journal;
    expect(oracle.findFaults("CreateChatCompletionRequest", entry?.body)).toEqual([]);
    const chunks = entry?.answer as unknown[];
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expect(oracle.findFaults("CreateChatCompletionStreamResponse", chunk)).toEqual([]);
  });

  it("holds for streams with tool calls, usage and empty choices", async () => {
    const behaviours: Behaviour[] = [
      { kind: "tool-calls", calls: [{ name: "track_parcel", arguments: '{"number":"4711"}' }] },
      { kind: "stream", flaw: "empty-first-choices", text: "Hello" },
      { kind: "stream", flaw: "content-filter", text: "Hello" },
      { kind: "stream", flaw: "length", text: "Hello" },
    ];
    fake.script.next("chat", ...behaviours);
    for (const _behaviour of behaviours) {
      const stream = await client().chat.completions.create({
        model: "fake-chat",
        messages: [{ role: "user", content: "hi" }],
        stream: true,
        stream_options: { include_usage: true },
      });
      const chunks: OpenAI.ChatCompletionChunk[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(0);
      for (const chunk of chunks) expect(oracle.findFaults("CreateChatCompletionStreamResponse", chunk)).toEqual([]);
    }
  });

  it("holds for answers in one piece", async () => {
    fake.script.next("chat", { kind: "tool-calls", calls: [{ name: "track_parcel", arguments: "{}" }] });
    for (const content of ["with tools", "[1] Seven days.\nHow long?"]) {
      await client().chat.completions.create({ model: "fake-chat", messages: [{ role: "user", content }] });
    }
    expect(fake.journal).toHaveLength(2);
    for (const entry of fake.journal) {
      expect(oracle.findFaults("CreateChatCompletionResponse", (entry.answer as unknown[])[0])).toEqual([]);
    }
  });

  it("holds for our embedding request and both encodings of the answer", async () => {
    const { log, metrics } = createRecordingHost();
    await createOpenAiEmbedder(settings(), { log, metrics }).embed(["one", "two"], signal);
    await client().embeddings.create({
      model: "fake-embedding",
      input: "one",
      encoding_format: "float",
      dimensions: 64,
    });
    const [ours, floats] = fake.journal;
    expect(oracle.findFaults("CreateEmbeddingRequest", ours?.body)).toEqual([]);
    expect(oracle.findFaults("CreateEmbeddingResponse", floats?.answer)).toEqual([]);
    expect(floats?.answer).toMatchObject({ data: [{ embedding: { length: 64 } }] });
    // The description knows only lists of numbers; base64 is in the request alone.
    const withoutRows = { ...(ours?.answer as object), data: [] };
    expect(oracle.findFaults("CreateEmbeddingResponse", withoutRows)).toEqual([]);
  });

  it("holds for models and for every kind of error", async () => {
    await client().models.list();
    expect(oracle.findFaults("ListModelsResponse", fake.journal[0]?.answer)).toEqual([]);
    const errors: Behaviour[] = [
      { kind: "rate-limited" },
      { kind: "rate-limited", code: "insufficient_quota" },
      { kind: "server-error", status: 500 },
      { kind: "invalid-key" },
      { kind: "context-length" },
      { kind: "content-refused" },
    ];
    fake.script.next("chat", ...errors);
    for (const _error of errors) {
      const call = client().chat.completions.create({ model: "m", messages: [{ role: "user", content: "x" }] });
      await expect(call).rejects.toThrow();
      expect(oracle.findFaults("ErrorResponse", fake.journal.at(-1)?.answer)).toEqual([]);
    }
  });
});
