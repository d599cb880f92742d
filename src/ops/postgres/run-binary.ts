/** Starts a PostgreSQL binary with an environment of its own: no variable of ours or of another PostgreSQL reaches it. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Place } from "./choose-place.ts";

export interface RunOptions {
  readonly args: readonly string[];
  /** An open file that takes both outputs. A file, not a pipe: it still works when we are gone. */
  readonly outputFd: number;
  readonly env?: Readonly<Record<string, string>>;
}

export function runBinary(place: Place, name: "initdb" | "postgres", options: RunOptions): ChildProcess {
  return spawn(join(place.binFolder, name), options.args, {
    ...place.account,
    cwd: "/", // ours may be a folder that its account cannot enter
    // A session of its own: Ctrl-C in our terminal must reach us alone, so that we drain before the database stops.
    detached: true,
    env: { LC_ALL: "C", TZ: "UTC", HOME: "/", ...options.env },
    stdio: ["ignore", options.outputFd, options.outputFd],
  });
}

/** Resolves when the process has ended or could not be started at all; never rejects. */
export function waitForExit(child: ChildProcess): Promise<{ readonly code: number | null; readonly error?: Error }> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve({ code: child.exitCode });
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve({ code }));
    child.once("error", (error) => resolve({ code: null, error }));
  });
}
