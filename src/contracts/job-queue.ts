/** The doorbell and the background jobs. Nothing is true because it is in here: PostgreSQL holds the truth. */
export interface Job {
  readonly name: string;
  /** Jobs of one name and key that have not begun are one job. */
  readonly key: string;
  readonly payload: Readonly<Record<string, string | number>>;
}

export type JobHandler = (job: Job, signal: AbortSignal) => Promise<void>;

export interface JobQueue {
  /**
   * Resolves within 250 ms, "rung" or "missed". Never throws: a missed ring is found by the sweep.
   * A job of the same name and key that already waits is not added again.
   */
  ring(job: Job): Promise<"rung" | "missed">;
  /** Runs handlers, each job at least once, a failing one again later, until `stop`. */
  process(handlers: Readonly<Record<string, JobHandler>>): Promise<void>;
  /** Lets running handlers end (25 s at most), then closes every connection. */
  stop(): Promise<void>;
}
