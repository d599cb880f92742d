/** What is known, what was found, and what the assistant says. */
import type { ArticleKey, PassageId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { HandoffReason } from "./ticket.ts";

/** One knowledge article in one language. */
export interface Article {
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly title: string;
  readonly url: string | null;
  /** Questions as buyers type them; indexed beside the text. */
  readonly questions: readonly string[];
  readonly tags: readonly string[];
  readonly body: string;
  /** `YYYY-MM-DD`: from the day after, the article counts as stale. */
  readonly reviewedUntil: string | null;
  /** Where it came from, for messages to the merchant, e.g. "knowledge/es/shipping-times.md". */
  readonly origin: string;
}

/** A stretch of one article, small enough to quote. */
export interface Passage {
  /** "record": what a tool found, said in the conversation's language; left out for a stretch of an article. */
  readonly kind?: "record";
  readonly passageId: PassageId;
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly title: string;
  /** Headings from the outermost inward; empty for the text before the first heading. */
  readonly headings: readonly string[];
  /** Plain text, sentences whole. */
  readonly text: string;
  readonly url: string | null;
}

export interface ScoredPassage {
  readonly passage: Passage;
  /** Comparable within one search only. */
  readonly score: number;
}

export interface SearchQuery {
  readonly text: string;
  readonly language: Language;
  readonly limit: number;
}

/** A stretch of a passage, word for word. */
export interface Quoted {
  readonly passage: Passage;
  readonly quote: string;
}

/** The stretch that answers best: the whole passage when it is short. */
export interface Extract extends Quoted {
  /** From another passage of the same article, where that may be the one that was meant; both are read as one answer. */
  readonly also: Quoted | null;
}

/** The outcome of a search: the best passages, and how sure we are that they answer the question. */
export interface SearchResult {
  readonly passages: readonly ScoredPassage[];
  /** Probability in 0..1 that the first passage's article answers the question. */
  readonly confidence: number;
  readonly verdict: "answer" | "clarify" | "handoff";
  /** In the query's language where the best article exists in it, otherwise in the language that was found. */
  readonly extract: Extract | null;
  /** Different articles worth asking back about, best first, at most three. */
  readonly alternatives: readonly ClarifyChoice[];
  /** For people who want to know why; computed when asked for. */
  readonly explain?: () => SearchExplanation;
}

/** What the confidence was made of. */
export interface SearchExplanation {
  readonly answerFrom: number;
  readonly clarifyFrom: number;
  /** Empty when nothing spoke for an answer. `share` is what it added to, or took from, the certainty. */
  readonly evidence: readonly { readonly name: string; readonly value: number; readonly share: number }[];
}

/** Lists from vectors, a translated question and the like, each best first: merged by rank, for scores differ in kind. */
export type MergeFound = (...lists: readonly (readonly FoundPassage[])[]) => SearchResult;

export interface FoundPassage {
  readonly passageId: PassageId;
}

/** Never fails: an empty list is an answer. Best passage first, at most `limit`, one index for all languages. */
export interface KnowledgeSearch {
  search(query: SearchQuery): SearchResult;
  /** Looks for the words at once; what was found in other ways, and took longer, is merged by the function it gives. */
  begin(query: SearchQuery): MergeFound;
  /** The passages of an article in a language, in order; empty when it has none. */
  passagesOf(articleKey: ArticleKey, language: Language): readonly Passage[];
}

/** Proof for one sentence: `quote` occurs word for word in that passage. */
export interface Citation {
  /** "record": the proof is what a tool found. */
  readonly kind?: "record";
  readonly passageId: PassageId;
  readonly articleKey: ArticleKey;
  readonly title: string;
  readonly url: string | null;
  readonly quote: string;
}

export interface ClarifyChoice {
  readonly articleKey: ArticleKey;
  readonly label: string;
}

/** An answer without a citation cannot be written down: the tuple has at least one. */
export type Answer =
  | {
      readonly kind: "answered";
      readonly text: string;
      readonly language: Language;
      readonly citations: readonly [Citation, ...Citation[]];
      readonly confidence: number;
      readonly writtenBy: "model" | "extract";
    }
  | {
      readonly kind: "clarify";
      readonly language: Language;
      readonly choices: readonly [ClarifyChoice, ...ClarifyChoice[]];
      readonly confidence: number;
    }
  | {
      readonly kind: "handoff";
      readonly language: Language;
      readonly reason: HandoffReason;
      readonly confidence: number;
    };

/** One rung that was tried on the way to an answer, and what became of it: kept with the turn. */
export interface AnswerStep {
  readonly step: "tools" | "understand" | "rerank" | "model" | "second-model" | "extract" | "person";
  /** "written", "answered", "asked-back", or why it gave nothing: "timeout", "budget", "wrong-language" and so on. */
  readonly outcome: string;
}

/** How a shop sounds: its own words, or those of `prompts/voice.md`. Never a rule, only a manner. */
export interface Voice {
  readonly text: string;
  /** Changes whenever the text changes; stored with each answer. */
  readonly version: string;
}
