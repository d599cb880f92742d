/** Makes `ring` keep its promise whatever the server does: an answer within 250 ms, never a fault, no growing backlog. */
import type { Job } from "../contracts/job-queue.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";

export interface BoundedRingOptions {
  /** Adds the job; may hang or reject. Must settle by itself some time, so that nothing is kept for ever. */
  readonly add: (job: Job) => Promise<void>;
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
/** Rings under way at a time. Beyond it the server is not keeping up, and the sweep finds the work. */
const MAX_PENDING = 1_000;

export function createBoundedRing({ add, isReachable, clock, log }: BoundedRingOptions): BoundedRing {
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
      const added = add(job).then(
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
