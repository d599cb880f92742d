/** The generic cell rate algorithm: when may the next one go, at so many a second with a burst. */

export interface Gcra {
  /** How long to wait for the next place, in ms. Reserves it, unless the wait is longer than `maxWaitMs`. */
  reserve(nowMs: number, maxWaitMs?: number): number;
  /** Nobody goes before this moment: what a platform's "retry after" asks for. */
  freezeUntil(atMs: number): void;
}

/** `burst` cells may go at once after a rest; then one every 1000/`perSecond` ms. */
export function createGcra(perSecond: number, burst: number): Gcra {
  const intervalMs = 1_000 / perSecond;
  const toleranceMs = intervalMs * Math.max(0, burst - 1);
  let theoreticalAt = 0;
  let frozenUntil = 0;
  return {
    reserve(nowMs, maxWaitMs = Number.POSITIVE_INFINITY) {
      const from = Math.max(nowMs, frozenUntil);
      const arrival = Math.max(theoreticalAt, from);
      const waitMs = Math.max(0, arrival - toleranceMs - nowMs, frozenUntil - nowMs);
      // A place that nobody will take must not push the others back.
      if (waitMs <= maxWaitMs) theoreticalAt = arrival + intervalMs;
      return waitMs;
    },
    freezeUntil(atMs) {
      frozenUntil = Math.max(frozenUntil, atMs);
    },
  };
}
