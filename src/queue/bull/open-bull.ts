/** A bull queue with what must not be left as it comes: its defaults lose or delay jobs, some of its promises end programs. */
import Bull from "bull";
import type { Redis } from "ioredis";
import { backoffMs } from "../../shared/backoff.ts";

/** Ids and counts only: nothing a person wrote is ever in Redis. */
export interface BullJobData {
  readonly key: string;
  readonly payload: Readonly<Record<string, string | number>>;
}

export type BullQueue = Bull.Queue<BullJobData>;

const RETRY = { firstMs: 1_000, maxMs: 30_000 };

/** A job is removed when it is done or given up: one that is kept would swallow later rings of its id. */
export const KEEP_TRYING: Bull.JobOptions = {
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: "capped" },
  removeOnComplete: true,
  removeOnFail: true,
};

const SETTINGS: Bull.AdvancedSettings = {
  // A killed worker's job starts elsewhere after about six seconds, not sixty.
  lockDuration: 5_000,
  stalledInterval: 2_000,
  // By default the second kill of a worker fails its job for good.
  maxStalledCount: 1_000_000,
  retryProcessDelay: 1_000,
  guardInterval: 1_000,
  drainDelay: 5,
  backoffStrategies: { capped: retryDelayMs },
};

/** How long to wait before attempt number `attempt` + 1, counted from 1. */
export function retryDelayMs(attempt: number): number {
  return backoffMs(attempt, RETRY, Math.random());
}

/** The caller owns the connections; bull never closes one it was given. */
export function openBull(
  name: string,
  prefix: string,
  connect: (use: "client" | "subscriber" | "bclient") => Redis,
): BullQueue {
  const queue: BullQueue = new Bull<BullJobData>(name, { prefix, createClient: connect, settings: SETTINGS });
  queue.on("error", () => {}); // redis-connections says it once per outage
  Object.assign(queue, {
    // bull names its connection in a promise nobody catches: stopping while Redis is away would end the program.
    setWorkerName: () => Promise.resolve(),
    whenCurrentJobsFinished: () => whenJobsFinished(queue),
  });
  return queue;
}

/**
 * bull's own version opens the blocking connection again in a promise nobody catches. This one ends the blocking read for
 * good and waits until the running jobs are done and recorded.
 */
async function whenJobsFinished(queue: BullQueue): Promise<void> {
  const { bclient, bclientInitialized, processing } = queue as unknown as {
    readonly bclient: Redis;
    readonly bclientInitialized?: boolean;
    readonly processing: Readonly<Record<string, Promise<unknown>>>;
  };
  if (bclientInitialized) bclient.disconnect();
  await Promise.allSettled(Object.values(processing));
}
