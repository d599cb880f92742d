/** Which tool a buyer's words ask for, in whatever language; null for a question that an article answers. */
import { LANGUAGES } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import type { CueList } from "./cue-lists.ts";
import { findPhrases, type Span } from "./find-phrases.ts";
import { indexPhrases } from "./index-phrases.ts";
import { has, spansOf, splitClauses, standsUndenied } from "./match-cues.ts";

/** In this order when a message speaks of several: what costs the buyer most comes first. */
const INTENTS = [
  "cancel-order",
  "refund-order",
  "return-order",
  "change-address",
  "coupon-check",
  "order-status",
  "product-search",
] as const satisfies readonly CueList[];

export type Intent = (typeof INTENTS)[number];

export interface FoundIntent {
  readonly intent: Intent;
  /** "How do I ...", "where do I find ...": about the shop's ways, not about this buyer's order. */
  readonly isGeneral: boolean;
  /** The message without the words that only ask: what remains says what is wished for. */
  readonly rest: string;
}

/** Words that only frame a wish. */
const FRAME: readonly CueList[] = ["product-search", "frame", "polite", "greeting", "thanks", "asking", "help"];

const LEAVING: readonly CueList[] = ["leave-form", "stop", "polite", "thanks", "no"];

export function findIntent(text: string, book: CueBook): FoundIntent | null {
  const index = indexPhrases(book);
  const clauses = splitClauses(text).map((clause) => ({ text: clause, spans: findPhrases(clause, index) }));
  let best: { readonly intent: Intent; readonly length: number } | null = null;
  let isGeneral = false;
  for (const language of LANGUAGES) {
    for (const { text: clause, spans } of clauses) {
      const read = { text: clause, spans: spans.filter((span) => span.language === language) };
      isGeneral ||= has(read, "general-question") || has(read, "hypothetical");
      for (const intent of INTENTS) {
        if (!standsUndenied(read, intent)) continue;
        const length = Math.max(...spansOf(read, intent).map((span) => span.end - span.start));
        // The longest phrase says most: "cancel the return" is not "return".
        if (best === null || length > best.length) best = { intent, length };
      }
    }
  }
  if (best === null) return null;
  const rest = clauses
    .map((clause) => without(clause.text, clause.spans, FRAME))
    .join(" ")
    .trim();
  return { intent: best.intent, isGeneral, rest };
}

/** "Cancel", "forget it": the whole message, and nothing but courtesy around it. */
export function wantsToLeave(text: string, book: CueBook): boolean {
  const index = indexPhrases(book);
  const clauses = splitClauses(text);
  if (clauses.length === 0 || clauses.length > 2) return false;
  return clauses.every((clause) => {
    const spans = findPhrases(clause, index);
    const isLeaving = spans.some((span) => span.list === "leave-form" || span.list === "stop");
    return isLeaving && without(clause, spans, LEAVING) === "";
  });
}

/** The clause with these phrases taken out. */
function without(clause: string, spans: readonly Span[], lists: readonly CueList[]): string {
  const signs = clause.split("");
  for (const span of spans) if (lists.includes(span.list)) signs.fill(" ", span.start, span.end);
  return signs.join("").replace(/\s+/gu, " ").trim();
}
