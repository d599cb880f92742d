/** The chat model against our fake: every failure of the protocol ends in a reply, in time, and never in a throw. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ModelMessage, ModelReply, TokenUsage } from "../../src/contracts/language-model.ts";
import { CHAT_MODEL_LIMITS, type ChatModelLimits, createChatModel } from "../../src/model/create-chat-model.ts";
import type { Behaviour, StreamFlaw } from "../fakes/openai/behaviour.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { createRecordingHost } from "../support/recording-host.ts";

const QUESTION: readonly ModelMessage[] = [
  { role: "system", text: "Answer from the passages." },
  { role: "user", text: "Where is my parcel?" },
];
/** Shorter than in service, in the same proportion, so that the suite does not wait. */
const QUICK: ChatModelLimits = { ...CHAT_MODEL_LIMITS, firstTextMs: 1_500, idleMs: 1_000, totalMs: 4_000 };

let fake: OpenAiFake;
beforeAll(async () => {
  fake = await startOpenAiFake();
  // Loads LangChain once, outside the measured calls.
  await modelWith(CHAT_MODEL_LIMITS).model.complete(QUESTION, { signal: new AbortController().signal });
});
afterAll(() => fake.stop());
afterEach(() => {
  fake.script.reset();
  fake.journal.length = 0;
});

function modelWith(limits: ChatModelLimits = QUICK, settings: { baseUrl?: string; apiKey?: string } = {}) {
  const host = createRecordingHost();
  const model = createChatModel(
    {
      apiKey: settings.apiKey ?? fake.apiKey,
      baseUrl: settings.baseUrl ?? fake.baseUrl,
      chatModel: "fake-chat",
      embeddingModel: "fake-embedding",
    },
    { log: host.log, metrics: host.metrics },
    limits,
  );
  return { model, lines: host.lines };
}

async function ask(limits?: ChatModelLimits): Promise<{ reply: ModelReply; ms: number; seen: string[] }> {
  const startedAt = performance.now();
  const seen: string[] = [];
  const reply = await modelWith(limits).model.complete(QUESTION, {
    signal: new AbortController().signal,
    onText: (text) => seen.push(text),
  });
  return { reply, ms: performance.now() - startedAt, seen };
}

describe("a chat model that is well", () => {
  it("streams the growing text and ends with all of it", async () => {
    fake.script.next("chat", { kind: "text", text: "El envío tarda de 7 a 12 días [1]." });
    const { reply, seen } = await ask();
    expect(reply).toEqual({ kind: "text", text: "El envío tarda de 7 a 12 días [1].", model: "fake-chat" });
    expect(seen.length).toBeGreaterThan(3);
    for (const [at, text] of seen.entries()) expect(text.startsWith(seen[at - 1] ?? "")).toBe(true);
  });

  it("asks with temperature 0, as a stream, and sends the roles as they are", async () => {
    await ask();
    expect(fake.journal).toHaveLength(1);
    expect(fake.journal[0]?.body).toMatchObject({
      model: "fake-chat",
      temperature: 0,
      stream: true,
      messages: [
        { role: "system", content: "Answer from the passages." },
        { role: "user", content: "Where is my parcel?" },
      ],
    });
  });

  it.each<StreamFlaw>(["keep-alive-comments", "split-bytes", "empty-first-choices"])(
    "reads a stream that is only unusual: %s",
    async (flaw) => {
      fake.script.next("chat", { kind: "stream", flaw, text: "配送需要七天 [1]。" });
      expect((await ask()).reply).toMatchObject({ kind: "text", text: "配送需要七天 [1]。" });
    },
  );

  it.each<StreamFlaw>(["open-after-done", "open-after-finish"])(
    "does not wait for a socket that stays open: %s",
    async (flaw) => {
      fake.script.next("chat", { kind: "stream", flaw, text: "Seven days [1]." });
      const { reply, ms } = await ask();
      expect(reply).toMatchObject({ kind: "text", text: "Seven days [1]." });
      expect(ms).toBeLessThan(QUICK.firstTextMs);
    },
  );
});

