/** The promise every background worker stands on: rung means now, not rung means soon, broken means later. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkerLoop, type DrainResult, type WorkerLoop } from "../../src/ops/worker-loop.ts";
import { createHandClock, type HandClock } from "../support/hand-clock.ts";
import { createRecordingLog } from "./recording-log.ts";

let clock: HandClock;
let loop: WorkerLoop | undefined;
const { log, lines } = createRecordingLog();

beforeEach(() => {
  clock = createHandClock();
  lines.length = 0;
});

afterEach(async () => {
  await loop?.stop();
  expect(clock.sleepers()).toBe(0);
});

function run(drain: (signal: AbortSignal) => Promise<DrainResult>, concurrency = 1): WorkerLoop {
  loop = createWorkerLoop({ name: "test", drain, sweepMs: 1_000, clock, log, concurrency });
  loop.start();
  return loop;
}

const idle: DrainResult = { didWork: false };
const busy: DrainResult = { didWork: true };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("work from before the start is found at the start", async () => {
  let left = 3;
  run(() => Promise.resolve(left > 0 ? (left--, busy) : idle));
  await settle();
  expect(left).toBe(0);
});

test("a ring is answered at once, without any time passing", async () => {
  let drains = 0;
  const worker = run(() => Promise.resolve((drains++, idle)));
  await settle();
  expect(drains).toBe(1);
  worker.ring();
  await settle();
  expect(drains).toBe(2);
});

test("without a ring the sweep looks, once per interval", async () => {
  let drains = 0;
  run(() => Promise.resolve((drains++, idle)));
  await settle();
  await clock.advance(999);
  expect(drains).toBe(1);
  await clock.advance(1);
  expect(drains).toBe(2);
  await clock.advance(5_000);
  expect(drains).toBe(7);
});

test("many lanes at rest sweep once per interval together, not once each", async () => {
  let drains = 0;
  run(() => Promise.resolve((drains++, idle)), 8);
  await settle();
  await clock.advance(10_000);
  expect(drains).toBeLessThanOrEqual(12);
  expect(drains).toBeGreaterThanOrEqual(10);
});

test("a ring during a drain is remembered and answered by another drain", async () => {
  let release = (): void => {};
  let drains = 0;
  const worker = run(() => new Promise((resolve) => ((drains += 1), (release = () => resolve(idle)))));
  await settle();
  for (let count = 0; count < 50; count += 1) worker.ring();
  release();
  await settle();
  expect(drains).toBe(2);
  release();
  await settle();
  expect(drains).toBe(2);
});

test("lanes share a pile of work and never exceed the concurrency", async () => {
  let left = 40;
  let running = 0;
  let most = 0;
  run(async () => {
    if (left === 0) return idle;
    left -= 1;
    running += 1;
    most = Math.max(most, running);
    await settle();
    running -= 1;
    return busy;
  }, 4);
  while (left > 0) await settle();
  expect(most).toBe(4);
});

test("a failing drain is logged and tried again after a growing pause, and the loop lives on", async () => {
  let drains = 0;
  run(() => Promise.reject(new Error(`failure ${(drains += 1)}`)));
  await clock.advance(60_000);
  // Pauses grow to five seconds, so a minute of failure is about a dozen to two dozen tries, not thousands.
  expect(drains).toBeGreaterThan(10);
  expect(drains).toBeLessThan(40);
  expect(lines.filter(({ event }) => event === "worker-failed")).toHaveLength(drains);
});

test("after a failure is over the loop works as before", async () => {
  let isBroken = true;
  let drains = 0;
  const worker = run(() => (isBroken ? Promise.reject(new Error("down")) : Promise.resolve((drains++, idle))));
  await clock.advance(1_000);
  isBroken = false;
  await clock.advance(5_000);
  const before = drains;
  worker.ring();
  await settle();
  expect(drains).toBe(before + 1);
});

test("a drain that throws instead of rejecting does not end the loop either", async () => {
  let drains = 0;
  run(() => {
    drains += 1;
    if (drains === 1) throw new Error("not even a promise");
    return Promise.resolve(idle);
  });
  await clock.advance(1_000);
  expect(drains).toBeGreaterThan(1);
});

test("stop aborts the running drain's signal, waits for it and starts no other", async () => {
  let drains = 0;
  let ended = false;
  const worker = run(async (signal) => {
    drains += 1;
    await clock.sleep(1_000_000, signal);
    ended = true;
    return busy;
  });
  await settle();
  worker.ring();
  await worker.stop();
  expect(ended).toBe(true);
  expect(drains).toBe(1);
});
