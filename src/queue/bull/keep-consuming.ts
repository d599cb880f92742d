/** Runs bull's workers, one queue per job name, so that a process only takes what it has a handler for. */
import Bull from "bull";
import type { Redis } from "ioredis";
import type { JobHandler } from "../../contracts/job-queue.ts";
import type { Clock, Logger } from "../../contracts/runtime.ts";
import type { RunningHandlers } from "../running-handlers.ts";
import { type BullJobData, bullOptions, KEEP_TRYING, retryDelayMs } from "./bull-settings.ts";
import { type BegunCounter, createBegunCounter } from "./job-begun.ts";
import type { RedisConnections } from "./redis-connections.ts";

export interface ConsumeOptions {
  readonly prefix: string;
  readonly concurrency: number;
  readonly connections: RedisConnections;
  readonly handlersByName: Readonly<Record<string, JobHandler>>;
  readonly handlers: RunningHandlers;
  readonly clock: Clock;
  readonly log: Logger;
}

const CLOSE_WITHIN_MS = 1_000;

export function keepConsuming(options: ConsumeOptions): { stop(): Promise<void> } {
  const { connections, prefix, concurrency, handlersByName, handlers, clock, log } = options;
  const shared = { client: connections.open("work"), subscriber: connections.open("events") };
  const begun = createBegunCounter(shared.client, prefix);
  const queues = Object.entries(handlersByName).map(([name, handler]) => {
    const openClient = (type: "client" | "subscriber" | "bclient"): Redis =>
      type === "bclient" ? connections.open("block") : shared[type];
    const queue = new Bull<BullJobData>(name, bullOptions(prefix, openClient));
    queue.on("error", () => {}); // redis-connections says it once per outage
    const work = (job: Bull.Job<BullJobData>) => runJob(job, { name, handler, queue, begun, handlers });
    queue.process(concurrency, work).catch((error: unknown) => log.error("queue-worker-ended", error, { name }));
    return queue;
  });
  return {
    async stop() {
      const closed = new AbortController();
      const closing = Promise.all(queues.map((queue) => queue.close())).then(() => closed.abort());
      await handlers.drain();
      // Handlers are done or abandoned; what is left is a word to Redis, which may be gone.
      await Promise.race([closing, clock.sleep(CLOSE_WITHIN_MS, closed.signal)]);
    },
  };
}

interface Work {
  readonly name: string;
  readonly handler: JobHandler;
  readonly queue: Bull.Queue<BullJobData>;
  readonly begun: BegunCounter;
  readonly handlers: RunningHandlers;
}

async function runJob(job: Bull.Job<BullJobData>, work: Work): Promise<void> {
  const { name, handler, queue, begun, handlers } = work;
  const { key, payload } = job.data;
  await begun.add(`${name}:${key}`);
  try {
    await handlers.run({ name, key, payload }, handler);
  } catch (error) {
    // One retry per key, however often it was rung meanwhile: each failed ring with a retry of its own would pile up.
    const retryId = `${encodeURIComponent(key)}!retry`;
    if (String(job.id) === retryId) throw error;
    await queue.add({ key, payload }, { ...KEEP_TRYING, jobId: retryId, delay: retryDelayMs(1) });
  }
}
