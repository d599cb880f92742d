/** Starts embedded-program.ts in a process of its own, follows what it says, and leaves nothing of it behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, chown, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";

export interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Program {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly isAdopted: boolean;
  readonly dataDirectory: string;
  /** Resolves to the next line with that event, one said before included. */
  says(event: string): Promise<Line>;
  query(sql: string): Promise<Record<string, unknown>[]>;
  postmasterPid(): Promise<number>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface StartOptions {
  readonly uid?: number | undefined;
  readonly secret?: string;
  readonly umask?: string;
}

const SCRIPT = fileURLToPath(new URL("embedded-program.ts", import.meta.url));

/** Rejects with the program's own words when it refuses to start. */
export async function startProgram(dataFolder: string, options: StartOptions = {}): Promise<Program> {
  const args = [SCRIPT, dataFolder, ...(options.secret ? [options.secret] : [])];
  const command = `umask ${options.umask ?? "022"}; exec "$0" "$@"`;
  const child = spawn("/bin/sh", ["-c", command, process.execPath, ...args], {
    env: {}, // no HOME, no LANG, no PATH
    stdio: ["ignore", "pipe", "inherit"],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const lines = followLines(child);
  const first = await Promise.race([lines.next("ready"), lines.next("refused")]);
  if (first.event === "refused") throw Object.assign(new Error(String(first["message"])), first);
  const ready = first as unknown as { superuserUrl: string; port: number; isAdopted: boolean; dataDirectory: string };
  return {
    child,
    url: ready.superuserUrl,
    port: ready.port,
    isAdopted: ready.isAdopted,
    dataDirectory: ready.dataDirectory,
    says: (event) => lines.next(event),
    query: (sql) => query(ready.superuserUrl, sql),
    postmasterPid: () => readPostmasterPid(ready.dataDirectory),
    kill: (signal) => killAndWait(child, signal),
  };
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/** Until it holds, at most 15 s. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (const endsAt = Date.now() + 15_000; Date.now() < endsAt; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`This never came true: ${condition.toString()}`);
}

/** One that ended and waits for its parent to notice has no command line any more: it is not alive. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")) !== "";
}

export async function readPostmasterPid(dataDirectory: string): Promise<number> {
  return Number((await readFile(join(dataDirectory, "postmaster.pid"), "utf8")).split("\n")[0]);
}

/** A new empty folder that `uid` may use; `mode` 0o700 with no uid is closed to PostgreSQL's account. */
export async function makeFolder(
  options: { readonly uid?: number | undefined; readonly mode?: number } = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman embedded "));
  await chmod(folder, options.mode ?? 0o755);
  if (options.uid !== undefined) await chown(folder, options.uid, options.uid);
  return folder;
}

/** Ends whatever still runs on the folder and removes it, also where the data lie elsewhere. */
export async function removeFolder(folder: string): Promise<void> {
  const pointer = await readFile(join(folder, "postgres.json"), "utf8").then(
    (text) => JSON.parse(text) as { dataDirectory: string },
    () => null,
  );
  if (pointer) {
    const pid = await readPostmasterPid(pointer.dataDirectory).catch(() => null);
    const commandLine = pid === null ? "" : await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (pid !== null && commandLine.includes(pointer.dataDirectory)) {
      process.kill(pid, "SIGQUIT");
      await until(async () => !(await isAlive(pid)));
    }
    await rm(pointer.dataDirectory, { recursive: true, force: true });
  }
  await rm(folder, { recursive: true, force: true });
}

async function killAndWait(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await exited;
}

function followLines(child: ChildProcess): { next(event: string): Promise<Line> } {
  const said: Line[] = [];
  const waiting = new Set<() => void>();
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (text) => {
      said.push(JSON.parse(text) as Line);
      for (const look of waiting) look();
    });
  }
  return {
    next: (event) =>
      new Promise((resolve) => {
        const look = (): void => {
          const index = said.findIndex((line) => line.event === event);
          const [line] = index < 0 ? [] : said.splice(index, 1);
          if (!line) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        look();
      }),
  };
}
