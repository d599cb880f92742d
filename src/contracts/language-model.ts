/** The model ports. All may be slow or down; the caller always has a way on without them. */
import type { PassageId, ShopId } from "./ids.ts";

export interface ModelMessage {
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
}

export type ModelFailure =
  | "timeout"
  | "rate-limited"
  | "refused"
  | "broken"
  | "empty"
  | "circuit-open"
  /** The shop's tokens or money of the day are spent; no server was asked. */
  | "budget";

/** A server of the ladder that gave no text. */
export interface FailedRung {
  readonly rung: ModelRung;
  readonly reason: ModelFailure;
}

export type ModelRung = "model" | "second-model";

export type ModelReply = (
  | {
      readonly kind: "text";
      /** May be empty beside calls. */
      readonly text: string;
      readonly model: string;
      /** The tools that the model wants to have used; left out when none were offered or wanted. */
      readonly calls?: readonly RequestedCall[];
    }
  | { readonly kind: "unavailable"; readonly reason: ModelFailure }
) & {
  /** Which servers were tried in vain before, in order; left out when there is only one server. */
  readonly failed?: readonly FailedRung[];
};

/** What a call is for: its time, its length and its figures depend on it. */
export type ModelTask =
  | "answer"
  | "tools"
  | "understand"
  | "rerank"
  | "suggest"
  | "translate"
  | "brief"
  | "rewrite"
  | "coach";

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A tool as a model is told of it. It knows the form, never what stands behind. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a model asks for: words of a stranger, to be checked like any other. */
export interface RequestedCall {
  readonly name: string;
  /** Meant to be JSON. */
  readonly arguments: string;
}

export interface CompleteOptions {
  readonly signal: AbortSignal;
  readonly onText?: (text: string) => void;
  /** Whose budget pays; left out only where no shop is concerned. */
  readonly shopId?: ShopId;
  /** Without them a reply that asks for a tool is a fault. */
  readonly tools?: readonly OfferedTool[];
  /** "answer" when left out. */
  readonly task?: ModelTask;
  /** Called once for each call, perhaps after the reply: what the server counted, null when it did not say. */
  readonly onUsage?: (usage: TokenUsage | null) => void;
}

export interface LanguageModel {
  /**
   * Never throws. `onText` gets the whole text so far, as it grows. Resolves within the implementation's time limit,
   * or at once with "unavailable" when `signal` aborts.
   */
  complete(messages: readonly ModelMessage[], options: CompleteOptions): Promise<ModelReply>;
}

export interface EmbedCall {
  /** Whose budget pays; left out only where no shop is concerned. */
  readonly shopId?: ShopId;
  /** Called for each batch: what the server counted, 0 where it turned us away, null when it did not say. */
  readonly onUsage?: (tokens: number | null) => void;
  /** The null that follows means: not before tomorrow. No server was asked. */
  readonly onBudgetSpent?: () => void;
}

/** Null when the embedder is unavailable; the caller goes on with words alone. */
export interface Embedder {
  readonly model: string;
  embed(
    texts: readonly string[],
    signal: AbortSignal,
    call?: EmbedCall,
  ): Promise<readonly (readonly number[])[] | null>;
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
