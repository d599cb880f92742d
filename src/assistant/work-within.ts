/** Gives a piece of work a time limit by the program's clock; what comes too late is dropped. */
import type { Clock } from "../contracts/runtime.ts";

export interface WorkLimit {
  readonly clock: Clock;
  readonly ms: number;
  /** The caller's own abort. */
  readonly signal: AbortSignal;
}

/** Null when the work was late or the caller gave up; the work's own signal is aborted then. */
export async function workWithin<T>(limit: WorkLimit, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  if (limit.ms <= 0 || limit.signal.aborted) return null;
  const stop = new AbortController();
  const signal = AbortSignal.any([limit.signal, stop.signal]);
  // The sleep ends with the work, so that no timer is left behind.
  const tooLate = limit.clock.sleep(limit.ms, signal).then(() => null);
  try {
    return await Promise.race([work(signal), tooLate]);
  } finally {
    stop.abort();
  }
}
