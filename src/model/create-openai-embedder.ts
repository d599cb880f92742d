/** Embeddings through the openai client: null on any failure, and never a number that the index could choke on. */
import type { OpenAI } from "openai";
import type { Embedder } from "../contracts/language-model.ts";
import type { Logger, Metrics } from "../contracts/runtime.ts";
import { BREAKER_LIMITS, type BreakerLimits, type CallOutcome, createBreaker } from "./create-breaker.ts";
import { decodeModelFault } from "./decode-model-fault.ts";
import type { ModelSettings } from "./model-settings.ts";
import { type Settled, settleWithin } from "./settle-within.ts";
import { isVector } from "./vectors/assert-vector.ts";

export interface EmbedderLimits {
  /** For one batch; a question is a batch of one and its asker sets a tighter signal. */
  readonly batchMs: number;
  readonly breaker: BreakerLimits;
}

export const EMBEDDER_LIMITS: EmbedderLimits = { batchMs: 15_000, breaker: BREAKER_LIMITS };

/** Small enough for the 300,000 tokens that a request may hold, large enough to load a shop in a few requests. */
const BATCH_SIZE = 64;
/** About 8,000 tokens in the worst script; a longer text is refused, and a passage is far shorter. */
const MAX_TEXT_LENGTH = 6_000;

type Vectors = readonly (readonly number[])[];

interface Counted {
  readonly vectors: Vectors;
  /** Null when the server did not say. */
  readonly tokens: number | null;
}

interface Batch extends CallOutcome {
  readonly vectors: Vectors | null;
  /** What it cost; null when nobody knows, as when we stopped waiting. */
  readonly tokens: number | null;
}

/** Somebody worked for such an answer, and will count it. */
const NO_VECTORS = new Error("The answer holds no usable vectors");
const REFUSED: Pick<Batch, "vectors" | "tokens"> = { vectors: null, tokens: 0 };
const UNKNOWN: Pick<Batch, "vectors" | "tokens"> = { vectors: null, tokens: null };

export function createOpenAiEmbedder(
  settings: ModelSettings,
  ports: { readonly log: Logger; readonly metrics: Metrics },
  limits: EmbedderLimits = EMBEDDER_LIMITS,
): Embedder {
  const breaker = createBreaker(limits.breaker);
  let client: Promise<OpenAI> | null = null;
  // A server that changes its vectors' length under the same name would make them incomparable.
  let dimension: number | null = null;

  async function request(texts: readonly string[], signal: AbortSignal): Promise<Settled<Counted>> {
    client ??= openClient(settings);
    const controller = new AbortController();
    const reply = client.then((openai) =>
      openai.embeddings.create({ model: settings.embeddingModel, input: [...texts] }, { signal: controller.signal }),
    );
    const settled = await settleWithin(reply, limits.batchMs, signal);
    if (settled.kind !== "value") {
      controller.abort();
      return settled;
    }
    const vectors = readVectors(settled.value.data, texts.length, dimension);
    if (!vectors) return { kind: "fault", error: NO_VECTORS };
    dimension = vectors[0]?.length ?? dimension;
    return { kind: "value", value: { vectors, tokens: readTokens(settled.value.usage) } };
  }

  async function embedBatch(texts: readonly string[], signal: AbortSignal): Promise<Batch> {
    for (let attempt = 1; ; attempt += 1) {
      const settled = await request(texts, signal);
      if (settled.kind === "value") return { health: "well", ...settled.value };
      if (settled.kind === "aborted") return { health: "abandoned", ...UNKNOWN };
      const fault = decodeModelFault(settled.kind === "fault" ? settled.error : { name: "TimeoutError" });
      if (attempt === 1 && fault.retryAfterMs !== null) {
        await settleWithin(new Promise(() => {}), fault.retryAfterMs, signal);
        continue;
      }
      ports.log.warn("embedding-failed", { reason: fault.reason, detail: fault.detail });
      const isComputed = settled.kind === "late" || fault.reason === "timeout" || settled.error === NO_VECTORS;
      const cost = isComputed ? UNKNOWN : REFUSED;
      return { health: fault.isOutage ? "outage" : "well", ...cost };
    }
  }

  return {
    model: settings.embeddingModel,
    async embed(texts, signal, { onUsage } = {}) {
      const all: (readonly number[])[] = [];
      for (let at = 0; at < texts.length; at += BATCH_SIZE) {
        if (signal.aborted) return null;
        const batch = texts.slice(at, at + BATCH_SIZE).map(prepareText);
        const { vectors, tokens } = await breaker
          .execute(() => embedBatch(batch, signal))
          // The only thing that throws is the open circuit.
          .catch(() => REFUSED);
        onUsage?.(tokens);
        ports.metrics.count("embedding_calls_total", { outcome: vectors ? "vectors" : "unavailable" });
        if (!vectors) return null;
        all.push(...vectors);
      }
      return all;
    },
  };
}

/** An empty text is refused by the server and would take its whole batch with it. */
function prepareText(text: string): string {
  return text.trim() === "" ? "-" : text.slice(0, MAX_TEXT_LENGTH);
}

function readVectors(data: unknown, count: number, dimension: number | null): Vectors | null {
  if (!Array.isArray(data) || data.length !== count) return null;
  const rows = Array.from<unknown[] | null>({ length: count }).fill(null);
  for (const row of data as { index?: unknown; embedding?: unknown }[]) {
    const isIndex = typeof row?.index === "number" && row.index in rows;
    if (isIndex && Array.isArray(row.embedding)) rows[row.index as number] = row.embedding as unknown[];
  }
  const length = dimension ?? rows[0]?.length ?? 0;
  return rows.every((row): row is number[] => isVector(row, length)) ? rows : null;
}

function readTokens(usage: { readonly prompt_tokens?: unknown } | null | undefined): number | null {
  const tokens = usage?.prompt_tokens;
  return typeof tokens === "number" && Number.isSafeInteger(tokens) && tokens > 0 ? tokens : null;
}

async function openClient(settings: ModelSettings): Promise<OpenAI> {
  const { OpenAI: Client } = await import("openai");
  return new Client({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl,
    // Its retries sleep through the caller's abort and honour any waiting time: we do our own.
    maxRetries: 0,
    logLevel: "off",
    organization: null,
    project: null,
  });
}
