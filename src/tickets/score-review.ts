/** What a review comes to: the marks of its criteria by their weights, out of 100. What does not apply counts for nothing. */
import type { CriterionMark, Mark, ReviewCard } from "../contracts/review.ts";

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
