/** Makes the data directory with initdb, aside and renamed into place, so a killed first start leaves nothing half made. */
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { AppError } from "../../contracts/errors.ts";
import type { Place } from "./choose-place.ts";
import { runBinary, waitForExit } from "./run-binary.ts";
import { openServerLog, readTail } from "./server-log.ts";

/** As long as an initdb takes that nobody waits for any more. */
const ORPHAN_MS = 2_000;
/** A killed start leaves an initdb that goes on writing for a moment. */
const CLEAR = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };

export const SUPERUSER = "postgres";

/** Resolves to true when it made one, false when one of our major version was there. */
export async function createCluster(place: Place, password: string): Promise<boolean> {
  const found = await readMajorVersion(place.dataDirectory);
  if (found === place.major) return false;
  if (found !== null) {
    const hint = `The database was made by PostgreSQL ${found} and this program brings ${place.major}: make a backup with the earlier program and restore it with this one.`;
    throw new AppError("STORE_MIGRATION", hint, { dataDirectory: place.dataDirectory });
  }
  const draft = `${place.dataDirectory}.new`;
  const passwordFile = `${place.dataDirectory}.password`;
  await rm(draft, CLEAR);
  await rm(passwordFile, { force: true });
  await mkdir(dirname(draft), { recursive: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: "wx" });
  try {
    if (place.account) await chown(passwordFile, place.account.uid, place.account.gid);
    await makeDraft(place, draft);
    try {
      await runInitdb(place, draft, passwordFile);
    } catch {
      // Of a start that was killed half way, initdb may outlive it for a moment and tidy away what is ours.
      await setTimeout(ORPHAN_MS);
      await rm(draft, CLEAR);
      await makeDraft(place, draft);
      await runInitdb(place, draft, passwordFile);
    }
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, place.dataDirectory);
  return true;
}

async function makeDraft(place: Place, draft: string): Promise<void> {
  await mkdir(draft, { mode: 0o700 });
  if (place.account) await chown(draft, place.account.uid, place.account.gid);
}

async function runInitdb(place: Place, draft: string, passwordFile: string): Promise<void> {
  const serverLog = await openServerLog(place);
  try {
    const login = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
    // The locale inside PostgreSQL itself: the same order on every machine, and none has to be installed.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const args = ["-D", draft, ...login, ...locale, "--data-checksums"];
    const { code, error } = await waitForExit(runBinary(place, "initdb", { args, outputFd: serverLog.handle.fd }));
    if (code === 0) return;
    const detail = { code, output: await readTail(serverLog) };
    const hint = `PostgreSQL could not make its data directory; ${place.logFile} says why.`;
    throw new AppError("DATABASE_UNREACHABLE", hint, detail, error);
  } finally {
    await serverLog.handle.close();
  }
}

async function readMajorVersion(dataDirectory: string): Promise<string | null> {
  try {
    return (await readFile(join(dataDirectory, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
