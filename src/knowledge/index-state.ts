/** What an index is made of, and how much it holds. */
import type { HeldMeanings } from "./lexicon/create-meaning-search.ts";
import type { Judgement } from "./ranking/choose-verdict.ts";
import type { Recogniser } from "./recognition/recogniser.ts";
import type { Segment } from "./segments/build-segment.ts";

export interface KnowledgeStats {
  readonly articles: number;
  readonly entries: number;
  readonly passages: number;
  readonly questions: number;
  readonly languages: readonly string[];
  /** Whether the confidence was fitted to this base; a small one uses the weights that ship with the program. */
  readonly isFitted: boolean;
}

/** What a restart needs in order not to analyse everything again. */
export interface IndexState {
  readonly segments: readonly Segment[];
  readonly judgement: Judgement | null;
  readonly changedSinceFit: number;
  /** By language. Made with a glossary, and good for an index with the same one only. */
  readonly meanings: ReadonlyMap<string, HeldMeanings>;
  /** By language; null where there is nothing to train one on. */
  readonly recognisers: ReadonlyMap<string, Recogniser | null>;
}
