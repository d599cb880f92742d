/**
 * Makes bull's job ids mean what the port promises. bull ignores a second job of the same id for as long as the first
 * exists, also while it runs; a ring during a run would be lost. So the id carries a number that grows when a run begins:
 * rings before it are one job, a ring after it is the next.
 */
import type { Redis } from "ioredis";

export interface BegunCounter {
  /** How often jobs of that key have begun. */
  read(key: string): Promise<string>;
  /** Called before the handler. */
  add(key: string): Promise<void>;
}

/** A counter nobody used for a day has no job waiting on it; starting again at 0 then hurts nothing. */
const FORGET_AFTER_MS = 86_400_000;

export function createBegunCounter(redis: Redis, prefix: string): BegunCounter {
  const keyOf = (key: string): string => `${prefix}:begun:${key}`;
  return {
    read: async (key) => (await redis.get(keyOf(key))) ?? "0",
    async add(key) {
      await redis.multi().incr(keyOf(key)).pexpire(keyOf(key), FORGET_AFTER_MS).exec();
    },
  };
}
