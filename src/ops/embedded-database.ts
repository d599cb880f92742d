/**
 * The database that needs nothing installed: a real PostgreSQL as our child, its data in the data folder. Whatever was
 * killed before, the next start finds it, adopts what still runs, or lets PostgreSQL recover. Hold the data folder first.
 */
import { AppError } from "../contracts/errors.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";
import { deriveKey } from "./installation-secret.ts";
import { choosePlace, type Place, rememberPlace } from "./postgres/choose-place.ts";
import { createCluster } from "./postgres/create-cluster.ts";
import { askDatabase, isPostmaster, readPostmasterRecord, superuserUrl } from "./postgres/judge-postmaster.ts";
import { keepRunning } from "./postgres/keep-running.ts";
import { launchPostmaster, type RunningPostmaster, wrongPassword } from "./postgres/launch-postmaster.ts";

export interface EmbeddedDatabase {
  /** The role that may do anything, on database `postgres`. The store makes its own roles with it and uses those. */
  readonly superuserUrl: string;
  readonly port: number;
  /** True when an earlier program's PostgreSQL was found running and taken over. */
  readonly isAdopted: boolean;
  readonly dataDirectory: string;
  /** Fast shutdown, after 10 s an immediate one; resolves when the process is gone. A second call waits for the first. */
  stop(): Promise<void>;
}

export interface EmbeddedDatabaseOptions {
  readonly dataFolder: string;
  /** The installation's secret: the superuser's password is derived from it. */
  readonly secret: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** PostgreSQL settings over ours. For tests: nothing else should trade durability for speed. */
  readonly settings?: Readonly<Record<string, string>>;
}

const POLL_MS = 50;
const LOOK_EVERY_MS = 250;
const MAX_SILENT_MS = 60_000;

/** Throws DATABASE_UNREACHABLE with the reason, or STORE_MIGRATION for data of another major version. */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { log, clock, settings = {} } = options;
  const password = superuserPassword(options.secret);
  const place = await choosePlace(options.dataFolder);
  const startedAt = clock.now();
  const launch = { place, password, settings, log, clock };
  const adopted = await findRunning(place, password, clock);
  const isNew = adopted === null && (await createCluster(place, password));
  const postmaster = adopted ?? (await launchPostmaster(launch));
  await rememberPlace(place, postmaster.port);
  const tookMs = clock.now() - startedAt;
  const { pid, port } = postmaster;
  const isAdopted = adopted !== null;
  log.info("database-started", { port, pid, isAdopted, isNew, dataDirectory: place.dataDirectory, tookMs });
  return {
    superuserUrl: superuserUrl(port, password),
    port,
    isAdopted,
    dataDirectory: place.dataDirectory,
    stop: keepRunning(postmaster, launch),
  };
}

/**
 * The running database of a data folder that another process holds, for commands that only read. Null when none runs.
 * It is shared, not owned: there is nothing to stop.
 */
export async function findEmbeddedDatabase(
  options: Pick<EmbeddedDatabaseOptions, "dataFolder" | "secret" | "clock">,
): Promise<{ readonly superuserUrl: string; readonly port: number } | null> {
  const password = superuserPassword(options.secret);
  const found = await findRunning(await choosePlace(options.dataFolder), password, options.clock);
  return found && { superuserUrl: superuserUrl(found.port, password), port: found.port };
}

function superuserPassword(secret: string): string {
  return deriveKey(secret, "embedded-postgres-superuser").toString("hex");
}

/** Waits while one is starting, recovering or stopping: only then is it decided whether it runs. */
async function findRunning(place: Place, password: string, clock: Clock): Promise<RunningPostmaster | null> {
  const giveUpAt = clock.now() + MAX_SILENT_MS;
  for (;;) {
    const record = await readPostmasterRecord(place.dataDirectory);
    if (record === null) return null;
    const verdict = await askDatabase(record.port, password, place.dataDirectory);
    if (verdict === "ours") {
      const { pid, port } = record;
      return { pid, port, whenGone: (signal) => waitUntilGone(pid, { place, clock, signal }) };
    }
    if (!(await isPostmaster(record.pid, place.dataDirectory))) return null;
    if (verdict === "wrong-password") throw wrongPassword(place);
    if (verdict !== "not-yet" && clock.now() > giveUpAt) {
      const hint = `PostgreSQL (process ${record.pid}) runs on ${place.dataDirectory} and does not answer: end it, then start again.`;
      throw new AppError("DATABASE_UNREACHABLE", hint, { pid: record.pid });
    }
    await clock.sleep(POLL_MS);
  }
}

/** An adopted PostgreSQL is not our child, so nothing tells us when it ends: look. */
async function waitUntilGone(
  pid: number,
  { place, clock, signal }: { readonly place: Place; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted && (await isPostmaster(pid, place.dataDirectory))) await clock.sleep(LOOK_EVERY_MS, signal);
}
