/** Feeds, live signals and locks between processes, on the real database behind a proxy that can be cut. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FeedSignal } from "../../src/contracts/channel-adapter.ts";
import { type OpenDatabase, openDatabase } from "../../src/store/open-database.ts";
import { createLockHolder, type LockHolder } from "../../src/store/live/hold-lock.ts";
import { createLiveBus, type RunningLiveBus } from "../../src/store/live/live-bus.ts";
import { createThreadFeed } from "../../src/store/live/thread-feed.ts";
import { type CuttableProxy, createCuttableProxy } from "../queue/cuttable-proxy.ts";
import { createRecordingHost, systemClock } from "../support/recording-host.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";
import { until } from "../support/until.ts";

let db: ShopDatabase;
let proxy: CuttableProxy;
const { log, lines } = createRecordingHost();
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  db = await openShopDatabase();
  proxy = await createCuttableProxy(Number(new URL(db.runtimeUrl).port));
});
afterAll(async () => {
  await proxy.close();
  await db.close();
});
beforeEach(() => proxy.restore());
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function throughProxy(): string {
  const url = new URL(db.runtimeUrl);
  url.port = String(proxy.port);
  return url.toString();
}

interface Process {
  readonly database: OpenDatabase;
  readonly live: RunningLiveBus;
}

/** What one process has: a pool and a bus of its own. Resolves when it listens. */
async function openProcess(url = db.runtimeUrl): Promise<Process> {
  const database = openDatabase(url, { maxConnections: 6, log });
  const live = createLiveBus({ url, pool: database.pool, tellsOthers: true, listens: true, clock: systemClock, log });
  closers.push(
    () => database.close(),
    () => live.close(),
  );
  await hearsFrom(live, "probe");
  return { database, live };
}

/** Notifies from outside until the bus hears it. */
async function hearsFrom(live: RunningLiveBus, topic: string): Promise<void> {
  let heard = false;
  const stop = live.subscribe(topic, () => (heard = true));
  await until("a bus that listens", async () => {
    const note = JSON.stringify({ origin: "outside", topic, payload: {} });
    await db.database.pool.query("select pg_notify('dragoman_live', $1)", [note]);
    return heard;
  });
  stop();
}

const feedOf = ({ database, live }: Process) =>
  createThreadFeed(database, live, { shopId: db.shop.shopId, accountId: db.accountId });

describe("a thread's feed", () => {
  test("counts without gaps while two processes write at once, and a reader behind a cursor sees each entry once", async () => {
    const [one, two] = [feedOf(await openProcess()), feedOf(await openProcess())];
    const seen: number[] = [];
    const keys = Array.from({ length: 40 }, (_, n) => `entry-${n}`);
    let isWriting = true;
    const reading = (async () => {
      while (isWriting || seen.length < keys.length) {
        const entries = await one.read("busy", seen.at(-1) ?? 0, 7);
        seen.push(...entries.map((entry) => entry.cursor));
      }
    })();
    await Promise.all(keys.map((key, n) => (n % 2 === 0 ? one : two).append("busy", key, { n })));
    isWriting = false;
    await reading;
    expect(seen).toEqual(keys.map((_, n) => n + 1));
  });

  test("takes a key once, whoever writes it and however often", async () => {
    const [one, two] = [feedOf(await openProcess()), feedOf(await openProcess())];
    const cursors = await Promise.all(
      Array.from({ length: 12 }, (_, n) => (n % 2 ? one : two).append("once", "the-same-key", { n })),
    );
    expect(new Set(cursors).size).toBe(1);
    expect(await one.read("once", 0, 50)).toHaveLength(1);
    expect(await two.append("once", "another", {})).toBe((cursors[0] ?? 0) + 1);
  });

  test("tells a watcher in another process that it has grown, and passes a hint on", async () => {
    const [writer, reader] = [await openProcess(), await openProcess()];
    const signals: FeedSignal[] = [];
    const stop = feedOf(reader).watch("watched", (signal) => void signals.push(signal));
    await feedOf(writer).append("watched", "first", {});
    feedOf(writer).hint("watched", { kind: "typing" });
    await until("both signals", () => signals.length >= 2);
    expect(signals).toEqual([{ kind: "grown" }, { kind: "hint", payload: { kind: "typing" } }]);
    stop();
    await feedOf(writer).append("watched", "second", {});
    await hearsFrom(reader.live, "after");
    expect(signals).toHaveLength(2);
  });

  test("drops a hint that is too long for a notification, and goes on", async () => {
    const [writer, reader] = [await openProcess(), await openProcess()];
    const signals: FeedSignal[] = [];
    feedOf(reader).watch("long", (signal) => void signals.push(signal));
    feedOf(writer).hint("long", { kind: "draft", text: "ö".repeat(4_000) });
    feedOf(writer).hint("long", { kind: "draft", text: "short" });
    await until("the short one", () => signals.length > 0);
    expect(signals).toEqual([{ kind: "hint", payload: { kind: "draft", text: "short" } }]);
  });
});

