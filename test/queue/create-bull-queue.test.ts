/** The bull queue on a real Redis, which is also killed and emptied. */
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { JobQueue } from "../../src/contracts/job-queue.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import { createBullQueue } from "../../src/queue/create-bull-queue.ts";
import { until } from "../ops/program-under-test.ts";
import { createRecordingLog } from "../ops/recording-log.ts";
import { startTestRedis, type TestRedis, whyNoRedis } from "../support/redis.ts";
import { type QueueServer, testJobQueue } from "./job-queue.contract.ts";

const skipped = await whyNoRedis();

async function openServer(): Promise<QueueServer> {
  const redis = await startTestRedis();
  const client = new Redis(redis.url);
  return {
    port: redis.port,
    urlFor: (port) => `redis://127.0.0.1:${port}`,
    create: (redisUrl, log, concurrency) =>
      Promise.resolve(createBullQueue({ redisUrl, log, concurrency, clock: systemClock })),
    countConnections: async () => {
      const list = String(await client.client("LIST"));
      return list.split("\n").filter((line) => line.includes("name=dragoman-")).length;
    },
    countWaiting: async (name, key) => {
      const left = await client.keys(`dragoman:${name}:${key}[#!]*`);
      return left.filter((found) => !found.endsWith(":lock")).length;
    },
    close: async () => {
      client.disconnect();
      await redis.stop();
    },
  };
}

testJobQueue({ driver: "bull", skipped, openServer });

describe.skipIf(skipped !== null)(`a Redis that fails${skipped ? ` (skipped: ${skipped})` : ""}`, () => {
  let redis: TestRedis;
  let queue: JobQueue;
  const ran: string[] = [];
  const { log, lines } = createRecordingLog();

  beforeAll(async () => {
    redis = await startTestRedis();
    queue = createBullQueue({ redisUrl: redis.url, concurrency: 2, clock: systemClock, log });
    await queue.process({ turns: (job) => Promise.resolve(void ran.push(job.key)) });
  });

  afterEach(() => {
    lines.length = 0;
  });

  afterAll(async () => {
    await queue.stop();
    await redis.stop();
  });

  async function ringsThrough(key: string): Promise<void> {
    await until(async () => (await queue.ring({ name: "turns", key, payload: {} })) === "rung");
    await until(() => ran.includes(key));
  }

  test("killed and started again empty, it is used again without a restart of ours", async () => {
    await ringsThrough("before the kill");
    await redis.kill();
    expect(await queue.ring({ name: "turns", key: "while away", payload: {} })).toBe("missed");
    await redis.start();
    await ringsThrough("after the kill");
  });

  test("emptied while we work, it rings on", async () => {
    for (let round = 0; round < 5; round += 1) {
      await ringsThrough(`round ${round}`);
      await redis.flush();
    }
    await ringsThrough("after the last");
  });

  test("paused, it only makes rings missed; resumed, it rings on", async () => {
    redis.pause();
    expect(await queue.ring({ name: "turns", key: "while paused", payload: {} })).toBe("missed");
    redis.resume();
    await ringsThrough("after the pause");
  });

  test("an outage is said once, not once per ring", async () => {
    await ringsThrough("before the outage");
    await redis.kill();
    for (let count = 0; count < 50; count += 1) await queue.ring({ name: "turns", key: "x", payload: {} });
    await redis.start();
    await ringsThrough("after the outage");
    expect(lines.filter(({ event }) => event === "queue-unreachable")).toHaveLength(1);
  });

  test("nothing but ids and counts is kept in Redis, and nothing of a finished job", async () => {
    await ringsThrough("finished");
    const client = new Redis(redis.url);
    const left = await client.keys("dragoman:turns:*finished*");
    expect(left.filter((key) => !key.includes(":begun:"))).toEqual([]);
    client.disconnect();
  });
});

test.skipIf(skipped !== null)("a Redis that is away when we start is waited for", async () => {
  const redis = await startTestRedis();
  await redis.stop();
  const { log } = createRecordingLog();
  const queue = createBullQueue({ redisUrl: redis.url, concurrency: 1, clock: systemClock, log });
  const ran: string[] = [];
  await queue.process({ turns: (job) => Promise.resolve(void ran.push(job.key)) });
  expect(await queue.ring({ name: "turns", key: "early", payload: {} })).toBe("missed");
  await redis.start();
  await until(async () => (await queue.ring({ name: "turns", key: "late", payload: {} })) === "rung");
  await until(() => ran.includes("late"));
  await queue.stop();
  await redis.stop();
});
