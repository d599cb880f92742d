/** The doorbell in PostgreSQL: graphile-worker. Needs nothing beside the database, and rings through LISTEN/NOTIFY. */
import type { Job, JobQueue } from "../contracts/job-queue.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";
import { createBoundedRing } from "./bounded-ring.ts";
import { closePool, openPool, type QueuePool } from "./graphile/queue-pool.ts";
import { migrateQueue } from "./graphile/migrate-queue.ts";
import { keepWorking } from "./graphile/keep-working.ts";
import { createRunningHandlers } from "./running-handlers.ts";

export interface GraphileQueueOptions {
  /** Of the role that owns schema `graphile_worker`. */
  readonly connectionString: string;
  /** Handlers at a time in this process. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Effectively for ever (the column is a smallint); the pauses between grow by themselves. */
const MAX_ATTEMPTS = 32_000;
const ADD_TIMEOUT_MS = 1_000;

/** Resolves when the queue's tables are there. Throws when the database cannot be reached or the role may not. */
export async function createGraphileQueue(options: GraphileQueueOptions): Promise<JobQueue> {
  const { connectionString, clock, log } = options;
  await migrateQueue(connectionString, log);
  // Rings have connections of their own: a burst of jobs must not keep a ring waiting.
  const pool = openPool({ connectionString, max: 2, timeoutMs: ADD_TIMEOUT_MS, log });
  const bell = createBoundedRing({ add: (job) => addJob(pool, job), isReachable: () => true, clock, log });
  const handlers = createRunningHandlers(options);
  const stopping = new AbortController();
  let working: Promise<void> = Promise.resolve();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    bell.close();
    stopping.abort();
    await working;
    await closePool(pool, clock);
  };
  return {
    ring: (job) => bell.ring(job),
    process(handlersByName) {
      working = keepWorking({ ...options, handlersByName, handlers, stopping: stopping.signal });
      return Promise.resolve();
    },
    stop: () => (stopped ??= stop()),
  };
}

/** "replace" is the default: a waiting job of that key is that one job, due now; a running one is left alone. */
async function addJob(pool: QueuePool, job: Job): Promise<void> {
  await pool.query({
    name: "ring",
    text: `select graphile_worker.add_job($1, payload := $2::json, job_key := $3, max_attempts := ${MAX_ATTEMPTS})`,
    values: [job.name, JSON.stringify({ key: job.key, payload: job.payload }), `${job.name}:${job.key}`],
  });
}
