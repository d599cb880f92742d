/** The model ports. All may be slow or down; the caller always has a way on without them. */
import type { PassageId, ShopId } from "./ids.ts";

export interface ModelMessage {
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
}

export type ModelReply =
  | { readonly kind: "text"; readonly text: string; readonly model: string }
  | {
      readonly kind: "unavailable";
      readonly reason: "timeout" | "rate-limited" | "refused" | "broken" | "empty" | "circuit-open";
    };

export interface LanguageModel {
  /**
   * Never throws. `onText` gets the whole text so far, as it grows. Resolves within the implementation's time limit,
   * or at once with "unavailable" when `signal` aborts.
   */
  complete(
    messages: readonly ModelMessage[],
    options: { readonly signal: AbortSignal; readonly onText?: (text: string) => void },
  ): Promise<ModelReply>;
}

/** Null when the embedder is unavailable; the caller goes on with words alone. */
export interface Embedder {
  readonly model: string;
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[] | null>;
}

export interface VectorHit {
  readonly passageId: PassageId;
  /** Cosine similarity, -1..1. */
  readonly similarity: number;
}

/** Nearest passages by vector. Lives in a child process: bad input must not take the program down. */
export interface VectorIndex {
  /** Makes the index hold exactly these vectors. All of one length; resolves when searchable. */
  replace(shopId: ShopId, model: string, vectors: ReadonlyMap<PassageId, readonly number[]>): Promise<void>;
  /** Empty when the index is not ready, restarting, or of another model or length. Never throws. */
  search(shopId: ShopId, vector: readonly number[], limit: number): Promise<readonly VectorHit[]>;
  close(): Promise<void>;
}
