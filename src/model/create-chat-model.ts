/** The language model through LangChain: one bounded call, never an exception, nothing loaded before the first use. */
import type {
  CompleteOptions,
  LanguageModel,
  ModelMessage,
  ModelReply,
  OfferedTool,
  TokenUsage,
} from "../contracts/language-model.ts";
import type { Logger, Metrics } from "../contracts/runtime.ts";
import { assertNever } from "../shared/assert-never.ts";
import { BREAKER_LIMITS, type BreakerLimits, type CallOutcome, createBreaker } from "./create-breaker.ts";
import { createBoundedFetch } from "./bounded-fetch.ts";
import { NO_USAGE } from "./decode-model-fault.ts";
import type { ModelSettings } from "./model-settings.ts";
import { type ChatChunk, readChatStream, type StreamLimits, type StreamOutcome } from "./read-chat-stream.ts";
import { settleWithin } from "./settle-within.ts";
import { isReasoningModel, maxTokensFor, totalMsFor } from "./task-limits.ts";

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

/** With a second server behind it the first may not use up the time of both. */
export const FIRST_OF_TWO_LIMITS: ChatModelLimits = { ...CHAT_MODEL_LIMITS, firstTextMs: 3_000, totalMs: 5_500 };

/** Longer than any of our own limits, which end a call first. */
const CLIENT_MS = 120_000;

interface StreamCall {
  readonly signal: AbortSignal;
  readonly stream_options?: { readonly include_usage: boolean };
  readonly tools?: { readonly type: "function"; readonly function: OfferedTool }[];
}

interface ChatClient {
  stream(messages: [string, string][], options: StreamCall): Promise<AsyncIterable<ChatChunk>>;
}

interface Call extends CallOutcome {
  readonly reply: ModelReply;
  readonly usage: TokenUsage | null | Promise<TokenUsage | null>;
}

/** A call that was turned away before any text costs nothing. */
const NO_TOKENS: TokenUsage = { inputTokens: 0, outputTokens: 0 };

/** One client for each length that an answer may have, opened when it is first needed. */
function createClientLoader(settings: ModelSettings): (maxTokens: number) => Promise<ChatClient> {
  const clients = new Map<number, Promise<ChatClient>>();
  return (maxTokens) => {
    const known = clients.get(maxTokens);
    if (known) return known;
    const opening = openClient(settings, maxTokens).catch((error: unknown) => {
      clients.delete(maxTokens);
      throw new Error("LangChain could not be loaded", { cause: error });
    });
    clients.set(maxTokens, opening);
    return opening;
  };
}

export function createChatModel(
  settings: ModelSettings,
  ports: { readonly log: Logger; readonly metrics: Metrics },
  limits: ChatModelLimits = CHAT_MODEL_LIMITS,
): LanguageModel {
  const breaker = createBreaker(limits.breaker);
  const loadClient = createClientLoader(settings);
  let asksForUsage = true;
  breaker.onBreak(() => ports.log.warn("model-circuit-opened"));
  breaker.onReset(() => ports.log.info("model-circuit-closed"));

  async function call(messages: readonly ModelMessage[], options: CompleteOptions): Promise<Call> {
    const task = options.task ?? "answer";
    const totalMs = totalMsFor(task, limits.totalMs);
    const deadline = performance.now() + totalMs;
    // The import of 40 MB happens inside the time limit, but is not the server's first word.
    const opened = await settleWithin(loadClient(maxTokensFor(task, settings.chatModel)), totalMs, options.signal);
    if (opened.kind === "fault") throw opened.error;
    if (opened.kind !== "value") return judge({ kind: "aborted" }, settings.chatModel, ports.log);
    const chat = opened.value;
    const encoded = messages.map((message): [string, string] => [message.role, message.text]);
    const open = (signal: AbortSignal) =>
      chat.stream(encoded, {
        signal,
        ...(asksForUsage ? { stream_options: { include_usage: true } } : {}),
        ...(options.tools ? { tools: options.tools.map((tool) => ({ type: "function", function: tool })) } : {}),
      });
    for (let attempt = 1; ; attempt += 1) {
      const remaining = { ...limits, totalMs: deadline - performance.now() };
      const outcome = await readChatStream(open, { ...options, limits: remaining });
      if (outcome.kind === "fault" && outcome.fault.detail === NO_USAGE) asksForUsage = false;
      const waitMs = attempt === 1 ? retryPause(outcome) : null;
      if (waitMs === null || performance.now() + waitMs > deadline)
        return judge(outcome, settings.chatModel, ports.log);
      await settleWithin(new Promise(() => {}), waitMs, options.signal);
    }
  }

  return {
    async complete(messages, options) {
      if (options.signal.aborted) {
        options.onUsage?.(NO_TOKENS);
        return { kind: "unavailable", reason: "timeout" };
      }
      const task = options.task ?? "answer";
      const startedAt = performance.now();
      // cockatiel throws when the circuit is open, and that is an expected outcome here.
      const { reply, usage } = await breaker
        .execute(() => call(messages, options))
        .catch((error: unknown): Call => ({ health: "well", reply: readRefusal(error, ports.log), usage: NO_TOKENS }));
      void Promise.resolve(usage).then(options.onUsage);
      ports.metrics.count("model_calls_total", { outcome: reply.kind === "text" ? "text" : reply.reason, task });
      ports.metrics.observe("model_seconds", (performance.now() - startedAt) / 1_000, { task });
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
      return {
        health: "well",
        reply: {
          kind: "text",
          text: outcome.text,
          model: outcome.model ?? model,
          ...(outcome.calls.length > 0 ? { calls: outcome.calls } : {}),
        },
        usage: outcome.usage,
      };
    case "empty":
      return { health: "well", reply: { kind: "unavailable", reason: "empty" }, usage: null };
    case "aborted":
      return { health: "abandoned", reply: { kind: "unavailable", reason: "timeout" }, usage: null };
    case "fault":
      log.warn("model-call-failed", { reason: outcome.fault.reason, detail: outcome.fault.detail });
      return {
        health: outcome.fault.isOutage ? "outage" : "well",
        reply: { kind: "unavailable", reason: outcome.fault.reason },
        // Whoever was silent may have read all of it.
        usage: outcome.hasText || outcome.fault.reason === "timeout" ? null : NO_TOKENS,
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

async function openClient(settings: ModelSettings, maxTokens: number): Promise<ChatClient> {
  const { initChatModel } = await import("langchain/chat_models/universal");
  return initChatModel(settings.chatModel, {
    modelProvider: "openai",
    apiKey: settings.apiKey,
    // Reasoning models refuse any temperature but their own.
    ...(isReasoningModel(settings.chatModel) ? {} : { temperature: 0 }),
    maxTokens,
    // The library's retries ignore the caller's abort and honour any waiting time: we do our own, and our own clocks.
    maxRetries: 0,
    timeout: CLIENT_MS,
    streamUsage: false,
    useResponsesApi: false,
    // Its log prints buyers' words when a line is malformed.
    configuration: {
      baseURL: settings.baseUrl,
      logLevel: "off",
      organization: null,
      project: null,
      fetch: createBoundedFetch(),
    },
  });
}
