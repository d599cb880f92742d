/**
 * The life of the program: start, run until a signal, stop in order within 25 s. An error nobody caught ends it at once:
 * after one its state is unknown, and a restart is safe by construction.
 */
import type { Clock, Logger } from "../contracts/runtime.ts";

export interface ProgramLife {
  /** Aborts when the program is told to stop. */
  readonly stopping: AbortSignal;
  /** Registers a step of the shutdown. Steps run one after another, the last registered first. */
  beforeExit(name: string, step: () => Promise<void>): void;
}

export interface RunOptions {
  /** Brings the parts up one by one, registering how each is taken down. May fail: what is up is then taken down. */
  readonly start: (life: ProgramLife) => Promise<void>;
  readonly log: Logger;
  readonly clock: Clock;
}

const MAX_SHUTDOWN_MS = 25_000;
/** One Ctrl-C under npm arrives twice, from the terminal and from npm; a person's second one comes later. */
const SAME_SIGNAL_MS = 500;
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Resolves to the exit code when everything is stopped. Rejects with the fault of `start`, also after stopping. */
export async function runUntilSignal({ start, log, clock }: RunOptions): Promise<number> {
  const stopping = new AbortController();
  const steps: { readonly name: string; readonly step: () => Promise<void> }[] = [];
  const release = followProcess(stopping, log, clock);
  let isClean = true;
  const told = new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));
  try {
    const life: ProgramLife = {
      stopping: stopping.signal,
      beforeExit: (name, step) => void steps.push({ name, step }),
    };
    const starting = start(life);
    // A signal during the start is obeyed at once; what the start still does then no longer matters.
    starting.catch(() => {});
    await Promise.race([starting, told]);
    await told;
  } finally {
    stopping.abort();
    // Taken from the end one by one: a step registered while we stop is still run.
    isClean = await stopWithin(MAX_SHUTDOWN_MS, steps, { log, clock });
    release();
  }
  return isClean ? 0 : 1;
}

async function stopWithin(
  ms: number,
  steps: { readonly name: string; readonly step: () => Promise<void> }[],
  { log, clock }: { readonly log: Logger; readonly clock: Clock },
): Promise<boolean> {
  const limit = new AbortController();
  let current = "none";
  const run = async (): Promise<boolean> => {
    let isClean = true;
    for (let next = steps.pop(); next && !limit.signal.aborted; next = steps.pop()) {
      current = next.name;
      try {
        await next.step();
      } catch (error) {
        isClean = false;
        log.error("shutdown-step-failed", error, { step: next.name });
      }
    }
    return isClean;
  };
  const tooLate = clock.sleep(ms, limit.signal).then(() => {
    if (!limit.signal.aborted) log.error("shutdown-too-slow", null, { step: current });
    return false;
  });
  const isClean = await Promise.race([run(), tooLate]);
  limit.abort();
  return isClean;
}

/** Returns the function that takes the listeners off again. */
function followProcess(stopping: AbortController, log: Logger, clock: Clock): () => void {
  let firstAt: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstAt === null) {
      firstAt = clock.now();
      log.info("shutdown-begins", { signal });
      stopping.abort();
    } else if (clock.now() - firstAt > SAME_SIGNAL_MS) {
      log.warn("shutdown-cut-short", { signal });
      process.exit(1);
    }
  };
  const onFault = (error: unknown): void => {
    try {
      log.error("program-fault", error);
    } finally {
      process.exit(1);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on("uncaughtException", onFault).on("unhandledRejection", onFault);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off("uncaughtException", onFault).off("unhandledRejection", onFault);
  };
}
