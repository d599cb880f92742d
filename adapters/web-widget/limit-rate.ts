/** Token buckets in memory, so that one visitor or one address cannot take what belongs to all. */
import type { Clock } from "../../src/contracts/runtime.ts";

export interface RateLimit {
  /** Takes one token. Zero when there was one, else how long until the next. */
  take(key: string): number;
}

/** `perMinute` is also the size of the bucket: a burst is fine, a stream of bursts is not. */
export function createRateLimit(clock: Clock, perMinute: number, maxKeys = 50_000): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const perMs = perMinute / 60_000;
  return {
    take(key) {
      const now = clock.now();
      const bucket = buckets.get(key) ?? { tokens: perMinute, at: now };
      bucket.tokens = Math.min(perMinute, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
      bucket.at = now;
      // Back to the end of the map: the first keys are then those not seen for longest.
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > maxKeys) dropOldest(buckets);
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perMs);
      bucket.tokens -= 1;
      return 0;
    },
  };
}

function dropOldest(buckets: Map<string, unknown>): void {
  const oldest = buckets.keys().next();
  if (!oldest.done) buckets.delete(oldest.value);
}
