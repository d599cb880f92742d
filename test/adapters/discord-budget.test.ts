/** IDENTIFYs are spent sparingly, whatever restarts the program: Discord resets the token of a bot that wastes them. */
import { describe, expect, test } from "vitest";
import { spendIdentify } from "../../adapters/discord/state/identify-budget.ts";
import { startDiscordFake } from "../fakes/discord/start-discord-fake.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import { createAdapter } from "./discord-rig.ts";

const FULL = { remaining: 1_000, reset_after: 86_400_000, max_concurrency: 1 };
const NEVER = new AbortController().signal;
const MINUTE_MS = 60_000;
const WAIT = { timeout: 10_000, interval: 5 };

/** Spends as often as the budget lets it for that long, and returns how often that was. */
async function spendFor(ms: number, stepMs: number): Promise<{ spent: number; lines: string[] }> {
  const clock = createHandClock();
  const host = { ...createRecordingHost(), clock };
  const controller = new AbortController();
  let spent = 0;
  const spending = (async () => {
    while (await spendIdentify(host, FULL, controller.signal)) spent += 1;
  })();
  for (let passed = 0; passed < ms; passed += stepMs) await clock.advance(stepMs);
  controller.abort();
  await spending;
  return { spent, lines: host.lines.map((line) => line.event) };
}

describe("the IDENTIFY budget", () => {
  test("lets at most one through in five seconds, as Discord's concurrency asks", async () => {
    const { spent } = await spendFor(30_000, 1_000);
    expect(spent).toBe(7);
  });

  test("lets at most 20 through in ten minutes and says that it waits", async () => {
    const { spent, lines } = await spendFor(10 * MINUTE_MS - 1_000, 1_000);
    expect(spent).toBe(20);
    expect(lines).toContain("discord-identify-delayed");
  });

  test("stays under 1,000 in a day however long the loop, and then says so as an error", async () => {
    const { spent, lines } = await spendFor((24 * 60 - 1) * MINUTE_MS, MINUTE_MS);
    expect(spent).toBe(900);
    expect(lines).toContain("discord-identify-budget-spent");
  });

  test("is kept across restarts, and a clock that was set back does not renew it", async () => {
    const clock = createHandClock();
    const base = createRecordingHost();
    for (let start = 0; start < 20; start += 1) {
      expect(await spendIdentify({ ...base, clock }, FULL, NEVER)).toBe(true);
      await clock.advance(5_000);
    }
    const earlier = createHandClock(clock.now() - 3_600_000);
    const controller = new AbortController();
    const late = spendIdentify({ ...base, clock: earlier }, FULL, controller.signal);
    await earlier.advance(5 * MINUTE_MS);
    controller.abort();
    expect(await late).toBe(false);
  });

  test("obeys Discord when it says that none is left", async () => {
    const clock = createHandClock();
    const host = { ...createRecordingHost(), clock };
    let isSpent = false;
    const spending = spendIdentify(host, { ...FULL, remaining: 0, reset_after: 600_000 }, NEVER).then(
      (is) => (isSpent = is),
    );
    await clock.advance(599_000);
    expect(isSpent).toBe(false);
    await clock.advance(1_000);
    await spending;
    expect(isSpent).toBe(true);
  });

  test("spends nothing that it could not write down", async () => {
    const host = createRecordingHost();
    const save = () => Promise.reject(new Error("the database is away"));
    const state = { load: () => Promise.resolve(null), save, put: save };
    await expect(spendIdentify({ ...host, state }, FULL, NEVER)).rejects.toThrow("the database is away");
  });
});

test("200 restarts within ten minutes, each without a session to resume, send at most 20 IDENTIFYs", async () => {
  const fake = await startDiscordFake({ maxConcurrency: 1_000, globalPerSecond: 1_000 });
  const clock = createHandClock();
  const host = { ...createRecordingHost(), clock };
  try {
    for (let restart = 0; restart < 200; restart += 1) {
      const before = { connected: fake.gateway.identifyCount(), lines: host.lines.length };
      const controller = new AbortController();
      const running = (await createAdapter(fake, host)).run(controller.signal);
      const hasWaited = () => host.lines.slice(before.lines).some((line) => line.event === "discord-identify-delayed");
      await expect.poll(() => fake.gateway.identifyCount() > before.connected || hasWaited(), WAIT).toBe(true);
      controller.abort();
      await running;
      host.savedState.delete("gateway-session");
      await clock.advance(2_900);
    }
    expect(fake.gateway.identifyCount()).toBe(20);
  } finally {
    await fake.stop();
  }
});
