/** Whatever is killed, the next start has every committed row; and the embedded database starts wherever it is put. */
import { type ChildProcess, spawn } from "node:child_process";
import { access, readFile, rename, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { findEmbeddedDatabase } from "../../src/ops/embedded-database.ts";
import { readInstallationSecret } from "../../src/ops/installation-secret.ts";
import { canEnter } from "../../src/ops/postgres/choose-account.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import {
  isAlive,
  makeFolder,
  type Program,
  query,
  removeFolder,
  type StartOptions,
  startProgram,
  until,
} from "./program-under-test.ts";

const isRoot = process.getuid?.() === 0;
/** `nobody`: the ordinary user that exists on every machine. */
const ORDINARY_UID = 65_534;
const ordinary = { uid: ORDINARY_UID, gid: ORDINARY_UID };
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const canBeOrdinary =
  isRoot && (await canEnter(root, ordinary)) && (await canEnter(dirname(process.execPath), ordinary));

const users = [
  { user: isRoot ? "root" : "an ordinary user", uid: undefined, skipped: null },
  {
    user: "another, ordinary user",
    uid: ORDINARY_UID,
    skipped: canBeOrdinary ? null : "only root can become another user, and that user must be able to read this clone",
  },
];

const folders: string[] = [];
const programs: Program[] = [];

afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill("SIGKILL");
  for (const folder of folders.splice(0).toReversed()) await removeFolder(folder);
});

async function newFolder(options: { uid?: number | undefined; mode?: number } = {}): Promise<string> {
  const folder = await makeFolder(options);
  folders.push(folder);
  return folder;
}

async function start(folder: string, options: StartOptions = {}): Promise<Program> {
  const program = await startProgram(folder, options);
  programs.push(program);
  return program;
}

const INSERT = "CREATE TABLE IF NOT EXISTS kept (id serial); INSERT INTO kept DEFAULT VALUES";
const COUNT = "SELECT count(*)::int AS count FROM kept";

describe.each(users)("run by $user", ({ uid, skipped }) => {
  test.skipIf(skipped !== null)("a second start has the data of the first", async () => {
    const folder = await newFolder({ uid });
    const first = await start(folder, { uid });
    const pid = await first.postmasterPid();
    await first.query(INSERT);
    await first.kill("SIGTERM");
    expect(await isAlive(pid)).toBe(false);
    const second = await start(folder, { uid });
    expect(second.isAdopted).toBe(false);
    expect(second.port).toBe(first.port);
    expect(await second.query(COUNT)).toEqual([{ count: 1 }]);
  });

  test.skipIf(skipped !== null)("after kill -9 of the program the next start adopts the running database", async () => {
    const folder = await newFolder({ uid });
    const first = await start(folder, { uid });
    const pid = await first.postmasterPid();
    await first.query(INSERT);
    await first.kill("SIGKILL");
    expect(await isAlive(pid)).toBe(true);
    const second = await start(folder, { uid });
    expect(second.isAdopted).toBe(true);
    expect(await second.postmasterPid()).toBe(pid);
    expect(await second.query(COUNT)).toEqual([{ count: 1 }]);
    await second.kill("SIGTERM");
    expect(await isAlive(pid)).toBe(false);
  });

  test.skipIf(skipped !== null)("after kill -9 of both the next start recovers every committed row", async () => {
    const folder = await newFolder({ uid });
    const first = await start(folder, { uid });
    await first.query(INSERT);
    process.kill(await first.postmasterPid(), "SIGKILL");
    await first.kill("SIGKILL");
    const second = await start(folder, { uid });
    expect(second.isAdopted).toBe(false);
    expect(await second.query(COUNT)).toEqual([{ count: 1 }]);
  });

  test.skipIf(skipped !== null)(
    "a database that dies is started again on its port while the program runs",
    async () => {
      const folder = await newFolder({ uid });
      const program = await start(folder, { uid });
      await program.query(INSERT);
      for (const round of [1, 2]) {
        process.kill(await program.postmasterPid(), "SIGKILL");
        await program.says("database-restarted");
        expect(await program.query(`${COUNT} /* round ${round} */`)).toEqual([{ count: 1 }]);
      }
      const pid = await program.postmasterPid();
      await program.kill("SIGTERM");
      expect(await isAlive(pid)).toBe(false);
    },
  );

  test.skipIf(skipped !== null)("an adopted database that dies is started again too", async () => {
    const folder = await newFolder({ uid });
    const first = await start(folder, { uid });
    await first.query(INSERT);
    await first.kill("SIGKILL");
    const second = await start(folder, { uid });
    process.kill(await second.postmasterPid(), "SIGKILL");
    await second.says("database-restarted");
    expect(await second.query(COUNT)).toEqual([{ count: 1 }]);
  });

  test.skipIf(skipped !== null)(
    "a reused process id in the lock file does not stop a start after a crash",
    async () => {
      const folder = await newFolder({ uid });
      const first = await start(folder, { uid });
      await first.query(INSERT);
      const pid = await first.postmasterPid();
      process.kill(pid, "SIGKILL");
      await first.kill("SIGKILL");
      // As the same user as PostgreSQL: a process of another user it disregards by itself.
      const { uid: owner, gid } = await stat(first.dataDirectory);
      const stranger = spawn("/bin/sleep", ["60"], isRoot ? { uid: owner, gid } : {});
      try {
        const path = join(first.dataDirectory, "postmaster.pid");
        const text = await readFile(path, "utf8");
        await writeFile(path, text.replace(/^\d+/, String(stranger.pid)));
        const second = await start(folder, { uid });
        expect(await second.query(COUNT)).toEqual([{ count: 1 }]);
        expect(await isAlive(stranger.pid ?? 0)).toBe(true);
      } finally {
        await end(stranger);
      }
    },
  );

  test.skipIf(skipped !== null)("a strict umask and an empty environment change nothing", async () => {
    const folder = join(await newFolder({ uid }), "made by us");
    folders.push(folder);
    const first = await start(folder, { uid, umask: "077" });
    await first.query(INSERT);
    expect((await stat(join(folder, "secret"))).mode & 0o777).toBe(0o600);
    await first.kill("SIGTERM");
    const second = await start(folder, { uid, umask: "077" });
    expect(await second.query(COUNT)).toEqual([{ count: 1 }]);
  });
});

