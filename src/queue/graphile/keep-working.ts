/** Runs graphile-worker until told to stop. It ends itself after some faults; then it is started again. */
import { EventEmitter } from "node:events";
import { makeWorkerUtils, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { JobHandler } from "../../contracts/job-queue.ts";
import type { Clock, Logger } from "../../contracts/runtime.ts";
import { backoffMs } from "../../shared/backoff.ts";
import type { RunningHandlers } from "../running-handlers.ts";
import { migrateQueue, pipeLogger, QUEUE_SCHEMA } from "./migrate-queue.ts";
import { closePool, openPool, type QueuePool } from "./queue-pool.ts";
import { createPresence } from "./worker-presence.ts";

export interface WorkOptions {
  readonly connectionString: string;
  readonly concurrency: number;
  readonly handlersByName: Readonly<Record<string, JobHandler>>;
  readonly handlers: RunningHandlers;
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Finds retries that fall due, and rings whose notification got lost. */
const POLL_MS = 2_000;
const CLEAN_EVERY_MS = 600_000;
const LAST_WORD_MS = 1_500;
const RESTART = { firstMs: 200, maxMs: 5_000 };

/** Resolves, after `stopping`, when handlers have ended and connections are closed. Never rejects. */
export async function keepWorking(options: WorkOptions): Promise<void> {
  const { connectionString, concurrency, stopping, clock, log } = options;
  const pool = openPool({ connectionString, max: concurrency + 2, log });
  const presence = createPresence(options);
  const cleaning = keepClean(options, pool);
  for (let restarts = 0; !stopping.aborted; restarts += 1) {
    if (restarts > 0) await clock.sleep(backoffMs(restarts, RESTART, Math.random()), stopping);
    if (stopping.aborted) break;
    try {
      if (restarts > 0) await migrateQueue(connectionString, log); // somebody may have emptied the database
      await workOnce(options, pool, (workerId) => presence.announce(workerId));
    } catch (error) {
      log.error("queue-worker-ended", error, { restarts });
    }
  }
  await Promise.all([presence.stop(), closePool(pool, clock), cleaning]);
}

/** Resolves when told to stop and done, or when the library has ended by itself. */
async function workOnce(options: WorkOptions, pool: QueuePool, announce: (workerId: string) => void): Promise<void> {
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => announce(workerPool.id));
  const runner = await run({
    pgPool: pool,
    schema: QUEUE_SCHEMA,
    taskList: makeTaskList(options),
    parsedCronItems: [],
    concurrency: options.concurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true, // the program has its own order of shutting down
    logger: pipeLogger(options.log),
    events,
    // Without batches the library drops the promise of "job done": with the database gone that ends the program.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  const ended = runner.promise.then(
    () => null,
    (error: unknown) => error,
  );
  const fault = await Promise.race([ended, aborted(options.stopping)]);
  if (options.stopping.aborted) await stopRunner(runner, ended, options);
  else if (fault !== null) throw fault;
}

/**
 * A job that fails after it was rung again while it ran is given up by the library, because the later ring has a job of
 * its own. Its row stays for ever; under a long failure those would pile up.
 */
async function keepClean({ stopping, clock, log }: WorkOptions, pool: QueuePool): Promise<void> {
  for (; !stopping.aborted; await clock.sleep(CLEAN_EVERY_MS, stopping)) {
    try {
      const utils = await makeWorkerUtils({ pgPool: pool, schema: QUEUE_SCHEMA, logger: pipeLogger(log) });
      await utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS"] });
      await utils.release();
    } catch (error) {
      log.info("queue-cleaning-missed", { error }); // the database is away; the workers say so
    }
  }
}

async function stopRunner(runner: Runner, ended: Promise<unknown>, { handlers, clock }: WorkOptions): Promise<void> {
  const stopped = runner.stop().catch(() => {}); // rejects when it was about to end by itself
  await handlers.drain();
  // Handlers are done or abandoned; what is left is a word to the database, which may be gone.
  const settled = new AbortController();
  void Promise.all([stopped, ended]).then(() => settled.abort());
  await clock.sleep(LAST_WORD_MS, settled.signal);
  if (settled.signal.aborted) return;
  const killed = runner.kill().then(
    () => settled.abort(),
    () => settled.abort(),
  );
  await Promise.race([killed, clock.sleep(LAST_WORD_MS, settled.signal)]);
}

function makeTaskList({ handlersByName, handlers }: WorkOptions): TaskList {
  const tasks = Object.entries(handlersByName).map(([name, handler]) => [
    name,
    async (data: unknown) => {
      const { key, payload } = data as { key: string; payload: Record<string, string | number> };
      await handlers.run({ name, key, payload }, handler);
    },
  ]);
  return Object.fromEntries(tasks) as TaskList;
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}
