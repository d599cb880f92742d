/** The Discord channel's durable records: how far events are stored, which threads are known, what survives a bad save. */
import { describe, expect, test } from "vitest";
import { openKnownThreads } from "../../adapters/discord/state/known-threads.ts";
import { openSessionLedger } from "../../adapters/discord/state/session-ledger.ts";
import { createSaver } from "../../adapters/discord/state/state-saver.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { createRecordingHost } from "../support/recording-host.ts";

const session = (sessionId: string, sequence = 1) => ({ sessionId, sequence, resumeUrl: "wss://gateway.example" });

describe("the session ledger", () => {
  test("commits up to the oldest event that is not stored", async () => {
    const ledger = await openSessionLedger(createRecordingHost());
    ledger.open(session("a"));
    const [one, two, three] = [1, 2, 3].map((sequence) => ledger.begin(sequence));
    three?.();
    one?.();
    expect(ledger.current()?.sequence).toBe(1);
    expect(ledger.openCount()).toBe(1);
    two?.();
    expect(ledger.current()?.sequence).toBe(3);
    await ledger.close(true);
  });

  test("an event of an earlier session commits nothing in the next, though the numbers meet", async () => {
    const ledger = await openSessionLedger(createRecordingHost());
    ledger.open(session("a"));
    const late = ledger.begin(2);
    ledger.open(session("b"));
    const finish = ledger.begin(2);
    late();
    expect(ledger.current()).toMatchObject({ sessionId: "b", sequence: 1 });
    finish();
    expect(ledger.current()).toMatchObject({ sessionId: "b", sequence: 2 });
    await ledger.close(true);
  });

  test.each([
    ["no text", { sessionId: 5, sequence: 1, resumeUrl: "wss://a.example" }],
    ["another protocol", { sessionId: "a", sequence: 1, resumeUrl: "https://a.example" }],
    ["no address", { sessionId: "a", sequence: 1, resumeUrl: "wss://[" }],
    ["no number", { sessionId: "a", sequence: "1", resumeUrl: "wss://a.example" }],
  ])("a session with %s where it should be is none", async (_, odd) => {
    const ledger = await openSessionLedger(createRecordingHost());
    ledger.open(odd);
    expect(ledger.current()).toBeNull();
    await ledger.close(true);
  });

  test("a record that another version wrote is no session", async () => {
    const host = createRecordingHost();
    host.savedState.set("gateway-session", { id: "from elsewhere" });
    const ledger = await openSessionLedger(host);
    expect(ledger.current()).toBeNull();
  });

  test("a process that lost the lock leaves the record alone", async () => {
    const host = { ...createRecordingHost(), clock: createHandClock() };
    const ledger = await openSessionLedger(host);
    ledger.open(session("a"));
    await expect.poll(() => host.savedState.get("gateway-session")).toMatchObject({ sessionId: "a" });
    ledger.begin(7)();
    host.savedState.set("gateway-session", { ...session("of the other process"), hasGaps: false });
    await ledger.close(false);
    expect(host.savedState.get("gateway-session")).toMatchObject({ sessionId: "of the other process" });
  });
});

describe("the known threads", () => {
  test("keep the newest thousand", async () => {
    const host = createRecordingHost();
    const threads = await openKnownThreads(host);
    for (let key = 1; key <= 1_001; key += 1) threads.note(String(key), "5");
    threads.note("2", "6");
    threads.note("1002", "5");
    expect([1, 2, 3, 4, 1_002].map((key) => threads.has(String(key)))).toEqual([false, true, false, true, true]);
    await threads.close(true);
    expect(host.savedState.get("known-threads")).toHaveLength(1_000);
  });

  test("a message beyond a gap does not move the place over it", async () => {
    const threads = await openKnownThreads(createRecordingHost());
    threads.note("1", "100");
    threads.markGaps();
    threads.note("1", "900");
    expect(threads.lastOf("1")).toBe("100");
    threads.narrowGap("1", "500");
    threads.closeGap("1");
    expect(threads.lastOf("1")).toBe("500");
    // As numbers, not as texts or doubles.
    threads.note("1", "1190000000000000001");
    threads.note("1", "1190000000000000000");
    expect(threads.lastOf("1")).toBe("1190000000000000001");
    await threads.close(true);
  });
});

describe("the saver", () => {
  test("writes the newest value after a failure, and never two at once", async () => {
    const clock = createHandClock();
    const base = createRecordingHost();
    const written: unknown[] = [];
    let failures = 2;
    let writing = 0;
    const save = async (_key: string, value: unknown) => {
      writing += 1;
      expect(writing).toBe(1);
      await Promise.resolve();
      writing -= 1;
      failures -= 1;
      if (failures >= 0) throw new Error("the database is away");
      written.push(value);
    };
    const saver = createSaver({ ...base, clock, state: { ...base.state, save } }, "key", 100);
    for (const value of [1, 2, 3]) saver.save(value);
    await clock.advance(1_000);
    saver.save(4);
    await clock.advance(5_000);
    expect(written).toEqual([4]);
    saver.save(5);
    await saver.close(true);
    expect(written).toEqual([4, 5]);
  });
});