describe("where the data lie", () => {
  test.skipIf(!isRoot)(
    "in a folder closed to PostgreSQL's account (skipped unless root) the data lie outside it",
    async () => {
      const folder = await newFolder({ mode: 0o700 });
      const first = await start(folder);
      expect(first.dataDirectory).toMatch(/^\/var\/lib\/dragoman\/data-/);
      await first.query(INSERT);
      process.kill(await first.postmasterPid(), "SIGKILL");
      await first.kill("SIGKILL");
      expect(await (await start(folder)).query(COUNT)).toEqual([{ count: 1 }]);
    },
  );

  test("a data folder that was moved still has its data", async () => {
    const folder = await newFolder();
    const first = await start(folder);
    await first.query(INSERT);
    await first.kill("SIGTERM");
    await rename(folder, `${folder} moved`);
    folders.push(`${folder} moved`);
    expect(await (await start(`${folder} moved`)).query(COUNT)).toEqual([{ count: 1 }]);
  });
});

describe("what cannot work is said in one clear sentence", () => {
  test("a port that somebody else took is replaced by another", async () => {
    const folder = await newFolder();
    const first = await start(folder);
    await first.kill("SIGTERM");
    const squatter = await listenOn(first.port);
    try {
      const second = await start(folder);
      expect(second.port).not.toBe(first.port);
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  test("a second program on the folder is refused and told which process holds it", async () => {
    const folder = await newFolder();
    const first = await start(folder);
    const refusal = startProgram(folder);
    await expect(refusal).rejects.toMatchObject({ code: "DATA_FOLDER_IN_USE", pid: first.child.pid });
    await expect(refusal).rejects.toThrow(String(first.child.pid));
  });

  test("another secret than the one the data were made with is named as the cause", async () => {
    const folder = await newFolder();
    await (await start(folder)).kill("SIGTERM");
    const refusal = startProgram(folder, { secret: "a secret of sixteen or more" });
    await expect(refusal).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
    await expect(refusal).rejects.toThrow(/DRAGOMAN_SECRET/);
  });

  test("data that are gone are not silently replaced by an empty database", async () => {
    const folder = await newFolder();
    const first = await start(folder);
    await first.kill("SIGTERM");
    await rename(first.dataDirectory, `${folder}/elsewhere`);
    await expect(startProgram(folder)).rejects.toThrow(/is gone/);
  });
});

test("a first start that was killed half way leaves nothing that hinders the next", async () => {
  const folder = await newFolder();
  const child = spawnRaw(folder);
  await until(() => isThere(join(folder, "postgres.new", "PG_VERSION")));
  await end(child);
  await until(async () => !(await isThere(join(folder, "postgres.new", "postmaster.pid"))));
  const program = await start(folder);
  await program.query(INSERT);
  expect(await program.query(COUNT)).toEqual([{ count: 1 }]);
});

test("a command that only reads shares the database of the program that runs", async () => {
  const folder = await newFolder();
  const options = { dataFolder: folder, secret: await readInstallationSecret(folder), clock: systemClock };
  expect(await findEmbeddedDatabase(options)).toBeNull();
  const program = await start(folder);
  await program.query(INSERT);
  const found = await findEmbeddedDatabase(options);
  expect(found && (await query(found.superuserUrl, COUNT))).toEqual([{ count: 1 }]);
  await program.kill("SIGTERM");
  expect(await findEmbeddedDatabase(options)).toBeNull();
});

test("no statement and no value of a failing statement reaches PostgreSQL's own log", async () => {
  const folder = await newFolder();
  const program = await start(folder);
  await expect(program.query("SELECT 'my parcel is late'::int")).rejects.toThrow(/my parcel is late/);
  expect(await readFile(join(folder, "postgres.log"), "utf8")).not.toContain("parcel");
});

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function spawnRaw(folder: string): ChildProcess {
  return spawn(process.execPath, [join(root, "test/ops/embedded-program.ts"), folder], { stdio: "ignore" });
}

function end(child: ChildProcess): Promise<unknown> {
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  return exited;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
