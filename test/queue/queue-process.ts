/**
 * A process that works on jobs, for tests to share work with and to kill. Arguments: driver, url, jobs it handles.
 * Says one line per job. A job with payload `hang` never ends; SIGTERM stops the queue, and then nothing keeps it alive.
 */
import type { JobHandler, JobQueue } from "../../src/contracts/job-queue.ts";
import { createJsonLogger } from "../../src/ops/json-logger.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import { createBullQueue } from "../../src/queue/create-bull-queue.ts";
import { createGraphileQueue } from "../../src/queue/create-graphile-queue.ts";

const [driver, url = "", ...names] = process.argv.slice(2);
const base = { concurrency: 2, clock: systemClock, log: createJsonLogger({ level: "silent", form: "json" }) };
const queue: JobQueue =
  driver === "bull"
    ? createBullQueue({ ...base, redisUrl: url })
    : await createGraphileQueue({ ...base, connectionString: url });

const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const handler: JobHandler = async (job) => {
  say({ event: "ran", ...job });
  if (job.payload["hang"]) await new Promise(() => {});
};
await queue.process(Object.fromEntries(names.map((name) => [name, handler])));
process.once("SIGTERM", () => void queue.stop().then(() => say({ event: "stopped" })));
say({ event: "ready" });
