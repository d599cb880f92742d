/** Reads one streamed completion under three clocks: first word, silence, and the whole. */
import type { OfferedTool, RequestedCall, TokenUsage } from "../contracts/language-model.ts";
import { decodeModelFault, type ModelFault } from "./decode-model-fault.ts";
import { type Settled, settleWithin } from "./settle-within.ts";

export interface StreamLimits {
  /** From the request to the first word. */
  readonly firstTextMs: number;
  /** Between two pieces: the client library itself waits for ever on a silent socket. */
  readonly idleMs: number;
  readonly totalMs: number;
}

/** The part of a LangChain message chunk that matters here. */
export interface ChatChunk {
  readonly text: string;
  readonly response_metadata: Readonly<Record<string, unknown>>;
  /** Pieces of calls: the name comes with the first piece of each index, the arguments bit by bit. */
  readonly tool_call_chunks?: readonly {
    readonly index?: number | undefined;
    readonly name?: string | undefined;
    readonly args?: string | undefined;
  }[];
  /** Stands in the very last chunk, behind the one that says that the text is complete. */
  readonly usage_metadata?: { readonly input_tokens?: unknown; readonly output_tokens?: unknown } | undefined;
}

export type StreamOutcome =
  /** `usage` is known a moment later, or null: nobody waits for it. */
  | {
      readonly kind: "text";
      readonly text: string;
      readonly model: string | null;
      /** Empty unless tools were offered. */
      readonly calls: readonly RequestedCall[];
      readonly usage: Promise<TokenUsage | null>;
    }
  | { readonly kind: "empty" }
  | { readonly kind: "aborted" }
  | { readonly kind: "fault"; readonly fault: ModelFault; readonly hasText: boolean };

interface StreamOptions {
  readonly limits: StreamLimits;
  readonly signal: AbortSignal;
  readonly onText?: ((text: string) => void) | undefined;
  readonly tools?: readonly OfferedTool[] | undefined;
}

/** How long the end of a complete answer is awaited. */
const DRAIN_MS = 250;
/** No honest answer is longer: the prompt asks for a few sentences. */
const MAX_TEXT_LENGTH = 20_000;

/** A model that asks for more at once is not answering a buyer. */
const MAX_CALLS = 8;

type Opener = (signal: AbortSignal) => Promise<AsyncIterable<ChatChunk>>;

/** Never throws. Closes the connection in every case but a clean end. */
export async function readChatStream(open: Opener, options: StreamOptions): Promise<StreamOutcome> {
  const controller = new AbortController();
  const reader = new StreamReader(options, performance.now());
  const opened = await settleWithin(open(controller.signal), reader.patience(), options.signal);
  if (opened.kind !== "value") {
    controller.abort();
    return reader.giveUp(opened);
  }
  const iterator = opened.value[Symbol.asyncIterator]();
  const rest = (): Promise<TokenUsage | null> => drain(iterator, controller);
  for (;;) {
    const step = await settleWithin(iterator.next(), reader.patience(), options.signal);
    if (step.kind !== "value") {
      controller.abort();
      return reader.giveUp(step);
    }
    const outcome = step.value.done ? reader.end() : reader.take(step.value.value, rest);
    if (!outcome) continue;
    if (outcome.kind === "fault") controller.abort();
    return outcome;
  }
}

/** The answer is complete; the rest (usage, end mark) is awaited briefly so that the connection can be used again. */
async function drain(iterator: AsyncIterator<ChatChunk>, controller: AbortController): Promise<TokenUsage | null> {
  let usage: TokenUsage | null = null;
  const rest = (async () => {
    for (;;) {
      const step = await iterator.next();
      if (step.done) return;
      usage = readUsage(step.value) ?? usage;
    }
  })();
  await settleWithin(rest, DRAIN_MS);
  controller.abort();
  return usage;
}

function readUsage({ usage_metadata: usage }: ChatChunk): TokenUsage | null {
  const { input_tokens: inputTokens, output_tokens: outputTokens } = usage ?? {};
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : null;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

class StreamReader {
  readonly #options: StreamOptions;
  readonly #startedAt: number;
  #text = "";
  #model: string | null = null;
  readonly #calls = new Map<number, { name: string; arguments: string }>();

  constructor(options: StreamOptions, startedAt: number) {
    this.#options = options;
    this.#startedAt = startedAt;
  }

  /** How long the next piece may take. */
  patience(): number {
    const { firstTextMs, idleMs, totalMs } = this.#options.limits;
    const elapsedMs = performance.now() - this.#startedAt;
    const untilTotal = totalMs - elapsedMs;
    return Math.min(untilTotal, this.#text === "" ? firstTextMs - elapsedMs : idleMs);
  }

  /** The outcome once the model says that it is done, otherwise null. */
  take(chunk: ChatChunk, rest: () => Promise<TokenUsage | null>): StreamOutcome | null {
    if (chunk.text !== "") {
      this.#text += chunk.text;
      if (this.#text.length > MAX_TEXT_LENGTH) return this.#broken("too-long", false);
      this.#options.onText?.(this.#text);
    }
    if (this.#options.tools) this.#takeCalls(chunk.tool_call_chunks ?? []);
    const { finish_reason: finishReason, model_name: model } = chunk.response_metadata;
    if (typeof model === "string") this.#model = model;
    if (typeof finishReason !== "string") return null;
    if (finishReason === "content_filter") return this.#refused();
    // "length" and "tool_calls" leave half a sentence or none: not an answer to show anybody.
    // Nor the server's illness: a buyer can talk a model into it, and shall not close it for all the others.
    const calls = [...this.#calls.values()];
    const isOver = finishReason === "stop" || (finishReason === "tool_calls" && calls.length > 0);
    if (!isOver) return this.#broken(`finish-${finishReason}`, false);
    const usage = rest();
    if (this.#text.trim() === "" && calls.length === 0) return { kind: "empty" };
    return { kind: "text", text: this.#text, model: this.#model, calls, usage };
  }

  #takeCalls(pieces: NonNullable<ChatChunk["tool_call_chunks"]>): void {
    for (const { index = 0, name = "", args = "" } of pieces) {
      const known = this.#calls.get(index) ?? { name: "", arguments: "" };
      if (index >= MAX_CALLS || known.arguments.length > MAX_TEXT_LENGTH) continue;
      this.#calls.set(index, { name: known.name + name, arguments: known.arguments + args });
    }
  }

  /** A stream that ends without saying why was cut, though the client library reports success. */
  end(): StreamOutcome {
    return this.#broken("no-finish-reason");
  }

  giveUp(settled: Exclude<Settled<unknown>, { kind: "value" }>): StreamOutcome {
    if (settled.kind === "aborted") return { kind: "aborted" };
    if (settled.kind === "fault") return this.#fault(decodeModelFault(settled.error));
    const detail = this.#text === "" ? "no-first-word" : "silence";
    return this.#fault({ reason: "timeout", isOutage: true, retryAfterMs: null, detail });
  }

  #refused(): StreamOutcome {
    return this.#fault({ reason: "refused", isOutage: false, retryAfterMs: null, detail: "content-filter" });
  }

  #broken(detail: string, isOutage = true): StreamOutcome {
    return this.#fault({ reason: "broken", isOutage, retryAfterMs: null, detail });
  }

  #fault(fault: ModelFault): StreamOutcome {
    return { kind: "fault", fault, hasText: this.#text !== "" };
  }
}
