/** What a review comes to: the marks of its criteria by their weights, out of 100. What does not apply counts for nothing. */
import {
  type Criterion,
  type CriterionMark,
  type Mark,
  type ReviewCard,
  SHIPPED_CRITERIA,
} from "../contracts/review.ts";

const SHIPPED_WEIGHTS: Readonly<Record<(typeof SHIPPED_CRITERIA)[number], number>> = {
  // What is wrong helps nobody, however kindly it is said.
  correct: 4,
  complete: 2,
  tone: 2,
  language: 1,
  process: 1,
};

/** What a shop begins with: what it changes becomes a version of its own. */
export const SHIPPED_CARD: readonly Criterion[] = SHIPPED_CRITERIA.map((key) => ({
  key,
  weight: SHIPPED_WEIGHTS[key],
  name: null,
  hint: null,
}));

const WORTH: Readonly<Record<Exclude<Mark, "not-applicable">, number>> = { met: 1, partly: 0.5, "not-met": 0 };

export type ScoredReview =
  | { readonly kind: "scored"; readonly points: number }
  /** A criterion without a mark or with two, a mark without a criterion, or nothing that applies. */
  | { readonly kind: "faulty"; readonly fault: "marks-do-not-fit" | "nothing-applies" };

export function scoreReview(card: ReviewCard, marks: readonly CriterionMark[]): ScoredReview {
  const markOf = new Map(marks.map(({ key, mark }) => [key, mark]));
  const isFitting = markOf.size === marks.length && marks.length === card.criteria.length;
  if (!isFitting || card.criteria.some(({ key }) => !markOf.has(key)))
    return { kind: "faulty", fault: "marks-do-not-fit" };
  let reached = 0;
  let most = 0;
  for (const { key, weight } of card.criteria) {
    const mark = markOf.get(key);
    if (mark === undefined || mark === "not-applicable") continue;
    most += weight;
    reached += weight * WORTH[mark];
  }
  return most === 0 ? { kind: "faulty", fault: "nothing-applies" } : { kind: "scored", points: (100 * reached) / most };
}
