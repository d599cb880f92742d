/** A golden question: what a shop's buyers ask, what should come of it, and what did. */
import type { Route } from "../../routing/decide-route.ts";

export const GOLDEN_TYPES = [
  "answerable",
  "multi",
  "near-miss",
  "unanswerable",
  "off-topic",
  "ambiguous",
  "injection",
  "abuse",
  "smalltalk",
  "person",
  "complaint",
] as const;
export type GoldenType = (typeof GOLDEN_TYPES)[number];

export const GOLDEN_ENDS = ["answer", "clarify", "escalate", "notice"] as const;

export const SPLITS = ["dev", "test"] as const;
export type Split = (typeof SPLITS)[number];

export interface GoldenQuestion {
  readonly id: string;
  /** The conversation's language, e.g. "es". */
  readonly lang: string;
  readonly query: string;
  readonly type: GoldenType;
  /** Article keys, any of which is right; of `multi`, one for each thing asked; empty when nothing is. */
  readonly gold: readonly string[];
  /** Texts that a right answer holds; numbers in Western digits, whatever the script of the answer. */
  readonly mustContain: readonly string[];
  readonly mustNotContain: readonly string[];
  readonly expect: (typeof GOLDEN_ENDS)[number];
  readonly tags: readonly string[];
  /** "dev" is for tuning, "test" only for measuring; null in sets that do not say. */
  readonly split: Split | null;
}

/** What came of a question, and what the search alone said before anybody decided. */
export interface GoldenReply {
  readonly kind: "answered" | "clarify" | "handoff" | "notice";
  /** What the buyer reads. */
  readonly text: string;
  /** Articles cited, or offered when asking back; best first. */
  readonly articleKeys: readonly string[];
  readonly route: Route["kind"];
  /** Articles by the search, best first, sent or not. */
  readonly ranked: readonly string[];
  /** What would be quoted, sent or not. */
  readonly quote: string;
  /** Of the search, 0..1. */
  readonly confidence: number;
  /** What the language was taken for when nothing but the words was known. */
  readonly detected: string | null;
  readonly writtenBy: "model" | "extract" | "none";
}