describe("the live bus", () => {
  test("hears again after the database was away, without anybody subscribing anew", async () => {
    const { live } = await openProcess(throughProxy());
    const heard: unknown[] = [];
    live.subscribe("later", (payload) => void heard.push(payload));
    await proxy.cut();
    live.publish("later", "here at once");
    expect(heard).toEqual(["here at once"]);
    await proxy.restore();
    await hearsFrom(live, "later");
    expect(heard.length).toBeGreaterThan(1);
  });

  test("says its own words to its own listeners once, not again when they come back from the database", async () => {
    const { live } = await openProcess();
    const heard: unknown[] = [];
    live.subscribe("mine", (payload) => void heard.push(payload));
    live.publish("mine", 1);
    await hearsFrom(live, "mine-too");
    expect(heard).toEqual([1]);
  });

  test("a note that is not ours, and a listener with a fault, end nothing", async () => {
    const { live } = await openProcess();
    live.subscribe("faulty", () => {
      throw new Error("a listener with a fault");
    });
    for (const text of ["not json", "null", "[]", "{}", '{"origin":1}']) {
      await db.database.pool.query("select pg_notify('dragoman_live', $1)", [text]);
    }
    live.publish("faulty", {});
    await hearsFrom(live, "still-alive");
    expect(lines.some((line) => line.event === "live-subscriber-failed")).toBe(true);
  });
});

describe("a lock", () => {
  const holderOf = (url: string): LockHolder => createLockHolder(url, { clock: systemClock, log });

  test("is held by one, and passes on when the one who holds it is done", async () => {
    const inside: string[] = [];
    let most = 0;
    const work = (name: string) => async () => {
      inside.push(name);
      most = Math.max(most, inside.length);
      await new Promise((resolve) => setImmediate(resolve));
      inside.splice(inside.indexOf(name), 1);
    };
    const { signal } = new AbortController();
    await Promise.all([
      holderOf(db.runtimeUrl).exclusive("bot", signal, work("a")),
      holderOf(db.runtimeUrl).exclusive("bot", signal, work("b")),
    ]);
    expect(most).toBe(1);
  });

  test("is lost with its connection: the work is told, and another takes over", async () => {
    const stop = new AbortController();
    const begun: string[] = [];
    const work = (name: string) => (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        begun.push(name);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    const first = holderOf(throughProxy()).exclusive("gateway", stop.signal, work("first"));
    await until("the first holder", () => begun.length === 1);
    const second = holderOf(db.runtimeUrl).exclusive("gateway", stop.signal, work("second"));
    await proxy.cut();
    await until("the second holder", () => begun.includes("second"));
    stop.abort();
    await Promise.all([first, second]);
    expect(begun).toEqual(["first", "second"]);
  });

  test("is taken again by work that failed because the database went away under it", async () => {
    const stop = new AbortController();
    let runs = 0;
    const running = holderOf(throughProxy()).exclusive("poller", stop.signal, async (signal) => {
      runs += 1;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      if (!stop.signal.aborted) throw new Error("Connection terminated unexpectedly");
    });
    await until("the first run", () => runs === 1);
    await proxy.cut();
    await proxy.restore();
    await until("the second run", () => runs === 2);
    stop.abort();
    await running;
  });

  test("does not hide a fault of the work itself", async () => {
    const failing = holderOf(db.runtimeUrl).exclusive("faulty", new AbortController().signal, async () => {
      throw new Error("the token is wrong");
    });
    await expect(failing).rejects.toThrow("the token is wrong");
  });

  test("can be tried without waiting", async () => {
    const [one, two] = [holderOf(db.runtimeUrl), holderOf(db.runtimeUrl)];
    const held = await one.tryHold("migration");
    expect(held).not.toBeNull();
    expect(await two.tryHold("migration")).toBeNull();
    await held?.release();
    const again = await until("the lock is free", () => two.tryHold("migration"));
    await again.release();
  });
});
