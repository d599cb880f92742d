/** A program with an embedded database, for tests to kill. Argument: data folder. Says one line when ready; SIGTERM stops. */
import { startEmbeddedDatabase } from "../../src/ops/embedded-database.ts";
import { holdDataFolder } from "../../src/ops/hold-data-folder.ts";
import { readInstallationSecret } from "../../src/ops/installation-secret.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import { AppError } from "../../src/contracts/errors.ts";
import type { Logger } from "../../src/contracts/runtime.ts";

const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const log: Logger = {
  info: (event, fields) => say({ event, ...fields }),
  warn: (event, fields) => say({ event, ...fields }),
  error: (event, error, fields) => say({ event, ...fields, error: String(error) }),
  with: () => log,
};

const [dataFolder = "", secret] = process.argv.slice(2);
try {
  const hold = await holdDataFolder(dataFolder);
  const options = { dataFolder, secret: await readInstallationSecret(dataFolder, secret), log, clock: systemClock };
  const database = await startEmbeddedDatabase(options);
  const { superuserUrl, port, isAdopted, dataDirectory } = database;
  const alive = setInterval(() => {}, 1_000);
  const stop = async (): Promise<void> => {
    await database.stop();
    await hold.release();
    clearInterval(alive);
  };
  process.once("SIGTERM", () => void stop());
  say({ event: "ready", superuserUrl, port, isAdopted, dataDirectory, uid: process.getuid?.() });
} catch (error) {
  const known = error instanceof AppError ? { code: error.code, hint: error.hint, ...error.detail } : {};
  say({ event: "refused", message: String(error), ...known });
  process.exitCode = 1;
}
