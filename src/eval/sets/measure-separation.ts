/** How well a confidence tells what can be answered from what cannot. */

/** Area under the ROC curve: how often a positive lies above a negative, ties half; null without both. */
export function separation(positives: readonly number[], negatives: readonly number[]): number | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  const sorted = negatives.toSorted((a, b) => a - b);
  let sum = 0;
  for (const value of positives) sum += (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / 2;
  return sum / (positives.length * negatives.length);
}

function countBelow(sorted: readonly number[], value: number, orEqual: boolean): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = sorted[middle] ?? 0;
    if (other < value || (orEqual && other === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The share of negatives that reach the confidence which `coverage` (0..1) of the positives reach. */
export function answeredAtCoverage(
  positives: readonly number[],
  negatives: readonly number[],
  coverage: number,
): number | null {
  if (positives.length === 0 || negatives.length === 0) return null;
  const sorted = positives.toSorted((a, b) => b - a);
  const bar = sorted[Math.min(sorted.length, Math.ceil(coverage * sorted.length)) - 1] ?? 0;
  return negatives.filter((value) => value >= bar).length / negatives.length;
}

export interface Weighed {
  readonly confidence: number;
  readonly isRight: boolean;
  readonly isAnswerable: boolean;
}

export interface CurvePoint {
  /** Share of the answerable that is answered from here on, 0..1. */
  readonly coverage: number;
  /** Share of everything answered from here on that is wrong, 0..1. */
  readonly risk: number;
  readonly confidence: number;
}

/** What would be answered, and how much of it wrongly, if the bar lay at each confidence in turn; most sure first. */
export function drawRiskCurve(weighed: readonly Weighed[]): CurvePoint[] {
  const answerable = weighed.filter(({ isAnswerable }) => isAnswerable).length;
  if (answerable === 0) return [];
  const sorted = weighed.toSorted((one, other) => other.confidence - one.confidence);
  const points: CurvePoint[] = [];
  let covered = 0;
  let wrong = 0;
  for (const [at, { confidence, isRight, isAnswerable }] of sorted.entries()) {
    if (isAnswerable) covered += 1;
    if (!isRight) wrong += 1;
    // Equal confidences are one bar.
    if (sorted[at + 1]?.confidence === confidence) continue;
    points.push({ coverage: covered / answerable, risk: wrong / (at + 1), confidence });
  }
  return points;
}
