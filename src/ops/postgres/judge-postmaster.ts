/** Is a PostgreSQL of this data directory running? Answered by asking it, never by a process id alone: ids are reused. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { SUPERUSER } from "./create-cluster.ts";

/** The lines of postmaster.pid that matter. PostgreSQL writes the file, PostgreSQL removes it, we only read. */
export interface PostmasterRecord {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

export type Verdict = "ours" | "not-yet" | "wrong-password" | "nobody";

const PROBE_TIMEOUT_MS = 2_000;

export async function readPostmasterRecord(dataDirectory: string): Promise<PostmasterRecord | null> {
  try {
    const lines = (await readFile(join(dataDirectory, "postmaster.pid"), "utf8")).split("\n");
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return null;
    return { pid, port: Number(lines[3] ?? 0), isReady: lines[7]?.trim() === "ready" };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** By command line: `postgres -D <dataDirectory>`. True is a proof of life; a reused process id gives false. */
export async function isPostmaster(pid: number, dataDirectory: string): Promise<boolean> {
  const args = await readCommandLine(pid);
  return /(^|\/)postgres$/.test(args[0] ?? "") && args.includes(dataDirectory);
}

export function superuserUrl(port: number, password: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;
}

/** Asks whoever listens on `port`. "not-yet" is start-up, recovery or shut-down (57P03): wait, it is not absent. */
export async function askDatabase(port: number, password: string, dataDirectory: string): Promise<Verdict> {
  const client = new pg.Client({
    connectionString: superuserUrl(port, password),
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on("error", () => {}); // a server that goes away between two lines is an answer of the query below
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    return rows[0]?.data_directory === dataDirectory ? "ours" : "nobody";
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "57P03") return "not-yet";
    return code === "28P01" ? "wrong-password" : "nobody";
  } finally {
    await client.end().catch(() => {}); // closing what never opened
  }
}

async function readCommandLine(pid: number): Promise<readonly string[]> {
  try {
    if (process.platform === "linux") return (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
    const { stdout } = await promisify(execFile)("/bin/ps", ["-ww", "-o", "command=", "-p", String(pid)]);
    const [program = "", , ...rest] = stdout.trim().split(" ");
    return [program, rest.join(" ").split(" -p ")[0] ?? ""];
  } catch {
    return []; // no such process
  }
}
