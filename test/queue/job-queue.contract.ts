/** What every job queue promises, on its real server: a bell that never harms, jobs that run at least once. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Job, JobHandler, JobQueue } from "../../src/contracts/job-queue.ts";
import type { Logger } from "../../src/contracts/runtime.ts";
import { until } from "../ops/program-under-test.ts";
import { createRecordingLog } from "../ops/recording-log.ts";
import { type CuttableProxy, createCuttableProxy } from "./cuttable-proxy.ts";

export interface QueueServer {
  readonly port: number;
  /** How a queue reaches the server when it listens on `port`. */
  urlFor(port: number): string;
  create(url: string, log: Logger, concurrency: number): Promise<JobQueue>;
  /** How many connections queues hold now. */
  countConnections(): Promise<number>;
  /** How many jobs of that name and key wait, now or for a later try. */
  countWaiting(name: string, key: string): Promise<number>;
  close(): Promise<void>;
}

export interface QueueUnderTest {
  readonly driver: "graphile" | "bull";
  /** Null, or why it cannot be tested here. */
  readonly skipped: string | null;
  readonly openServer: () => Promise<QueueServer>;
}

const RING_LIMIT_MS = 250;
/** What a busy machine with two cores may add to a timer. */
const SLACK_MS = 150;

export function testJobQueue({ driver, skipped, openServer }: QueueUnderTest): void {
  describe.skipIf(skipped !== null)(`the ${driver} queue${skipped ? ` (skipped: ${skipped})` : ""}`, () => {
    let server: QueueServer;
    let proxy: CuttableProxy;
    const queues: JobQueue[] = [];
    const children: ChildProcess[] = [];
    let serial = 0;

    beforeAll(async () => {
      server = await openServer();
      proxy = await createCuttableProxy(server.port);
    });

    afterEach(async () => {
      await proxy.restore();
      await Promise.all(queues.splice(0).map((queue) => queue.stop()));
      for (const child of children.splice(0)) await killChild(child);
      await until(async () => (await server.countConnections()) === 0);
    });

    afterAll(async () => {
      await proxy.close();
      await server.close();
    });

    async function open(concurrency = 4): Promise<JobQueue> {
      const { log } = createRecordingLog();
      const queue = await server.create(server.urlFor(proxy.port), log, concurrency);
      queues.push(queue);
      return queue;
    }

    /** A name of its own per test: what an earlier test left behind is not this one's. */
    function nextJob(key = "one"): Job {
      serial += 1;
      return { name: `job${serial}`, key, payload: { turn: serial } };
    }

    async function ringUntilRung(queue: JobQueue, job: Job): Promise<void> {
      await until(async () => (await queue.ring(job)) === "rung");
    }

    function startChild(...names: string[]): Promise<Child> {
      const script = fileURLToPath(new URL("queue-process.ts", import.meta.url));
      const args = [script, driver, server.urlFor(proxy.port), ...names];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      children.push(child);
      return followChild(child);
    }

    test("a rung job runs with its name, key and payload", async () => {
      const [queue, job, ran] = [await open(), nextJob(), [] as Job[]];
      await queue.process({ [job.name]: collect(ran) });
      await ringUntilRung(queue, job);
      await until(() => ran.length > 0);
      expect(ran).toEqual([job]);
    });

    test("a ring reaches a waiting handler in well under half a second", async () => {
      const [queue, job] = [await open(), nextJob()];
      let ranAt = 0;
      await queue.process({ [job.name]: async () => void (ranAt = performance.now()) });
      await ringUntilRung(queue, { ...job, key: "warm up" });
      await until(() => ranAt > 0);
      const waits: number[] = [];
      for (let round = 0; round < 10; round += 1) {
        ranAt = 0;
        const rungAt = performance.now();
        await queue.ring({ ...job, key: `round ${round}` });
        await until(() => ranAt > 0);
        waits.push(ranAt - rungAt);
      }
      expect(waits.toSorted((a, b) => a - b)[5]).toBeLessThan(400);
    });

    test("a job rung before anybody works is kept until somebody does", async () => {
      const [queue, job, ran] = [await open(), nextJob(), [] as Job[]];
      await ringUntilRung(queue, job);
      const worker = await open();
      await worker.process({ [job.name]: collect(ran) });
      await until(() => ran.length === 1);
    });

    test("rings of one waiting job are one job, and each key is a job of its own", async () => {
      const [queue, job, ran] = [await open(), nextJob(), [] as Job[]];
      for (let count = 0; count < 5; count += 1) {
        await ringUntilRung(queue, { ...job, key: "same" });
        await ringUntilRung(queue, { ...job, key: `other ${count % 2}` });
      }
      await queue.process({ [job.name]: collect(ran) });
      await until(() => ran.length >= 3);
      const last = { ...job, key: "last" };
      await ringUntilRung(queue, last);
      await until(() => ran.some(({ key }) => key === "last"));
      expect(ran.map(({ key }) => key).toSorted()).toEqual(["last", "other 0", "other 1", "same"]);
    });

    test("a ring during a run is answered by another run", async () => {
      const [queue, job] = [await open(), nextJob()];
      let runs = 0;
      let release = (): void => {};
      const blocked = new Promise<void>((resolve) => (release = resolve));
      await queue.process({
        [job.name]: async () => {
          runs += 1;
          if (runs === 1) await blocked;
        },
      });
      await ringUntilRung(queue, job);
      await until(() => runs === 1);
      await ringUntilRung(queue, job);
      release();
      await until(() => runs === 2);
    });

    test("a failing job runs again later while others go on, and rings meanwhile do not pile up", async () => {
      const [queue, job] = [await open(), nextJob()];
      const log: string[] = [];
      let isBroken = true;
      const handler: JobHandler = async ({ key }) => {
        log.push(key);
        if (key === "bad" && isBroken) throw new Error("not yet");
      };
      await queue.process({ [job.name]: handler });
      for (let count = 0; count < 12; count += 1) {
        // Each ring has its own failing run before the next, so that each could leave a retry behind.
        const before = log.length;
        await ringUntilRung(queue, { ...job, key: "bad" });
        await until(() => log.length > before);
      }
      expect(await server.countWaiting(job.name, "bad")).toBeLessThanOrEqual(2);
      await ringUntilRung(queue, { ...job, key: "good" });
      await until(() => log.includes("good"));
      isBroken = false;
      const failures = log.filter((key) => key === "bad").length;
      await until(() => log.filter((key) => key === "bad").length > failures);
      await until(async () => (await server.countWaiting(job.name, "bad")) === 0);
    });

    test("a handler that throws at once is no different from one that rejects", async () => {
      const [queue, job] = [await open(), nextJob()];
      let runs = 0;
      const handler: JobHandler = () => {
        runs += 1;
        if (runs === 1) throw new Error("not even a promise");
        return Promise.resolve();
      };
      await queue.process({ [job.name]: handler });
      await ringUntilRung(queue, job);
      await until(() => runs === 2);
    });

    test("a process takes only jobs it has a handler for", async () => {
      const [queue, mine, foreign, ran] = [await open(), nextJob(), nextJob(), [] as Job[]];
      await queue.process({ [mine.name]: collect(ran) });
      await ringUntilRung(queue, foreign);
      await ringUntilRung(queue, mine);
      await until(() => ran.length === 1);
      const other = await open();
      await other.process({ [foreign.name]: collect(ran) });
      await until(() => ran.length === 2);
      expect(ran.map(({ name }) => name)).toEqual([mine.name, foreign.name]);
    });

    describe.each(["cut", "silence"] as const)("with the server away (%s)", (how) => {
      test("every ring is missed in time and none throws, however many there are", async () => {
        const [queue, job] = [await open(), nextJob()];
        await ringUntilRung(queue, job);
        await proxy[how]();
        await until(async () => (await queue.ring(job)) === "missed");
        const startedAt = performance.now();
        const outcomes = await Promise.all(
          Array.from({ length: 5_000 }, async (_, index) => {
            const rungAt = performance.now();
            const outcome = await queue.ring({ ...job, key: `key ${index}` });
            return { outcome, ms: performance.now() - rungAt };
          }),
        );
        expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["missed"]));
        // All at once, so that what one waits the machine's turn counts too: the last is in time all the same.
        expect(performance.now() - startedAt).toBeLessThan(RING_LIMIT_MS + 3 * SLACK_MS);
      });

      test("one ring is answered within its 250 ms", async () => {
        const [queue, job] = [await open(), nextJob()];
        await ringUntilRung(queue, job);
        await proxy[how]();
        for (let round = 0; round < 5; round += 1) {
          const rungAt = performance.now();
          await queue.ring(job);
          expect(performance.now() - rungAt).toBeLessThan(RING_LIMIT_MS + SLACK_MS);
        }
      });

      test("rings and handlers work again by themselves when it is back", async () => {
        const [queue, job, ran] = [await open(), nextJob(), [] as Job[]];
        await queue.process({ [job.name]: collect(ran) });
        await ringUntilRung(queue, job);
        await until(() => ran.length === 1);
        await proxy[how]();
        await until(async () => (await queue.ring(job)) === "missed");
        await proxy.restore();
        await ringUntilRung(queue, { ...job, key: "after" });
        await until(() => ran.some(({ key }) => key === "after"));
      });

      test("stop ends all the same, in seconds", async () => {
        const [queue, job, ran] = [await open(), nextJob(), [] as Job[]];
        await queue.process({ [job.name]: collect(ran) });
        await ringUntilRung(queue, job);
        await until(() => ran.length === 1);
        await proxy[how]();
        const startedAt = performance.now();
        await queue.stop();
        expect(performance.now() - startedAt).toBeLessThan(8_000);
      });
    });

    test("stop waits for running handlers, and rings after it are missed", async () => {
      const [queue, job] = [await open(), nextJob()];
      let release = (): void => {};
      const blocked = new Promise<void>((resolve) => (release = resolve));
      let [hasBegun, hasEnded, hasStopped] = [false, false, false];
      await queue.process({
        [job.name]: async () => {
          hasBegun = true;
          await blocked;
          hasEnded = true;
        },
      });
      await ringUntilRung(queue, job);
      await until(() => hasBegun);
      const stopping = queue.stop().then(() => (hasStopped = true));
      expect(await queue.ring(job)).toBe("missed");
      expect(hasStopped).toBe(false);
      release();
      await stopping;
      expect(hasEnded).toBe(true);
      await until(async () => (await server.countConnections()) === 0);
    });

    test("a job that was running when its queue stopped in order does not run again", async () => {
      const [queue, job, ran] = [await open(), nextJob(), [] as Job[]];
      await queue.process({ [job.name]: collect(ran) });
      await ringUntilRung(queue, job);
      await until(() => ran.length === 1);
      await queue.stop();
      const next = await open();
      await next.process({ [job.name]: collect(ran) });
      await ringUntilRung(next, { ...job, key: "last" });
      await until(() => ran.some(({ key }) => key === "last"));
      expect(ran).toHaveLength(2);
    });

    test("after stop nothing keeps the process alive", async () => {
      const job = nextJob();
      const child = await startChild(job.name);
      child.process.kill("SIGTERM");
      await child.says("stopped");
      const saidAt = performance.now();
      expect(await child.exited).toBe(0);
      expect(performance.now() - saidAt).toBeLessThan(2_000);
    });

    test("two processes share the work, and every job is done", async () => {
      const [queue, job] = [await open(), nextJob()];
      const workers = await Promise.all([startChild(job.name), startChild(job.name)]);
      const keys: string[] = [];
      await until(async () => {
        const more = Array.from({ length: 100 }, (_, index) => `key ${keys.length + index}`);
        keys.push(...more);
        await Promise.all(more.map((key) => ringUntilRung(queue, { ...job, key })));
        return workers.every(({ ran }) => ran.length > 0);
      });
      await until(() => new Set(workers.flatMap(({ ran }) => ran)).size === keys.length);
    });

    test("a job whose process is killed runs again in another, more than once", { timeout: 60_000 }, async () => {
      const [queue, job] = [await open(), nextJob()];
      await ringUntilRung(queue, { ...job, payload: { hang: 1 } });
      for (let kills = 0; kills < 3; kills += 1) {
        const child = await startChild(job.name);
        await until(() => child.ran.length === 1);
        child.process.kill("SIGKILL");
        await child.exited;
      }
    });
  });
}

function collect(ran: Job[]): JobHandler {
  return (job) => {
    ran.push(job);
    return Promise.resolve();
  };
}

interface Child {
  readonly process: ChildProcess;
  /** Keys of the jobs it has run. */
  readonly ran: string[];
  readonly exited: Promise<number | null>;
  says(event: string): Promise<void>;
}

async function followChild(child: ChildProcess): Promise<Child> {
  const events = new Set<string>();
  const ran: string[] = [];
  if (child.stdout) {
    createInterface({ input: child.stdout }).on("line", (text) => {
      const line = JSON.parse(text) as { event: string; key?: string };
      events.add(line.event);
      if (line.key !== undefined) ran.push(line.key);
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const says = (event: string): Promise<void> => until(() => events.has(event));
  await says("ready");
  return { process: child, ran, exited, says };
}

async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exited;
}