describe("what a call costs", () => {
  const usageOf = async (messages = QUESTION): Promise<TokenUsage | null> => {
    const counted = Promise.withResolvers<TokenUsage | null>();
    await modelWith().model.complete(messages, {
      signal: new AbortController().signal,
      onUsage: counted.resolve,
    });
    return counted.promise;
  };

  it("is what the server counts, and nobody waits for it", async () => {
    fake.script.next("chat", { kind: "text", text: "Seven days [1]." });
    expect(await usageOf()).toEqual({ inputTokens: 12, outputTokens: 4 });
    expect(fake.journal[0]?.body).toMatchObject({ stream_options: { include_usage: true }, max_tokens: 1_000 });
  });

  it("is unknown when the server does not say, and nothing when it turned us away", async () => {
    fake.script.next("chat", { kind: "stream", flaw: "open-after-finish", text: "Seven days [1]." });
    expect(await usageOf()).toBeNull();
    fake.script.next("chat", { kind: "stream", flaw: "cut-midway", text: "Seven days [1]." });
    expect(await usageOf()).toBeNull();
    for (const behaviour of [{ kind: "invalid-key" }, { kind: "rate-limited" }] as const) {
      fake.script.next("chat", behaviour);
      expect(await usageOf()).toEqual({ inputTokens: 0, outputTokens: 0 });
    }
  });

  it("is not asked for again from a server that does not know the question", async () => {
    const { model } = modelWith();
    fake.script.next("chat", { kind: "no-usage-option" });
    for (const _ of [1, 2]) {
      const reply = await model.complete(QUESTION, { signal: new AbortController().signal });
      expect(reply.kind).toBe("text");
    }
    const asked = fake.journal.map((entry) => Object.hasOwn(entry.body as object, "stream_options"));
    expect(asked).toEqual([true, false, false]);
  });
});

describe("a chat model that fails", () => {
  const rows: [string, Behaviour, string, number][] = [
    ["an invalid key", { kind: "invalid-key" }, "refused", 1],
    ["a prompt that is too long", { kind: "context-length" }, "refused", 1],
    ["a prompt the filter refuses", { kind: "content-refused" }, "refused", 1],
    ["an answer the filter cuts", { kind: "stream", flaw: "content-filter", text: "Half" }, "refused", 1],
    ["an answer cut for length", { kind: "stream", flaw: "length", text: "Half" }, "broken", 1],
    ["a tool call nobody offered", { kind: "tool-calls", calls: [{ name: "refund", arguments: "{}" }] }, "broken", 1],
    ["a stream cut midway", { kind: "stream", flaw: "cut-midway", text: "Seven days" }, "broken", 1],
    ["a stream without an end", { kind: "stream", flaw: "no-done", text: "Seven days" }, "broken", 1],
    ["an error in a data line", { kind: "stream", flaw: "error-data", text: "Seven days" }, "broken", 1],
    ["an error event", { kind: "stream", flaw: "error-event", text: "Seven days" }, "broken", 1],
    ["a malformed line", { kind: "stream", flaw: "malformed-line", text: "Seven days" }, "broken", 1],
    ["an empty answer", { kind: "stream", flaw: "empty-answer" }, "empty", 1],
    ["a refusal in its own field", { kind: "stream", flaw: "refusal", text: "I cannot help with that." }, "empty", 1],
    ["ten megabytes", { kind: "stream", flaw: "flood" }, "broken", 1],
    ["words without an end", { kind: "stream", flaw: "endless" }, "broken", 1],
    ["a line without an end", { kind: "stream", flaw: "endless-line" }, "broken", 1],
    ["a page of HTML with status 200", { kind: "html-page" }, "broken", 1],
    ["no stream at all", { kind: "not-a-stream", text: "Seven days [1]." }, "broken", 1],
    ["a limit without a time", { kind: "rate-limited" }, "rate-limited", 1],
    ["a limit of two minutes", { kind: "rate-limited", header: { kind: "seconds", value: 120 } }, "rate-limited", 1],
    ["an empty purse", { kind: "rate-limited", code: "insufficient_quota" }, "rate-limited", 1],
    ["500 twice", { kind: "server-error", status: 500 }, "broken", 2],
    ["an HTML 503 twice", { kind: "server-error", status: 503, isHtml: true }, "broken", 2],
    ["a cut before the headers twice", { kind: "cut-before-headers" }, "broken", 2],
  ];
  it.each(rows)("%s is a reply, not an exception", async (_name, behaviour, reason, requests) => {
    fake.script.always("chat", behaviour);
    const { reply, ms } = await ask();
    expect(reply).toEqual({ kind: "unavailable", reason });
    expect(fake.journal).toHaveLength(requests);
    expect(ms).toBeLessThan(QUICK.totalMs);
  });

  it("gives up on a server that never answers after the time for the first word", async () => {
    fake.script.always("chat", { kind: "no-response" });
    const { reply, ms } = await ask();
    expect(reply).toEqual({ kind: "unavailable", reason: "timeout" });
    expect(ms).toBeGreaterThanOrEqual(QUICK.firstTextMs - 5);
    expect(ms).toBeLessThan(QUICK.firstTextMs + 1_000);
    expect(fake.journal).toHaveLength(1);
  });

  it("gives up on a stream that falls silent after the idle time", async () => {
    fake.script.next("chat", { kind: "stream", flaw: "stall", text: "Seven days" });
    const { reply, ms } = await ask();
    expect(reply).toEqual({ kind: "unavailable", reason: "timeout" });
    expect(ms).toBeLessThan(QUICK.firstTextMs + QUICK.idleMs);
  });

  it("gives up on a stream that trickles for ever after the total time", async () => {
    fake.script.next("chat", { kind: "text", text: "word ".repeat(400), pauseMs: 100 });
    const { reply, ms } = await ask();
    expect(reply).toEqual({ kind: "unavailable", reason: "timeout" });
    expect(ms).toBeLessThan(QUICK.totalMs + 1_000);
  });

  it("says broken when nothing listens", async () => {
    const { model } = modelWith(QUICK, { baseUrl: "http://127.0.0.1:9/v1" });
    const reply = await model.complete(QUESTION, { signal: new AbortController().signal });
    expect(reply).toEqual({ kind: "unavailable", reason: "broken" });
  });

  it("logs the status but neither words, key nor address", async () => {
    fake.script.always("chat", { kind: "server-error", status: 500 });
    const { model, lines } = modelWith();
    await model.complete(QUESTION, { signal: new AbortController().signal });
    expect(lines).toEqual([{ level: "warn", event: "model-call-failed", fields: { reason: "broken", detail: "500" } }]);
  });
});

