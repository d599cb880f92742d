/** As whom PostgreSQL runs. It refuses root, so root hands it to an account without rights, which must be able to enter. */
import { readFile, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "../../contracts/errors.ts";

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** initdb looks its user up and fails without an entry, so an account must exist; `nobody` does on every machine. */
const CANDIDATES = ["dragoman", "postgres", "nobody"];

/** Null when we are not root and PostgreSQL simply runs as we do. */
export async function chooseAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const entries = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of CANDIDATES) {
    const entry = entries.find((fields) => fields[0] === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new AppError("DATABASE_UNREACHABLE", "PostgreSQL will not run as root. Add a user: useradd --system dragoman");
}

/** The owner of an existing data directory stays the one that runs it. */
export async function ownerOf(dataDirectory: string, chosen: Account | null): Promise<Account | null> {
  const { uid, gid } = await stat(dataDirectory);
  if (chosen) {
    if (uid !== 0) return { uid, gid };
    throw new AppError("DATABASE_UNREACHABLE", `${dataDirectory} belongs to root, which PostgreSQL refuses.`);
  }
  if (uid === process.getuid?.()) return null;
  const hint = `The database in ${dataDirectory} belongs to user ${uid}: start Dragoman as that user or as root.`;
  throw new AppError("DATABASE_UNREACHABLE", hint, { dataDirectory, uid });
}

/** Whether `account` may pass through every folder down to `folder`. Access lists beyond the mode bits are not seen. */
export async function canEnter(folder: string, account: Account): Promise<boolean> {
  for (let path = await realpath(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
