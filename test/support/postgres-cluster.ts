/**
 * The process that owns the tests' PostgreSQL: started once per test run, it ends with the run however the run ends,
 * and leaves no process and no file. Arguments: folder, process id of the run.
 */
import { appendFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../../src/contracts/runtime.ts";
import { startEmbeddedDatabase } from "../../src/ops/embedded-database.ts";
import { systemClock } from "../../src/ops/system-clock.ts";

const [folder = "", runPid = ""] = process.argv.slice(2);

const write = (event: string, details: unknown): void =>
  appendFileSync(join(folder, "cluster.log"), `${event} ${JSON.stringify(details) ?? ""}\n`);
const log: Logger = {
  info: write,
  warn: write,
  error: (event, error, fields) => write(event, { ...fields, error: String(error) }),
  with: () => log,
};

/** Tests lose nothing in a crash, so nothing is forced to the disk. */
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function publish(name: string, content: unknown): Promise<void> {
  await writeFile(join(folder, `${name}.new`), JSON.stringify(content));
  await rename(join(folder, `${name}.new`), join(folder, name));
}

try {
  const secret = "only for tests, nothing to hide";
  const database = await startEmbeddedDatabase({ dataFolder: folder, secret, log, clock: systemClock, settings });
  await publish("ready.json", { superuserUrl: database.superuserUrl, ownerPid: process.pid });
  while (isAlive(Number(runPid))) await systemClock.sleep(200);
  await database.stop();
  await rm(folder, { recursive: true, force: true });
} catch (error) {
  await publish("failed.json", { message: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
