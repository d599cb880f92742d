/** Watches our PostgreSQL and starts it again on the same port when it dies, until told to stop. */
import { launchPostmaster, type LaunchOptions, type RunningPostmaster } from "./launch-postmaster.ts";
import { stopPostmaster } from "./stop-postmaster.ts";

const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;
/** One that lived this long did not die of how it was started. */
const HEALTHY_MS = 60_000;

/** Returns the function that stops it; a second call waits for the first. */
export function keepRunning(first: RunningPostmaster, options: LaunchOptions): () => Promise<void> {
  const stopping = new AbortController();
  const watching = watch(first, options, stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    const last = await watching;
    if (last) await stopPostmaster(last.pid, options.place.dataDirectory, options);
    options.log.info("database-stopped");
  };
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= stop());
}

/** Resolves, once told to stop, to the one that runs then, if any. */
async function watch(
  first: RunningPostmaster,
  options: LaunchOptions,
  stopping: AbortSignal,
): Promise<RunningPostmaster | null> {
  const { clock, log } = options;
  let current = first;
  let pauseMs = MIN_PAUSE_MS;
  while (!stopping.aborted) {
    const startedAt = clock.now();
    await current.whenGone(stopping);
    if (stopping.aborted) return current;
    log.warn("database-died", { pid: current.pid });
    if (clock.now() - startedAt > HEALTHY_MS) pauseMs = MIN_PAUSE_MS;
    for (let next: RunningPostmaster | null = null; next === null; ) {
      await clock.sleep(pauseMs, stopping);
      if (stopping.aborted) return null;
      pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
      next = await relaunch(options, current.port);
      current = next ?? current;
    }
  }
  return current;
}

async function relaunch(options: LaunchOptions, port: number): Promise<RunningPostmaster | null> {
  try {
    const next = await launchPostmaster(options, port);
    options.log.info("database-restarted", { pid: next.pid, port });
    return next;
  } catch (error) {
    options.log.error("database-restart-failed", error, { port });
    return null;
  }
}
