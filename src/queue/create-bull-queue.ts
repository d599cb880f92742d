/** The doorbell for many machines: bull on Redis. Redis may be stopped, emptied or slow: rings are then missed, not lost work. */
import type { Job, JobQueue } from "../contracts/job-queue.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";
import { createBoundedRing } from "./bounded-ring.ts";
import { createBegunCounter } from "./bull/job-begun.ts";
import { type BullQueue, KEEP_TRYING, openBull } from "./bull/open-bull.ts";
import { createRedisConnections } from "./bull/redis-connections.ts";
import { keepConsuming } from "./bull/keep-consuming.ts";
import { createRunningHandlers } from "./running-handlers.ts";

export interface BullQueueOptions {
  readonly redisUrl: string;
  /** Handlers at a time in this process, per job name. */
  readonly concurrency: number;
  /** Keeps installations on one Redis apart; "dragoman" when absent. */
  readonly prefix?: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Never throws: a Redis that is away is waited for. */
export function createBullQueue(options: BullQueueOptions): JobQueue {
  const { clock, log, prefix = "dragoman" } = options;
  const connections = createRedisConnections(options.redisUrl, log);
  const ringConnection = connections.open("ring");
  const producers = new Map<string, BullQueue>();
  const begun = createBegunCounter(ringConnection, prefix);
  const producerOf = (name: string): BullQueue => {
    const producer = producers.get(name) ?? openBull(name, prefix, () => ringConnection);
    producers.set(name, producer);
    return producer;
  };
  const addOne = async ({ name, key, payload }: Job): Promise<void> => {
    const counterKey = `${name}:${key}`;
    for (let before = await begun.read(counterKey); ; ) {
      await producerOf(name).add({ key, payload }, { ...KEEP_TRYING, jobId: jobId(key, before) });
      // If a run began meanwhile, the id may have been that run's, and this ring came after its beginning.
      const after = await begun.read(counterKey);
      if (after === before) return;
      before = after;
    }
  };
  const isReachable = (): boolean => ringConnection.status === "ready";
  const bell = createBoundedRing({
    add: (jobs) => addAll(jobs, addOne),
    isReachable,
    onHang: () => ringConnection.disconnect(true), // a fresh one, and what was under way is rejected
    clock,
    log,
  });
  const handlers = createRunningHandlers(options);
  const consumers: { stop(): Promise<void> }[] = [];
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    bell.close();
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    connections.closeAll();
    // Without a connection closing is only taking off listeners and timers.
    await Promise.all([...producers.values()].map((producer) => producer.close()));
  };
  return {
    ring: (job) => bell.ring(job),
    process(handlersByName) {
      consumers.push(keepConsuming({ ...options, prefix, connections, handlersByName, handlers }));
      return Promise.resolve();
    },
    stop: () => (stopped ??= stop()),
  };
}

/** bull keeps jobs beside its own lists under one prefix: the number sign keeps the names apart. */
function jobId(key: string, begun: string): string {
  return `${encodeURIComponent(key)}#${begun}`;
}

/** Waits for all before it passes a fault on, so that none is still under way when the next batch begins. */
async function addAll(jobs: readonly Job[], addOne: (job: Job) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(jobs.map(addOne));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
