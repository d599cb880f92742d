/** The live stream: cut anywhere, it loses and repeats nothing; slow readers and forgotten ones cost little. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { webWidget } from "../../adapters/web-widget/index.ts";
import type { Fetch } from "../../adapters/web-widget/client/thread/call-server.ts";
import { createMemoryValues } from "../../adapters/web-widget/client/thread/keep-values.ts";
import { readStream } from "../../adapters/web-widget/client/thread/read-stream.ts";
import { encodeEvent } from "../../adapters/web-widget/encode.ts";
import { createSender } from "../../adapters/web-widget/send-message.ts";
import { createRateLimit } from "../../adapters/web-widget/limit-rate.ts";
import { createStreamSeats, threadKeyOf } from "../../adapters/web-widget/sessions.ts";
import { streamEvents } from "../../adapters/web-widget/stream-events.ts";
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import type { ConversationId, Instant, OutboundId } from "../../src/contracts/ids.ts";
import type { OutboundMessage } from "../../src/contracts/message.ts";
import { type Buyer, startBuyer } from "../fixtures/web-widget/start-buyer.ts";
import { createRecordingHost, type RecordingHost } from "../support/recording-host.ts";
import { type RouteServer, startRouteServer } from "../support/route-server.ts";

const WAIT = { timeout: 15_000, interval: 10 };

let host: RecordingHost;
let server: RouteServer;
let adapter: ChannelAdapter;
const buyers: Buyer[] = [];

beforeEach(async () => {
  host = createRecordingHost();
  server = await startRouteServer();
  adapter = await webWidget.create({ origins: "" }, host);
  server.mount("web", adapter.routes);
});

afterEach(async () => {
  for (const buyer of buyers.splice(0)) buyer.stop();
  await server.stop();
});

function meet(values = createMemoryValues(), fetchIt: Fetch = fetch): Buyer {
  const buyer = startBuyer(server.origin, values, fetchIt);
  buyers.push(buyer);
  return buyer;
}

async function greeted(buyer: Buyer): Promise<string> {
  buyer.says("hello");
  await expect.poll(() => buyer.thread.state().lines.length, WAIT).toBe(1);
  return threadKeyOf(buyer.token() ?? "");
}

function outbound(threadKey: string, number: number): OutboundMessage {
  return {
    outboundId: `outbound-${number}` as OutboundId,
    to: { shopId: host.shopId, accountId: host.accountId, threadKey },
    conversationId: "00000000-0000-4000-8000-000000000003" as ConversationId,
    speaker: "assistant",
    speakerName: null,
    text: `answer ${number} 注文は？ ${"·".repeat(number % 40)}`,
    language: "en",
    choices: [],
    sources: [],
    isMaybeDuplicate: false,
  };
}

const send = (threadKey: string, number: number) =>
  adapter.send(outbound(threadKey, number), new AbortController().signal);

/** Numbers that can be had again: the seed is in the test's name. */
function createDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

/** Breaks each stream after a random number of bytes, in the middle of a line or of a character as it happens. */
function cutStreams(dice: (below: number) => number, afters: number[], onCut: () => void): Fetch {
  return async (url, init) => {
    if (url.includes("/events")) afters.push(Number(new URL(url).searchParams.get("after")));
    const response = await fetch(url, init);
    if (!url.includes("/events") || !response.body) return response;
    let left = 100 + dice(3_000);
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk.slice(0, left));
        left -= chunk.length;
        if (left > 0) return;
        onCut();
        controller.error(new Error("the network is gone"));
      },
    });
    return new Response(response.body.pipeThrough(cut), { headers: response.headers });
  };
}

