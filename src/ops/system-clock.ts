/** The machine's own time. The only clock outside tests. */
import type { Instant } from "../contracts/ids.ts";
import type { Clock } from "../contracts/runtime.ts";

/** Longer sleeps overflow Node's timer, which would then fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
      signal?.addEventListener("abort", wake);
    }),
};
