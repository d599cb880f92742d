/** The chat model and the embedder against a server that others wrote, so that our fake's mistakes are not ours too. */
import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChatModel } from "../../src/model/create-chat-model.ts";
import { createOpenAiEmbedder } from "../../src/model/create-openai-embedder.ts";
import { createRecordingHost } from "../support/recording-host.ts";

const mock = new LLMock({ port: 0, host: "127.0.0.1" });
beforeAll(async () => {
  mock.onMessage("how long", { content: "ANSWER\nSeven days [1]." });
  mock.onMessage("too many", {
    error: { message: "Rate limit reached", type: "rate_limit_error", code: "rate_limit_exceeded" },
    status: 429,
  });
  await mock.start();
});
afterAll(() => mock.stop());

const signal = new AbortController().signal;
const settings = () => ({
  apiKey: "sk-any",
  baseUrl: `${mock.url}/v1`,
  chatModel: "gpt-4o-mini",
  embeddingModel: "text-embedding-3-small",
});

describe("aimock", () => {
  it("is understood when it answers", async () => {
    const { log, metrics } = createRecordingHost();
    const seen: string[] = [];
    const reply = await createChatModel(settings(), { log, metrics }).complete([{ role: "user", text: "how long?" }], {
      signal,
      onText: (text) => seen.push(text),
    });
    expect(reply).toMatchObject({ kind: "text", text: "ANSWER\nSeven days [1]." });
    expect(seen.at(-1)).toBe("ANSWER\nSeven days [1].");
  });

  it("is understood when it limits us", async () => {
    const { log, metrics } = createRecordingHost();
    const reply = await createChatModel(settings(), { log, metrics }).complete([{ role: "user", text: "too many" }], {
      signal,
    });
    expect(reply).toEqual({ kind: "unavailable", reason: "rate-limited" });
  });

  it("gives vectors that pass", async () => {
    const { log, metrics } = createRecordingHost();
    const rows = await createOpenAiEmbedder(settings(), { log, metrics }).embed(["one", "two"], signal);
    expect(rows).toHaveLength(2);
  });
});
