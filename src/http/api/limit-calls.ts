/** Counts calls by key, and failed sign-ins by address: a bucket of tokens that fills up again while one waits. */
import { AppError } from "../../contracts/errors.ts";
import type { Clock } from "../../contracts/runtime.ts";

export interface CallLimit {
  readonly burst: number;
  readonly perSecond: number;
}

export interface CallStanding {
  readonly limit: number;
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly resetMs: number;
}

export interface CallCounter {
  /** Takes one token. Throws TOO_MANY_REQUESTS when there is none. */
  take(name: string): CallStanding;
  /** The same without taking one. */
  look(name: string): CallStanding;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** About 2 MB; the oldest go first. */
const MAX_BUCKETS = 20_000;

export function createCallCounter({ burst, perSecond }: CallLimit, clock: Pick<Clock, "now">): CallCounter {
  const buckets = new Map<string, Bucket>();
  const fill = (name: string): Bucket => {
    const now = clock.now();
    const known = buckets.get(name);
    const bucket = known ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    buckets.delete(name);
    buckets.set(name, bucket);
    const oldest = buckets.keys().next();
    if (buckets.size > MAX_BUCKETS && oldest.done !== true) buckets.delete(oldest.value);
    return bucket;
  };
  const describe = ({ tokens }: Bucket): CallStanding => ({
    limit: burst,
    remaining: Math.floor(tokens),
    resetMs: ((burst - tokens) / perSecond) * 1_000,
  });
  return {
    take(name) {
      const bucket = fill(name);
      if (bucket.tokens < 1) {
        const retryAfterMs = ((1 - bucket.tokens) / perSecond) * 1_000;
        const hint = `At most ${burst} calls at once and ${perSecond} a second after that; wait for Retry-After.`;
        throw new AppError("TOO_MANY_REQUESTS", hint, { retryAfterMs });
      }
      bucket.tokens -= 1;
      return describe(bucket);
    },
    look: (name) => describe(fill(name)),
  };
}
