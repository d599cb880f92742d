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
  // Rings have a connection of their own: a burst of jobs must not keep a ring waiting.
  const pool = openPool({ connectionString, max: 1, timeoutMs: ADD_TIMEOUT_MS, log });
  const bell = createBoundedRing({ add: (jobs) => addJobs(pool, jobs), isReachable: () => true, clock, log });
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

/** A waiting job of the same key is replaced, due now; one that runs is left alone and another one waits. */
async function addJobs(pool: QueuePool, jobs: readonly Job[]): Promise<void> {
  const specs = jobs.map(({ name, key, payload }) => ({ name, job_key: `${name}:${key}`, data: { key, payload } }));
  await pool.query({ name: "ring", text: ADD_JOBS, values: [JSON.stringify(specs)] });
}

const ADD_JOBS = `
  select count(*) from graphile_worker.add_jobs(array(
    select row(name, data, null, null, ${MAX_ATTEMPTS}, job_key, null, null)::graphile_worker.job_spec
    from json_to_recordset($1) as spec(name text, data json, job_key text)))`;
