/** Makes `ring` keep its promise whatever the server does: an answer within 250 ms, never a fault, no growing backlog. */
import type { Job } from "../contracts/job-queue.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";
import { createBatcher } from "../shared/create-batcher.ts";

export interface BoundedRingOptions {
  /** Adds jobs, no two of one key; may hang or reject. */
  readonly add: (jobs: readonly Job[]) => Promise<void>;
  /** Called when a batch did not settle in time: drop what it waits for. */
  readonly onHang?: () => void;
  /** False when trying is known to be useless. */
  readonly isReachable: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface BoundedRing {
  ring(job: Job): Promise<"rung" | "missed">;
  /** From now on every ring is missed. */
  close(): void;
}

const MAX_RING_MS = 250;
/** A batch that hangs longer is given up: the next one must not wait behind it for ever. */
const MAX_ADD_MS = 2_000;
/** Rings under way at a time. Beyond it the server is not keeping up, and the sweep finds the work. */
const MAX_PENDING = 1_000;

export function createBoundedRing(options: BoundedRingOptions): BoundedRing {
  const { isReachable, clock, log } = options;
  // Rings that arrive while others are on their way go together as the next batch: a storm of rings is a few writes,
  // and since that batch leaves after each of them arrived, a job that has begun meanwhile is rung again.
  const batcher = createBatcher<Job>((jobs) => addInTime(distinct(jobs), options));
  let pending = 0;
  let isClosed = false;
  let isMissing = false;
  /** Said once per outage, not once per ring. */
  const note = (outcome: "rung" | "missed", error?: unknown): "rung" | "missed" => {
    if (outcome === "missed" && !isMissing && !isClosed) log.warn("queue-unreachable", { error });
    if (outcome === "rung" && isMissing) log.info("queue-reachable-again");
    isMissing = outcome === "missed";
    return outcome;
  };
  return {
    async ring(job) {
      if (isClosed || pending >= MAX_PENDING || !isReachable()) return note("missed");
      const settled = new AbortController();
      const tooLate = clock.sleep(MAX_RING_MS, settled.signal).then(() => null);
      pending += 1;
      const added = batcher.add(job).then(
        () => note("rung"),
        (error: unknown) => note("missed", error),
      );
      void added.then(() => {
        pending -= 1;
        settled.abort();
      });
      return (await Promise.race([added, tooLate])) ?? note("missed");
    },
    close: () => {
      isClosed = true;
    },
  };
}

function distinct(jobs: readonly Job[]): readonly Job[] {
  return [...new Map(jobs.map((job) => [`${job.name}:${job.key}`, job])).values()];
}

async function addInTime(jobs: readonly Job[], { add, onHang, clock }: BoundedRingOptions): Promise<void> {
  const settled = new AbortController();
  const tooLate = clock.sleep(MAX_ADD_MS, settled.signal).then(() => {
    if (settled.signal.aborted) return;
    onHang?.();
    throw new Error("the queue's server does not answer");
  });
  await Promise.race([add(jobs), tooLate]).finally(() => settled.abort());
}
