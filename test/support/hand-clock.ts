/** A clock moved by hand: sleepers wake when the test moves time past them, and never otherwise. */
import type { Instant } from "../../src/contracts/ids.ts";
import type { Clock } from "../../src/contracts/runtime.ts";

export interface HandClock extends Clock {
  /** Moves time on, waking sleepers in the order they are due, each with what it causes before the next. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  sleepers(): number;
}

export function createHandClock(startAt = Date.UTC(2026, 0, 5, 9)): HandClock {
  let nowMs = startAt;
  const sleeping = new Set<{ readonly dueAt: number; wake(): void }>();
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => nowMs as Instant,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = {
          dueAt: nowMs + ms,
          wake: () => {
            sleeping.delete(sleeper);
            signal?.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleeping.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake);
      }),
    async advance(ms) {
      const endsAt = nowMs + ms;
      await settle();
      for (;;) {
        const [next] = [...sleeping].filter(({ dueAt }) => dueAt <= endsAt).sort((a, b) => a.dueAt - b.dueAt);
        if (!next) break;
        nowMs = Math.max(nowMs, next.dueAt);
        next.wake();
        await settle();
      }
      nowMs = endsAt;
    },
    sleepers: () => sleeping.size,
  };
}
