/** How bull is set up, and why: each value answers a way in which its defaults lose or delay jobs. */
import type Bull from "bull";
import type { Redis } from "ioredis";
import { backoffMs } from "../../shared/backoff.ts";
import { BLOCK_SECONDS } from "./redis-connections.ts";

/** Ids and counts only: nothing a person wrote is ever in Redis. */
export interface BullJobData {
  readonly key: string;
  readonly payload: Readonly<Record<string, string | number>>;
}

const RETRY = { firstMs: 1_000, maxMs: 30_000 };

/** A job is removed when it is done or given up: one that is kept would swallow later rings of its id. */
export const KEEP_TRYING: Bull.JobOptions = {
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: "capped" },
  removeOnComplete: true,
  removeOnFail: true,
};

/** How long to wait before attempt number `attempt` + 1, counted from 1. */
export function retryDelayMs(attempt: number): number {
  return backoffMs(attempt, RETRY, Math.random());
}

export function bullOptions(
  prefix: string,
  createClient: (type: "client" | "subscriber" | "bclient") => Redis,
): Bull.QueueOptions {
  return {
    prefix,
    createClient,
    settings: {
      // A killed worker's job starts elsewhere after about six seconds, not sixty.
      lockDuration: 5_000,
      stalledInterval: 2_000,
      // By default the second kill of a worker fails its job for good.
      maxStalledCount: 1_000_000,
      retryProcessDelay: 1_000,
      guardInterval: 1_000,
      drainDelay: BLOCK_SECONDS,
      backoffStrategies: { capped: retryDelayMs },
    },
  };
}
