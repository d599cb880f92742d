/** The doorbell for many machines: bull on Redis. Redis may be stopped, emptied or slow: rings are then missed, not lost work. */
import Bull from "bull";
import type { Job, JobQueue } from "../contracts/job-queue.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";
import { createBoundedRing } from "./bounded-ring.ts";
import { type BullJobData, bullOptions, KEEP_TRYING } from "./bull/bull-settings.ts";
import { createBegunCounter } from "./bull/job-begun.ts";
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
  const producers = new Map<string, Bull.Queue<BullJobData>>();
  const begun = createBegunCounter(ringConnection, prefix);
  const producerOf = (name: string): Bull.Queue<BullJobData> => {
    const known = producers.get(name);
    if (known) return known;
    const producer = new Bull<BullJobData>(
      name,
      bullOptions(prefix, () => ringConnection),
    );
    producer.on("error", () => {}); // redis-connections says it once per outage
    producers.set(name, producer);
    return producer;
  };
  const add = async ({ name, key, payload }: Job): Promise<void> => {
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
  const bell = createBoundedRing({ add, isReachable, clock, log });
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
