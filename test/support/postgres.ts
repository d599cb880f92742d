/** Fresh databases for tests, on one real embedded PostgreSQL per test run (started at first use, gone with the run). */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";

export interface TestDatabase {
  /** As a role of its own that owns the database: no superuser, does not bypass row-level security. */
  readonly url: string;
  /** As superuser, on the same database. */
  readonly superuserUrl: string;
  /** Ends every connection to it and removes it with its role. */
  drop(): Promise<void>;
}

interface Cluster {
  readonly superuserUrl: string;
  readonly ownerPid: number;
}

const START_TIMEOUT_MS = 60_000;
const runPid = process.env["DRAGOMAN_TESTS_RUN"] ?? String(process.pid);
/** With it in its environment, a process that a test starts uses this run's cluster. */
export const RUN_ENVIRONMENT = { DRAGOMAN_TESTS_RUN: runPid };
let cluster: Promise<Cluster> | undefined;

/** An empty database, or a copy of the template of that name made by `ensureTestTemplate`. */
export async function createTestDatabase(options: { readonly template?: string } = {}): Promise<TestDatabase> {
  const { superuserUrl } = await (cluster ??= findOrStartCluster());
  const name = `test_${randomBytes(6).toString("hex")}`;
  const password = randomBytes(12).toString("hex");
  await asSuperuser(superuserUrl, async (client) => {
    await client.query(`CREATE ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '${password}'`);
    await client.query(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE "${options.template ?? "template0"}"`);
  });
  return {
    url: withDatabase(superuserUrl, name, { user: name, password }),
    superuserUrl: withDatabase(superuserUrl, name),
    drop: () =>
      asSuperuser(superuserUrl, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        await client.query(`DROP ROLE IF EXISTS ${name}`);
      }),
  };
}

/**
 * Makes the template once per test run; `build` gets it empty, as superuser, and must leave no connection open.
 * Callers in other threads wait for the first. Roles live in the cluster, so `build` must accept that they exist.
 */
export async function ensureTestTemplate(name: string, build: (superuserUrl: string) => Promise<void>): Promise<void> {
  const { superuserUrl } = await (cluster ??= findOrStartCluster());
  await asSuperuser(superuserUrl, async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtext($1))", [name]);
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount) return;
    const draft = `${name}_draft`;
    await client.query(`DROP DATABASE IF EXISTS "${draft}" WITH (FORCE)`);
    await client.query(`CREATE DATABASE "${draft}" TEMPLATE template0`);
    await build(withDatabase(superuserUrl, draft));
    await client.query(`ALTER DATABASE "${draft}" RENAME TO "${name}"`);
    // Somebody connected to a template would block every copy of it.
    await client.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  });
}

async function asSuperuser(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(
  base: string,
  name: string,
  login?: { readonly user: string; readonly password: string },
): string {
  const url = new URL(base);
  url.pathname = `/${name}`;
  if (login) {
    url.username = login.user;
    url.password = login.password;
  }
  return url.href;
}

/** All threads of a run share its process id, and with it one folder: who makes the folder starts the cluster. */
async function findOrStartCluster(): Promise<Cluster> {
  const folder = join(tmpdir(), `dragoman-tests-${runPid}`);
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    await chmod(folder, 0o755); // as root, PostgreSQL runs under another account and must get in
    const script = fileURLToPath(new URL("postgres-cluster.ts", import.meta.url));
    spawn(process.execPath, [script, folder, runPid], { detached: true, stdio: "ignore" }).unref();
  }
  for (const endsAt = Date.now() + START_TIMEOUT_MS; Date.now() < endsAt; ) {
    const failure = await readJson<{ message: string }>(join(folder, "failed.json"));
    if (failure) throw new Error(`The tests' PostgreSQL did not start: ${failure.message}`);
    const ready = await readJson<Cluster>(join(folder, "ready.json"));
    if (ready && isAlive(ready.ownerPid)) return ready;
    if (ready) {
      // Left by an earlier run of the same process id that was killed together with the cluster's owner.
      await rm(folder, { recursive: true, force: true });
      return findOrStartCluster();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The tests' PostgreSQL did not start within ${START_TIMEOUT_MS} ms: see ${folder}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function readJson<Content>(path: string): Promise<Content | null> {
  return readFile(path, "utf8").then(
    (text) => JSON.parse(text) as Content,
    () => null,
  );
}
