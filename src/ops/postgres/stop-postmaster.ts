/** Stops PostgreSQL: fast, and when that takes too long, at once (the next start then recovers). */
import type { Clock, Logger } from "../../contracts/runtime.ts";
import { isPostmaster } from "./judge-postmaster.ts";

const MAX_FAST_MS = 10_000;
const MAX_IMMEDIATE_MS = 10_000;
const POLL_MS = 10;

/** Resolves when the process is gone, or has been told twice and did not go. */
export async function stopPostmaster(
  pid: number,
  dataDirectory: string,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<void> {
  const isGoneWithin = async (ms: number): Promise<boolean> => {
    for (const endsAt = clock.now() + ms; clock.now() < endsAt; await clock.sleep(POLL_MS)) {
      if (!(await isPostmaster(pid, dataDirectory))) return true;
    }
    return false;
  };
  // The signal is only ever sent right after the command line said that this is our PostgreSQL.
  if (!(await isPostmaster(pid, dataDirectory))) return;
  signal(pid, "SIGINT");
  if (await isGoneWithin(MAX_FAST_MS)) return;
  log.warn("database-stop-slow", { pid });
  signal(pid, "SIGQUIT");
  if (await isGoneWithin(MAX_IMMEDIATE_MS)) return;
  log.error("database-did-not-stop", null, { pid });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // gone already is what we want
  }
}
