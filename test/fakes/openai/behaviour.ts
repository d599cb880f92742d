/** What the fake OpenAI server can be told to do with one request: normal answers and every failure we know of. */

export type FakeEndpoint = "chat" | "embeddings" | "models";

export type RateLimitHeader =
  | { readonly kind: "seconds"; readonly value: number }
  | { readonly kind: "ms"; readonly value: number }
  | { readonly kind: "date"; readonly afterMs: number };

export type Behaviour =
  | { readonly kind: "text"; readonly text: string; readonly finishReason?: string; readonly pauseMs?: number }
  | {
      readonly kind: "tool-calls";
      readonly calls: readonly { readonly name: string; readonly arguments: string }[];
    }
  | { readonly kind: "embeddings"; readonly rows: readonly (readonly (number | null | string)[])[] }
  | { readonly kind: "rate-limited"; readonly header?: RateLimitHeader; readonly code?: string }
  | { readonly kind: "server-error"; readonly status: number; readonly isHtml?: boolean }
  | { readonly kind: "invalid-key" }
  | { readonly kind: "context-length" }
  | { readonly kind: "content-refused" }
  /** Status 200 and a page: what a proxy or a captive portal answers. */
  | { readonly kind: "html-page" }
  /** A whole completion in JSON although a stream was asked for. */
  | { readonly kind: "not-a-stream"; readonly text: string }
  | { readonly kind: "no-usage-option" }
  | { readonly kind: "no-response" }
  | { readonly kind: "cut-before-headers" }
  | { readonly kind: "stream"; readonly flaw: StreamFlaw; readonly text?: string };

/** What goes wrong (or only looks odd) in a stream that began with status 200. */
export type StreamFlaw =
  | "cut-midway"
  | "no-done"
  | "error-data"
  | "error-event"
  | "stall"
  | "open-after-done"
  | "open-after-finish"
  | "keep-alive-comments"
  | "split-bytes"
  | "malformed-line"
  | "empty-first-choices"
  | "content-filter"
  | "length"
  | "empty-answer"
  /** Ten megabytes of words, then a proper end. */
  | "flood"
  /** Words without an end, as fast as they are taken. */
  | "endless"
  /** One line without an end: nothing that a reader of lines could ever hand on. */
  | "endless-line"
  /** The words stand in the field for refusals, the text stays empty. */
  | "refusal";

export interface JournalEntry {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What was answered; null for a request that got no answer. */
  readonly status: number | null;
  /** The answer when it was one JSON document, or the list of stream chunks. */
  readonly answer: unknown;
}

/** The script of the server: a queue of behaviours per endpoint, then a standing one, then the default. */
export interface FakeScript {
  /** The next request to that endpoint behaves so; calls queue up. */
  next(endpoint: FakeEndpoint, ...behaviours: readonly Behaviour[]): void;
  /** Every request behaves so until changed; null goes back to the default. */
  always(endpoint: FakeEndpoint, behaviour: Behaviour | null): void;
  /** Each answer of that endpoint ("chat" when left out) starts this much later. The benchmark uses 200 for chat. */
  setLatency(latencyMs: number, endpoint?: FakeEndpoint): void;
  /** Forgets queues, standing behaviours and latency. */
  reset(): void;
}

export interface ScriptState extends FakeScript {
  take(endpoint: FakeEndpoint): Behaviour | null;
  latencyOf(endpoint: FakeEndpoint): number;
}

export function createScript(): ScriptState {
  const queues = new Map<FakeEndpoint, Behaviour[]>();
  const standing = new Map<FakeEndpoint, Behaviour>();
  const latencies = new Map<FakeEndpoint, number>();
  return {
    next: (endpoint, ...behaviours) => void queues.set(endpoint, [...(queues.get(endpoint) ?? []), ...behaviours]),
    always(endpoint, behaviour) {
      if (behaviour) standing.set(endpoint, behaviour);
      else standing.delete(endpoint);
    },
    setLatency: (latencyMs, endpoint = "chat") => void latencies.set(endpoint, latencyMs),
    reset() {
      queues.clear();
      standing.clear();
      latencies.clear();
    },
    take: (endpoint) => queues.get(endpoint)?.shift() ?? standing.get(endpoint) ?? null,
    latencyOf: (endpoint) => latencies.get(endpoint) ?? 0,
  };
}
