/** The generic cell rate algorithm: when may the next one go, at so many a second with a burst. */

export interface Gcra {
  /** Reserves the next place and returns how long to wait for it, in ms. */
  reserve(nowMs: number): number;
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
    reserve(nowMs) {
      const from = Math.max(nowMs, frozenUntil);
      const arrival = Math.max(theoreticalAt, from);
      theoreticalAt = arrival + intervalMs;
      return Math.max(0, arrival - toleranceMs - nowMs, frozenUntil - nowMs);
    },
    freezeUntil(atMs) {
      frozenUntil = Math.max(frozenUntil, atMs);
    },
  };
}