describe("A stream", () => {
  for (const seed of [1, 7, 20_260]) {
    test(`cut at random places loses and repeats nothing over 200 messages (seed ${seed})`, async () => {
      const dice = createDice(seed);
      let cuts = 0;
      const values = createMemoryValues();
      const seen: number[] = [];
      const afters: number[] = [];
      const fetchIt = cutStreams(dice, afters, () => {
        cuts += 1;
        // Not waiting out the back-off only makes the test quick; the cursor is what is tried.
        setTimeout(() => buyer.thread.wake(), 1);
      });
      const buyer = meet(values, fetchIt);
      buyer.thread.subscribe(() => {
        const last = buyer.thread.state().lines.at(-1)?.cursor ?? 0;
        if (last !== seen.at(-1)) seen.push(last);
      });
      const threadKey = await greeted(buyer);
      // Half while the buyer watches, some before each reconnect, as it happens.
      for (let number = 1; number <= 200; number += 1) {
        await send(threadKey, number);
        if (dice(10) === 0) server.cut();
        if (dice(3) === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      const wake = setInterval(() => buyer.thread.wake(), 20);
      await expect.poll(() => buyer.thread.state().lines.length, WAIT).toBe(201);
      clearInterval(wake);
      const { lines } = buyer.thread.state();
      expect(lines.map((line) => line.cursor)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
      const said = lines.flatMap(({ entry }) => (entry.kind === "message" ? [entry.outboundId] : []));
      expect(said).toEqual(Array.from({ length: 200 }, (_, index) => `outbound-${index + 1}`));
      // The screen only ever grew: nothing was shown twice or out of order on the way.
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      // Each connection began where the one before had got to, so nothing crossed the wire in vain.
      expect(afters).toEqual([...afters].sort((a, b) => a - b));
      expect(afters.at(-1)).toBeGreaterThan(100);
      expect(cuts).toBeGreaterThan(3);
    });
  }

  test("sends each entry once on the wire to a reader that names its cursor", async () => {
    const buyer = meet();
    const threadKey = await greeted(buyer);
    for (let number = 1; number <= 120; number += 1) await send(threadKey, number);
    const ids: number[] = [];
    for (const [after, stopAt] of [
      [0, 37],
      [37, 90],
      [90, 121],
    ] as const) {
      for await (const frame of streamEvents(host, threadKey, after, AbortSignal.timeout(5_000))) {
        const id = Number(/^id: (\d+)$/m.exec(frame)?.[1] ?? 0);
        if (id > 0) ids.push(id);
        if (id === stopAt) break;
      }
    }
    expect(ids).toEqual(Array.from({ length: 121 }, (_, index) => index + 1));
  });

  test("continues after a reload from what was read, with the newest lines on the screen", async () => {
    const first = meet();
    const threadKey = await greeted(first);
    for (let number = 1; number <= 150; number += 1) await send(threadKey, number);
    await expect.poll(() => first.thread.state().lines.length, WAIT).toBe(151);
    first.stop();
    const second = meet(first.values);
    await expect.poll(() => second.thread.state().isReady, WAIT).toBe(true);
    expect(second.thread.state().lines.map((line) => line.cursor)).toEqual(
      Array.from({ length: 60 }, (_, index) => 92 + index),
    );
    await second.thread.loadOlder();
    expect(second.thread.state().lines[0]?.cursor).toBe(42);
    await second.thread.loadOlder();
    expect(second.thread.state().lines[0]?.cursor).toBe(1);
    expect(second.thread.state().hasOlder).toBe(false);
  });

  test("starts over when its cursor belongs to a thread that is gone", async () => {
    const values = createMemoryValues();
    values.set("dragoman:session", "A".repeat(43));
    values.set("dragoman:cursor", "900");
    const threadKey = threadKeyOf("A".repeat(43));
    await send(threadKey, 1);
    const buyer = meet(values);
    await expect.poll(() => buyer.thread.state().lines.map((line) => line.cursor), WAIT).toEqual([1]);
    expect(buyer.thread.state().hasOlder).toBe(false);
  });

  test("shows what one tab sends in the other, once", async () => {
    const first = meet();
    await greeted(first);
    const second = meet(first.values);
    await expect.poll(() => second.thread.state().lines.length, WAIT).toBe(1);
    second.says("from the other tab");
    await expect.poll(() => first.thread.state().lines.length, WAIT).toBe(2);
    await expect.poll(() => second.thread.state().lines.length, WAIT).toBe(2);
    expect(host.received).toHaveLength(2);
  });

  test("reads one page ahead of a slow reader and no further", async () => {
    const threadKey = "slow";
    for (let number = 1; number <= 500; number += 1) await send(threadKey, number);
    let read = 0;
    const counting = {
      ...host,
      feed: {
        ...host.feed,
        read: async (...args: Parameters<typeof host.feed.read>) => {
          const entries = await host.feed.read(...args);
          read += entries.length;
          return entries;
        },
      },
    };
    const gone = new AbortController();
    const frames = streamEvents(counting, threadKey, 0, gone.signal);
    for (let index = 0; index < 10; index += 1) await frames.next();
    expect(read).toBe(50);
    gone.abort();
    await frames.return(undefined);
  });

  test("keeps one draft for a slow reader, the newest", async () => {
    const gone = new AbortController();
    const frames = streamEvents(host, "drafts", 0, gone.signal);
    await frames.next();
    expect((await frames.next()).value).toContain("event: ready");
    for (let index = 1; index <= 1_000; index += 1) {
      host.feed.hint("drafts", { kind: "draft", outboundId: "o", text: `draft ${index}` });
    }
    expect((await frames.next()).value).toContain('"text":"draft 1000"');
    gone.abort();
    await frames.return(undefined);
  });

  test("ends and leaves nothing behind when the reader goes", async () => {
    const buyer = meet();
    await greeted(buyer);
    await expect.poll(() => server.running(), WAIT).toBe(1);
    buyer.stop();
    await expect.poll(() => server.running(), WAIT).toBe(0);
  });

  test("says something every twenty seconds, so that nobody takes it for dead", async () => {
    const asked: number[] = [];
    const clock = { ...host.clock, sleep: (ms: number) => (asked.push(ms), Promise.resolve()) };
    const gone = new AbortController();
    const frames = streamEvents({ ...host, clock }, "quiet", 0, gone.signal);
    const seen: string[] = [];
    for (let index = 0; index < 4; index += 1) seen.push(String((await frames.next()).value));
    expect(seen[2]).toBe(": still here\n\n");
    expect(asked[0]).toBe(20_000);
    gone.abort();
    await frames.return(undefined);
  });
});

test("Events are read whole however the network splits them, inside a character too", async () => {
  const frames = [
    "retry: 2000\n\n",
    encodeEvent("entry", { text: "注文は？ 👩‍👩‍👧\nb: c" }, 7),
    ": still here\n\n",
    encodeEvent("ready", {}),
  ];
  const bytes = new TextEncoder().encode(frames.join(""));
  for (const size of [1, 2, 3, 5, 1_000]) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    const events: unknown[] = [];
    await readStream(body, (event) => events.push(event));
    expect(events).toEqual([
      null,
      { name: "entry", id: "7", data: JSON.stringify({ text: "注文は？ 👩‍👩‍👧\nb: c" }) },
      null,
      { name: "ready", id: null, data: "{}" },
    ]);
  }
});

describe("A thread's streams", () => {
  test("are eight at most: the ninth ends the oldest", () => {
    const seats = createStreamSeats();
    const ended: number[] = [];
    const leaves = Array.from({ length: 9 }, (_, index) => {
      let leave = () => {};
      leave = seats.take("thread", "address", () => {
        ended.push(index);
        leave();
      });
      return leave;
    });
    expect(ended).toEqual([0]);
    for (const leave of leaves) leave();
    expect(seats.hasRoom("address")).toBe(true);
  });

  test("are limited per address, and a seat that was left is free again", () => {
    const seats = createStreamSeats();
    const leaves = Array.from({ length: 200 }, (_, index) => seats.take(`thread ${index}`, "one", () => {}));
    expect([seats.hasRoom("one"), seats.hasRoom("other")]).toEqual([false, true]);
    leaves[0]?.();
    leaves[0]?.();
    expect(seats.hasRoom("one")).toBe(true);
    seats.take("thread x", "one", () => {});
    expect(seats.hasRoom("one")).toBe(false);
  });
});

describe("Typing and drafts", () => {
  test("reach the buyer at once, about ten times a second, and never after the answer", async () => {
    const buyer = meet();
    const threadKey = await greeted(buyer);
    const to = { shopId: host.shopId, accountId: host.accountId, threadKey };
    await adapter.showTyping?.(to);
    await expect.poll(() => buyer.thread.state().isTyping, WAIT).toBe(true);
    let hints = 0;
    const stop = host.feed.watch(threadKey, (signal) => void (signal.kind === "hint" && (hints += 1)));
    for (let length = 1; length <= 500; length += 1) {
      adapter.showDraft?.(to, "outbound-1" as OutboundId, "x".repeat(length));
    }
    await expect.poll(() => buyer.thread.state().draft?.text.length, WAIT).toBe(500);
    expect(buyer.thread.state().isTyping).toBe(false);
    expect(hints).toBe(2);
    adapter.showDraft?.(to, "outbound-1" as OutboundId, "late");
    await send(threadKey, 1);
    await expect.poll(() => buyer.thread.state().lines.length, WAIT).toBe(2);
    expect(buyer.thread.state().draft).toBeNull();
    stop();
  });

  test("that wait for their turn are dropped when the answer goes out first", async () => {
    const turns: (() => void)[] = [];
    const clock = { ...host.clock, sleep: () => new Promise<void>((resolve) => turns.push(resolve)) };
    const sender = createSender({ ...host, clock });
    const hints: unknown[] = [];
    const stop = host.feed.watch("dropped", (signal) => void (signal.kind === "hint" && hints.push(signal.payload)));
    const message = outbound("dropped", 1);
    sender.showDraft(message.to, message.outboundId, "half");
    sender.showDraft(message.to, message.outboundId, "half a text");
    await sender.send(message, new AbortController().signal);
    for (const turn of turns) turn();
    await new Promise((resolve) => setImmediate(resolve));
    expect(hints).toEqual([{ kind: "draft", outboundId: "outbound-1", text: "half" }]);
    stop();
  });

  test("that are too long for a signal are cut at a whole character", () => {
    const hints: unknown[] = [];
    const stop = host.feed.watch("long", (signal) => void (signal.kind === "hint" && hints.push(signal.payload)));
    const to = { shopId: host.shopId, accountId: host.accountId, threadKey: "long" };
    adapter.showDraft?.(to, "outbound-1" as OutboundId, "👩‍👩‍👧 注文".repeat(900));
    const text = JSON.stringify(hints[0]);
    expect(Buffer.byteLength(text)).toBeLessThan(7_000);
    expect(text).not.toMatch(/\\ud/);
    stop();
  });
});

test("A rate limit fills again with time and forgets whom it has not seen for longest", () => {
  let now = 0;
  const clock = { now: () => now as Instant, sleep: () => Promise.resolve() };
  const limit = createRateLimit(clock, 60, 2);
  for (let index = 0; index < 60; index += 1) expect(limit.take("a")).toBe(0);
  expect(limit.take("a")).toBe(1_000);
  now += 1_000;
  expect(limit.take("a")).toBe(0);
  expect(limit.take("a")).toBeGreaterThan(0);
  limit.take("b");
  limit.take("c");
  expect(limit.take("a")).toBe(0);
});
