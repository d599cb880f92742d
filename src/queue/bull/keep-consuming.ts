/** Runs bull's workers, one queue per job name, so that a process only takes what it has a handler for. */
import type Bull from "bull";
import type { Redis } from "ioredis";
import type { JobHandler } from "../../contracts/job-queue.ts";
import type { Clock, Logger } from "../../contracts/runtime.ts";
import type { RunningHandlers } from "../running-handlers.ts";
import { type BegunCounter, createBegunCounter } from "./job-begun.ts";
import { type BullJobData, type BullQueue, KEEP_TRYING, openBull, retryDelayMs } from "./open-bull.ts";
import { type RedisConnections, watchSilence } from "./redis-connections.ts";

export interface ConsumeOptions {
  readonly prefix: string;
  readonly concurrency: number;
  readonly connections: RedisConnections;
  readonly handlersByName: Readonly<Record<string, JobHandler>>;
  readonly handlers: RunningHandlers;
  readonly clock: Clock;
  readonly log: Logger;
}

const CLOSE_WITHIN_MS = 2_000;

export function keepConsuming(options: ConsumeOptions): { stop(): Promise<void> } {
  const { connections, prefix, concurrency, handlersByName, handlers, clock, log } = options;
  const stopping = new AbortController();
  const shared = { client: connections.open("work"), subscriber: connections.open("events") };
  const blocking: Redis[] = [];
  const connect = (use: "client" | "subscriber" | "bclient"): Redis => {
    if (use !== "bclient") return shared[use];
    const connection = connections.open("block");
    blocking.push(connection);
    return connection;
  };
  const begun = createBegunCounter(shared.client, prefix);
  const queues = Object.entries(handlersByName).map(([name, handler]) => {
    const queue = openBull(name, prefix, connect);
    const work = (job: Bull.Job<BullJobData>) => runJob(job, { name, handler, queue, begun, handlers });
    queue.process(concurrency, work).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error("queue-worker-ended", error, { name });
    });
    return queue;
  });
  const watching = watchSilence([shared.client, shared.subscriber, ...blocking], stopping.signal, options);
  return {
    async stop() {
      stopping.abort();
      const closed = new AbortController();
      const closing = Promise.all(queues.map((queue) => queue.close())).then(() => closed.abort());
      await Promise.all([handlers.drain(), watching]);
      // Handlers are done or abandoned; what is left is a word to Redis, which may be gone.
      await Promise.race([closing, clock.sleep(CLOSE_WITHIN_MS, closed.signal)]);
    },
  };
}

interface Work {
  readonly name: string;
  readonly handler: JobHandler;
  readonly queue: BullQueue;
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
