/** Where binaries and data of the embedded PostgreSQL lie. A file in the data folder remembers it for the next start. */
import { createHash } from "node:crypto";
import { access, chmod, mkdir, readFile, realpath, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../contracts/errors.ts";
import { type Account, canEnter, chooseAccount, ownerOf } from "./choose-account.ts";
import { copyBinaries } from "./copy-binaries.ts";
import { findBinaries, makeLibraryLinks } from "./find-binaries.ts";

export interface Place {
  readonly dataFolder: string;
  /** Where PostgreSQL keeps its files: in the data folder, or under /var/lib/dragoman when its account cannot go there. */
  readonly dataDirectory: string;
  readonly binFolder: string;
  readonly major: string;
  /** Null: as ourselves. */
  readonly account: Account | null;
  readonly logFile: string;
  /** The port of the last start. */
  readonly port: number | null;
}

interface Pointer {
  readonly dataFolder: string;
  readonly dataDirectory: string;
  readonly port?: number;
}

const SHARED_ROOT = "/var/lib/dragoman";

export async function choosePlace(givenFolder: string): Promise<Place> {
  await mkdir(givenFolder, { recursive: true });
  const dataFolder = await realpath(givenFolder);
  const pointer = await readPointer(dataFolder);
  const chosen = await chooseAccount();
  const dataDirectory = pointer?.dataDirectory ?? (await chooseDataDirectory(dataFolder, chosen));
  const exists = await isThere(dataDirectory);
  if (pointer?.port !== undefined && !exists) {
    const hint = `The database of ${dataFolder} was in ${dataDirectory} and is gone: put it back, or start with an empty folder.`;
    throw new AppError("DATABASE_UNREACHABLE", hint);
  }
  const account = exists ? await ownerOf(dataDirectory, chosen) : chosen;
  const binaries = await findBinaries();
  const folder = account ? await copyBinaries(binaries, SHARED_ROOT) : binaries.folder;
  if (!account) await makeLibraryLinks(folder);
  return {
    dataFolder,
    dataDirectory,
    binFolder: join(folder, "bin"),
    major: binaries.major,
    account,
    logFile: join(dataFolder, "postgres.log"),
    port: pointer?.port ?? null,
  };
}

/** Called once the database runs. Renamed into place, so a crash leaves the old or the new text, never half of one. */
export async function rememberPlace(place: Place, port: number): Promise<void> {
  const pointer: Pointer = { dataFolder: place.dataFolder, dataDirectory: place.dataDirectory, port };
  const path = pointerPath(place.dataFolder);
  await writeFile(`${path}.new`, `${JSON.stringify(pointer, null, 2)}\n`, { mode: 0o644, flush: true });
  await rename(`${path}.new`, path);
}

async function readPointer(dataFolder: string): Promise<Pointer | null> {
  let text: string;
  try {
    text = await readFile(pointerPath(dataFolder), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const pointer = JSON.parse(text) as Pointer;
  const isInside = pointer.dataDirectory === join(pointer.dataFolder, "postgres");
  if (pointer.dataFolder === dataFolder) return pointer;
  if (isInside) return { ...pointer, dataFolder, dataDirectory: join(dataFolder, "postgres") };
  // The data lie elsewhere and this file names another folder: fine after a move, but a copy would share one database.
  if (!(await isThere(pointerPath(pointer.dataFolder)))) return { ...pointer, dataFolder };
  const hint = `${dataFolder} is a copy of ${pointer.dataFolder} and would use its database: use backup and restore instead.`;
  throw new AppError("DATA_FOLDER_IN_USE", hint);
}

async function chooseDataDirectory(dataFolder: string, account: Account | null): Promise<string> {
  const inside = join(dataFolder, "postgres");
  // Inside whenever possible: a mounted or backed-up data folder then holds everything.
  if (!account || (await canEnter(dataFolder, account))) return inside;
  await mkdir(SHARED_ROOT, { recursive: true });
  await chmod(SHARED_ROOT, 0o755); // a umask of 077 would lock PostgreSQL out
  const hash = createHash("sha256").update(dataFolder).digest("hex").slice(0, 12);
  for (let count = 1; ; count += 1) {
    // One that exists without a pointer to it is left from a data folder somebody deleted: not ours to open or remove.
    const path = join(SHARED_ROOT, count === 1 ? `data-${hash}` : `data-${hash}-${count}`);
    if (!(await isThere(path))) return path;
  }
}

function pointerPath(dataFolder: string): string {
  return join(dataFolder, "postgres.json");
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
