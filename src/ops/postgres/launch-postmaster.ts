/** Starts PostgreSQL on an existing data directory and resolves when it answers. Its own lock decides, we never remove it. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { AppError } from "../../contracts/errors.ts";
import type { Clock, Logger } from "../../contracts/runtime.ts";
import type { Place } from "./choose-place.ts";
import { askDatabase, isPostmaster, readPostmasterRecord } from "./judge-postmaster.ts";
import { runBinary, waitForExit } from "./run-binary.ts";
import { openServerLog, readTail, type ServerLog } from "./server-log.ts";

export interface LaunchOptions {
  readonly place: Place;
  readonly password: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface RunningPostmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process is gone or `signal` aborts. */
  whenGone(signal: AbortSignal): Promise<unknown>;
}

type Attempt =
  | { readonly kind: "running"; readonly postmaster: RunningPostmaster }
  | { readonly kind: "port-taken" | "still-held" | "failed"; readonly output: string };

/** Processes of a killed PostgreSQL hold its shared memory until they notice, within seconds. */
const HELD_RETRY_MS = 100;
const MAX_HELD_MS = 30_000;
const POLL_MS = 10;
const SAY_WAITING_EVERY_MS = 10_000;

/** With `fixedPort` it is that port or a fault: connection pools know no other. */
export async function launchPostmaster(options: LaunchOptions, fixedPort?: number): Promise<RunningPostmaster> {
  const { place, clock, log } = options;
  const giveUpAt = clock.now() + MAX_HELD_MS;
  let port = fixedPort ?? place.port ?? (await chooseFreePort());
  for (;;) {
    const attempt = await tryOnce(options, port);
    if (attempt.kind === "running") return attempt.postmaster;
    if (attempt.kind === "port-taken" && fixedPort === undefined) {
      log.info("database-port-taken", { port });
      port = await chooseFreePort();
      continue;
    }
    if (attempt.kind === "still-held" && clock.now() < giveUpAt) {
      await clock.sleep(HELD_RETRY_MS);
      continue;
    }
    const hint = `PostgreSQL did not start; ${place.logFile} says why.`;
    throw new AppError("DATABASE_UNREACHABLE", hint, { port, reason: attempt.kind, output: attempt.output });
  }
}

async function tryOnce(options: LaunchOptions, port: number): Promise<Attempt> {
  if (!(await isPortFree(port))) return { kind: "port-taken", output: "" };
  const { place } = options;
  const serverLog = await openServerLog(place);
  try {
    const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
    const args = ["-D", place.dataDirectory, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
    const env = await disownedProcess(place.dataDirectory);
    const child = runBinary(place, "postgres", { args, outputFd: serverLog.handle.fd, env });
    const exited = waitForExit(child);
    child.unref();
    const isRunning = await waitUntilReady(options, child.pid, exited);
    if (isRunning && child.pid !== undefined) {
      const whenGone = (signal: AbortSignal): Promise<unknown> => Promise.race([exited, aborted(signal)]);
      return { kind: "running", postmaster: { pid: child.pid, port, whenGone } };
    }
    // Awaited here: the file is closed below.
    return await classifyExit(serverLog);
  } finally {
    await serverLog.handle.close();
  }
}

/** False when the process ended first. Recovery after a crash may take long and is waited out. */
async function waitUntilReady(
  options: LaunchOptions,
  pid: number | undefined,
  exited: Promise<unknown>,
): Promise<boolean> {
  const { place, password, clock, log } = options;
  const ended = new AbortController();
  void exited.then(() => ended.abort());
  let sayAt = clock.now() + SAY_WAITING_EVERY_MS;
  while (!ended.signal.aborted) {
    const record = await readPostmasterRecord(place.dataDirectory);
    if (record?.isReady && record.pid === pid) {
      const verdict = await askDatabase(record.port, password, place.dataDirectory);
      if (verdict === "ours") return true;
      if (verdict === "wrong-password") throw wrongPassword(place);
    }
    if (clock.now() >= sayAt) {
      log.info("database-recovering", { pid });
      sayAt = clock.now() + SAY_WAITING_EVERY_MS;
    }
    await clock.sleep(POLL_MS, ended.signal);
  }
  return false;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

export function wrongPassword(place: Place): AppError {
  const hint = `The database in ${place.dataDirectory} was made with another secret: set DRAGOMAN_SECRET (or put back ${place.dataFolder}/secret) as it was.`;
  return new AppError("DATABASE_UNREACHABLE", hint);
}

async function classifyExit(serverLog: ServerLog): Promise<Attempt> {
  const output = await readTail(serverLog);
  if (/could not bind|could not create any TCP/.test(output)) return { kind: "port-taken", output };
  return { kind: /lock file|shared memory block/.test(output) ? "still-held" : "failed", output };
}

/**
 * After a crash another process may have the number that is in postmaster.pid (in a container that is likely), and
 * PostgreSQL then refuses to start. When the command line proves that it is no PostgreSQL, we tell PostgreSQL to
 * disregard that one number, the way pg_ctl does for itself; it still checks its shared memory on its own.
 */
async function disownedProcess(dataDirectory: string): Promise<Record<string, string>> {
  const record = await readPostmasterRecord(dataDirectory);
  if (!record || (await isPostmaster(record.pid, dataDirectory))) return {};
  return { PG_GRANDPARENT_PID: String(record.pid) };
}

/** Below the range from which systems take ports for outgoing connections, so that it is free again at the next start. */
async function chooseFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isPortFree(port)) return port;
  }
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** On the command line, not in a file: a new version of the program brings its settings to old data. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "", // no file outside our folders, no limit on the length of their names
  max_connections: "100",
  shared_buffers: "128MB",
  fsync: "on",
  synchronous_commit: "on",
  io_method: "sync", // three helper processes fewer; the data fit in memory
  max_wal_size: "1GB",
  // A fresh shop's tables grow from nothing within minutes: plans made for empty tables must not outlive them.
  autovacuum_naptime: "5s",
  jit: "off", // our statements are short; compiling them costs more than running them
  timezone: "UTC",
  log_timezone: "UTC",
  // Errors of statements go to the client only: their text may hold what a buyer wrote.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
} as const;
