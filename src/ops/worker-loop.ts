/**
 * Empties a source of work again and again: at once when rung, and by a sweep when nobody rings. A fault of the work is
 * logged and waited out; it never ends the loop.
 */
import type { Clock, Logger } from "../contracts/runtime.ts";
import { backoffMs } from "../shared/backoff.ts";

export interface DrainResult {
  /** True: there may be more, so it is called again at once. */
  readonly didWork: boolean;
}

export interface WorkerLoopOptions {
  /** For the log. */
  readonly name: string;
  /** Takes one piece of work, or finds none. `signal` aborts when the loop is told to stop. */
  readonly drain: (signal: AbortSignal) => Promise<DrainResult>;
  /** The longest time without a look when nobody rings. */
  readonly sweepMs: number;
  /** How many drains may run side by side. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface WorkerLoop {
  /** There may be work. Wakes one idle lane at once, or is remembered until a busy one is free. Never throws. */
  ring(): void;
  start(): void;
  /** Lets the running drains end, their signal aborted; no timer is left. */
  stop(): Promise<void>;
}

const BACKOFF = { firstMs: 100, maxMs: 5_000 };

export function createWorkerLoop(options: WorkerLoopOptions): WorkerLoop {
  const stopping = new AbortController();
  const bell = createBell(options.clock);
  let lanes: Promise<void>[] = [];
  return {
    ring: () => bell.ring(),
    start() {
      if (lanes.length > 0) return;
      bell.ring(); // what lies there from before the start
      lanes = Array.from({ length: options.concurrency }, () => runLane(options, bell, stopping.signal));
    },
    async stop() {
      stopping.abort();
      bell.close();
      await Promise.all(lanes);
    },
  };
}

async function runLane(options: WorkerLoopOptions, bell: Bell, stopping: AbortSignal): Promise<void> {
  let failures = 0;
  let pauseMs = options.sweepMs;
  for (;;) {
    await bell.wait(pauseMs);
    for (let isBusy = true; isBusy && !stopping.aborted; ) {
      try {
        const { didWork } = await options.drain(stopping);
        failures = 0;
        isBusy = didWork;
        pauseMs = options.sweepMs;
        // Where one piece of work lay there may be more: an idle lane shares it.
        if (didWork) bell.wakeIdle();
      } catch (error) {
        failures += 1;
        const retryInMs = backoffMs(failures, BACKOFF, Math.random());
        options.log.error("worker-failed", error, { worker: options.name, failures, retryInMs });
        await options.clock.sleep(retryInMs, stopping);
      }
    }
    if (stopping.aborted) return;
  }
}

interface Bell {
  ring(): void;
  /** Wakes an idle lane if there is one; not remembered. */
  wakeIdle(): void;
  /** Resolves at a ring, at the latest after about `ms`; at once when one rang while nobody was idle. */
  wait(ms: number): Promise<void>;
  close(): void;
}

/** One timer for all lanes, set to the soonest moment any of them asked for. */
function createBell(clock: Clock): Bell {
  const idle: (() => void)[] = [];
  let isRemembered = false;
  let isClosed = false;
  let timer: { readonly dueAt: number; readonly cancel: AbortController } | null = null;

  const ring = (): void => {
    const wake = idle.pop();
    if (wake) wake();
    else isRemembered = true;
  };
  const arm = (ms: number): void => {
    const dueAt = clock.now() + ms;
    if (timer && timer.dueAt <= dueAt) return;
    timer?.cancel.abort();
    const cancel = new AbortController();
    timer = { dueAt, cancel };
    void clock.sleep(ms, cancel.signal).then(() => {
      if (cancel.signal.aborted) return;
      timer = null;
      ring();
    });
  };
  return {
    ring,
    wakeIdle: () => idle.pop()?.(),
    wait(ms) {
      if (isRemembered || isClosed) {
        isRemembered = false;
        return Promise.resolve();
      }
      arm(ms);
      return new Promise((resolve) => idle.push(resolve));
    },
    close() {
      isClosed = true;
      timer?.cancel.abort();
      for (const wake of idle.splice(0)) wake();
    },
  };
}
