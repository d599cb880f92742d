/** A program that only starts and stops, for tests to signal. Argument: how it misbehaves. Says what it does, line by line. */
import { createJsonLogger } from "../../src/ops/json-logger.ts";
import { runUntilSignal } from "../../src/ops/run-until-signal.ts";
import { systemClock } from "../../src/ops/system-clock.ts";

const misbehaviour = process.argv[2];
const log = createJsonLogger({ level: "info", form: "json" });
const never = new Promise<void>(() => {});

const code = await runUntilSignal({
  log,
  clock: systemClock,
  start: async (life) => {
    setInterval(() => {}, 1_000);
    life.beforeExit("database", () => Promise.resolve(log.info("database-closed")));
    life.beforeExit("workers", async () => {
      log.info("workers-stopping");
      if (misbehaviour === "hangs") await never;
      if (misbehaviour === "step-fails") throw new Error("cannot stop");
      log.info("workers-stopped");
    });
    if (misbehaviour === "start-hangs") {
      log.info("ready");
      await never;
    }
    if (misbehaviour === "start-fails") throw new TypeError("cannot start");
    log.info("ready");
    if (misbehaviour === "throws") setTimeout(() => JSON.parse("{"), 10);
    if (misbehaviour === "rejects") void Promise.reject(new TypeError("nobody waits"));
  },
}).catch((error: unknown) => {
  log.error("start-failed", error);
  return 1;
});
process.exit(code);
