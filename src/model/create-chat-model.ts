/** The language model through LangChain: one bounded call, never an exception, nothing loaded before the first use. */
import type { LanguageModel, ModelMessage, ModelReply } from "../contracts/language-model.ts";
import type { Logger, Metrics } from "../contracts/runtime.ts";
import { assertNever } from "../shared/assert-never.ts";
import { BREAKER_LIMITS, type BreakerLimits, type CallOutcome, createBreaker } from "./create-breaker.ts";
import type { ModelSettings } from "./model-settings.ts";
import { type ChatChunk, readChatStream, type StreamLimits, type StreamOutcome } from "./read-chat-stream.ts";
import { settleWithin } from "./settle-within.ts";

export interface ChatModelLimits extends StreamLimits {
  readonly breaker: BreakerLimits;
}

/** The buyer gets an answer within ten seconds: nine for the model leave one for everything else. */
export const CHAT_MODEL_LIMITS: ChatModelLimits = {
  firstTextMs: 5_000,
  idleMs: 3_000,
  totalMs: 9_000,
  breaker: BREAKER_LIMITS,
};

/** A few sentences need far less; a model that thinks first needs some of it for that. */
const MAX_ANSWER_TOKENS = 2_000;

interface ChatClient {
  stream(messages: [string, string][], options: { signal: AbortSignal }): Promise<AsyncIterable<ChatChunk>>;
}

type CompleteOptions = Parameters<LanguageModel["complete"]>[1];

interface Call extends CallOutcome {
  readonly reply: ModelReply;
}

export function createChatModel(
  settings: ModelSettings,
  ports: { readonly log: Logger; readonly metrics: Metrics },
  limits: ChatModelLimits = CHAT_MODEL_LIMITS,
): LanguageModel {
  const breaker = createBreaker(limits.breaker);
  let client: Promise<ChatClient> | null = null;
  breaker.onBreak(() => ports.log.warn("model-circuit-opened"));
  breaker.onReset(() => ports.log.info("model-circuit-closed"));

  function loadClient(): Promise<ChatClient> {
    client ??= openClient(settings, limits.totalMs).catch((error: unknown) => {
      client = null;
      throw new Error("LangChain could not be loaded", { cause: error });
    });
    return client;
  }

  async function call(messages: readonly ModelMessage[], options: CompleteOptions): Promise<Call> {
    const deadline = performance.now() + limits.totalMs;
    // The import of 40 MB happens inside the time limit, but is not the server's first word.
    const opened = await settleWithin(loadClient(), limits.totalMs, options.signal);
    if (opened.kind === "fault") throw opened.error;
    if (opened.kind !== "value") return judge({ kind: "aborted" }, settings.chatModel, ports.log);
    const chat = opened.value;
    const encoded = messages.map((message): [string, string] => [message.role, message.text]);
    const open = (signal: AbortSignal) => chat.stream(encoded, { signal });
    for (let attempt = 1; ; attempt += 1) {
      const remaining = { ...limits, totalMs: deadline - performance.now() };
      const outcome = await readChatStream(open, { ...options, limits: remaining });
      const waitMs = attempt === 1 ? retryPause(outcome) : null;
      if (waitMs === null || performance.now() + waitMs > deadline)
        return judge(outcome, settings.chatModel, ports.log);
      await settleWithin(new Promise(() => {}), waitMs, options.signal);
    }
  }

  return {
    async complete(messages, options) {
      if (options.signal.aborted) return { kind: "unavailable", reason: "timeout" };
      const startedAt = performance.now();
      // cockatiel throws when the circuit is open, and that is an expected outcome here.
      const reply = await breaker
        .execute(() => call(messages, options))
        .then(
          (outcome) => outcome.reply,
          (error: unknown) => readRefusal(error, ports.log),
        );
      ports.metrics.count("model_calls_total", { outcome: reply.kind === "text" ? "text" : reply.reason });
      ports.metrics.observe("model_seconds", (performance.now() - startedAt) / 1_000);
      return reply;
    },
  };
}

/** How long to wait before the second try; null when there shall be none. What was shown cannot be taken back. */
function retryPause(outcome: StreamOutcome): number | null {
  return outcome.kind === "fault" && !outcome.hasText ? outcome.fault.retryAfterMs : null;
}

function judge(outcome: StreamOutcome, model: string, log: Logger): Call {
  switch (outcome.kind) {
    case "text":
      return { health: "well", reply: { kind: "text", text: outcome.text, model: outcome.model ?? model } };
    case "empty":
      return { health: "well", reply: { kind: "unavailable", reason: "empty" } };
    case "aborted":
      return { health: "abandoned", reply: { kind: "unavailable", reason: "timeout" } };
    case "fault":
      log.warn("model-call-failed", { reason: outcome.fault.reason, detail: outcome.fault.detail });
      return {
        health: outcome.fault.isOutage ? "outage" : "well",
        reply: { kind: "unavailable", reason: outcome.fault.reason },
      };
    default:
      return assertNever(outcome);
  }
}

function readRefusal(error: unknown, log: Logger): ModelReply {
  if (error instanceof Error && "isBrokenCircuitError" in error) {
    return { kind: "unavailable", reason: "circuit-open" };
  }
  log.error("model-call-threw", error);
  return { kind: "unavailable", reason: "broken" };
}

async function openClient(settings: ModelSettings, timeoutMs: number): Promise<ChatClient> {
  const { initChatModel } = await import("langchain/chat_models/universal");
  return initChatModel(settings.chatModel, {
    modelProvider: "openai",
    apiKey: settings.apiKey,
    // Reasoning models refuse any temperature but their own.
    ...(isReasoningModel(settings.chatModel) ? {} : { temperature: 0 }),
    maxTokens: MAX_ANSWER_TOKENS,
    // The library's retries ignore the caller's abort and honour any waiting time: we do our own.
    maxRetries: 0,
    timeout: timeoutMs,
    streamUsage: false,
    useResponsesApi: false,
    // Its log prints buyers' words when a line is malformed.
    configuration: { baseURL: settings.baseUrl, logLevel: "off", organization: null, project: null },
  });
}

function isReasoningModel(model: string): boolean {
  return /^(o\d|gpt-[5-9](?!.*chat))/.test(model);
}
