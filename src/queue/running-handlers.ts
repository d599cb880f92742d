/** Runs job handlers, logs their faults, and lets a queue wait for them when it stops. */
import type { Job, JobHandler } from "../contracts/job-queue.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";

export interface RunningHandlers {
  /** Rejects when the handler does, after logging; the queue then tries again later. */
  run(job: Job, handler: JobHandler): Promise<void>;
  /** Resolves when none runs, at the latest after 25 s; after 20 s their signals abort. */
  drain(): Promise<void>;
}

const ABORT_AFTER_MS = 20_000;
const GIVE_UP_AFTER_MS = 25_000;

export function createRunningHandlers({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: Logger;
}): RunningHandlers {
  const running = new Set<Promise<unknown>>();
  const aborting = new AbortController();
  return {
    async run(job, handler) {
      // Begun inside a promise: a handler that throws instead of rejecting is the same.
      const work = Promise.resolve().then(() => handler(job, aborting.signal));
      const settled = work.catch((error: unknown) => log.error("job-failed", error, { name: job.name, key: job.key }));
      running.add(settled);
      void settled.then(() => running.delete(settled));
      await work;
    },
    async drain() {
      const drained = new AbortController();
      const wait = Promise.all(running).then(() => drained.abort());
      const abort = clock.sleep(ABORT_AFTER_MS, drained.signal).then(() => aborting.abort());
      await Promise.race([wait, clock.sleep(GIVE_UP_AFTER_MS, drained.signal)]);
      if (running.size > 0) log.error("queue-handlers-abandoned", null, { count: running.size });
      drained.abort();
      await abort;
    },
  };
}