describe("a chat model that may be asked again", () => {
  it.each<[string, Behaviour, number]>([
    ["seconds", { kind: "rate-limited", header: { kind: "seconds", value: 1 } }, 950],
    ["milliseconds", { kind: "rate-limited", header: { kind: "ms", value: 200 } }, 190],
    ["a date", { kind: "rate-limited", header: { kind: "date", afterMs: 900 } }, 0],
  ])("waits once for a limit given in %s", async (_name, behaviour, atLeastMs) => {
    fake.script.next("chat", behaviour, { kind: "text", text: "Seven days [1]." });
    const { reply, ms } = await ask({ ...QUICK, totalMs: 8_000 });
    expect(reply).toMatchObject({ kind: "text" });
    expect(ms).toBeGreaterThanOrEqual(atLeastMs);
    expect(fake.journal).toHaveLength(2);
  });

  it("does not start a stream again once words were shown", async () => {
    fake.script.next("chat", { kind: "stream", flaw: "cut-midway", text: "Seven days" });
    const { reply, seen } = await ask();
    expect(reply).toEqual({ kind: "unavailable", reason: "broken" });
    expect(seen).not.toHaveLength(0);
    expect(fake.journal).toHaveLength(1);
  });
});

describe("an abort of the caller", () => {
  it.each<[string, Behaviour]>([
    ["before the first word", { kind: "no-response" }],
    ["in a silent stream", { kind: "stream", flaw: "stall", text: "Seven" }],
    ["while waiting for a second try", { kind: "rate-limited", header: { kind: "ms", value: 900 } }],
  ])("is obeyed at once %s", async (_name, behaviour) => {
    fake.script.always("chat", behaviour);
    const controller = new AbortController();
    const reply = modelWith(CHAT_MODEL_LIMITS).model.complete(QUESTION, { signal: controller.signal });
    await expect.poll(() => fake.journal.length, { timeout: 10_000 }).toBe(1);
    const abortedAt = performance.now();
    controller.abort();
    expect(await reply).toEqual({ kind: "unavailable", reason: "timeout" });
    expect(performance.now() - abortedAt).toBeLessThan(500);
  });

  it("before the call means no request at all", async () => {
    await modelWith().model.complete(QUESTION, { signal: AbortSignal.abort() });
    expect(fake.journal).toHaveLength(0);
  });
});

describe("the circuit breaker", () => {
  const limits = { ...QUICK, breaker: { maxFailures: 5, windowMs: 10_000, halfOpenAfterMs: 150 } };
  const signal = new AbortController().signal;

  it("stops asking after five outages and tries again later", async () => {
    const { model, lines } = modelWith(limits);
    fake.script.always("chat", { kind: "invalid-key" });
    for (let call = 0; call < 5; call += 1) await model.complete(QUESTION, { signal });
    expect(await model.complete(QUESTION, { signal })).toEqual({ kind: "unavailable", reason: "circuit-open" });
    expect(fake.journal).toHaveLength(5);
    expect(lines.some((line) => line.event === "model-circuit-opened")).toBe(true);

    fake.script.reset();
    await expect.poll(() => model.complete(QUESTION, { signal }), { timeout: 10_000 }).toMatchObject({ kind: "text" });
    expect(lines.some((line) => line.event === "model-circuit-closed")).toBe(true);
  });

  it("does not count what says nothing of the server: a long prompt, an empty answer, an abort", async () => {
    const { model } = modelWith(limits);
    for (const behaviour of [{ kind: "context-length" }, { kind: "stream", flaw: "empty-answer" }] as const) {
      fake.script.always("chat", behaviour);
      for (let call = 0; call < 6; call += 1) await model.complete(QUESTION, { signal });
    }
    for (let call = 0; call < 6; call += 1) await model.complete(QUESTION, { signal: AbortSignal.abort() });
    fake.script.reset();
    expect(await model.complete(QUESTION, { signal })).toMatchObject({ kind: "text" });
  });
});
