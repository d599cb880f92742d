/** The score card that ships: what the shop changes becomes a version of its own. */
import { type Criterion, SHIPPED_CRITERIA } from "../contracts/review.ts";

const WEIGHTS: Readonly<Record<(typeof SHIPPED_CRITERIA)[number], number>> = {
  // What is wrong helps nobody, however kindly it is said.
  correct: 4,
  complete: 2,
  tone: 2,
  language: 1,
  process: 1,
};

export const SHIPPED_CARD: readonly Criterion[] = SHIPPED_CRITERIA.map((key) => ({
  key,
  weight: WEIGHTS[key],
  name: null,
  hint: null,
}));
