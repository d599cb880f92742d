/** A share and its interval by Wilson (1927), at 95 %: honest also for few, and for none or all of them. */

/** Two-sided 95 % of the normal distribution. */
const Z = 1.959964;

export interface EstimatedShare {
  readonly count: number;
  readonly of: number;
  /** All three from 0 to 1. */
  readonly share: number;
  readonly from: number;
  readonly to: number;
}

/** Null for a share of nothing. */
export function estimateShare(count: number, of: number): EstimatedShare | null {
  if (of <= 0) return null;
  const share = count / of;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const middle = share + (Z * Z) / (2 * of);
  const scale = 1 + (Z * Z) / of;
  return {
    count,
    of,
    share,
    from: count === 0 ? 0 : Math.max(0, (middle - spread) / scale),
    to: count === of ? 1 : Math.min(1, (middle + spread) / scale),
  };
}
