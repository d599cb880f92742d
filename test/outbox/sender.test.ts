/** What becomes of a queued message, whatever the channel does: sent in order, again, marked, or ended; never stuck. */
import { afterEach, describe, expect, test } from "vitest";
import type { ChannelCapabilities } from "../../src/contracts/channel-adapter.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { Clock } from "../../src/contracts/runtime.ts";
import { createSender } from "../../src/outbox/create-sender.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { systemClock } from "../support/recording-host.ts";
import { channelsOf, openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { createGate, type Play } from "../support/told-channel.ts";

const BUSY: Play = { kind: "retry", afterMs: 0, reason: "busy" };
let rig: StoryRig;
afterEach(() => rig.close());

async function open(capabilities: Partial<ChannelCapabilities> = {}, clock?: Clock): Promise<Buyer> {
  rig = await openStoryRig({
    runs: false,
    knowsMuch: false,
    capabilities,
    ...(clock ? { wire: (ports) => ({ ...ports, clock }) } : {}),
  });
  return createBuyer(rig, { locale: "en" });
}

async function lastOf(buyer: Buyer) {
  const conversationId = await rig.conversationOf(buyer.threadKey);
  const [message] = await rig.ports.conversations.timeline(rig.program.shop.shopId, conversationId, { limit: 1 });
  return message;
}

/** The buyer says hello, and the greeting is tried as often as it takes; time passes between the tries. */
async function tryUntilSettled(buyer: Buyer, most = 20): Promise<number> {
  await rig.turn();
  for (let tries = 1; tries <= most; tries += 1) {
    await rig.send();
    const state = (await lastOf(buyer))?.delivery;
    if (state !== "queued" && state !== "sending") return tries;
    await rig.timePasses();
    await rig.leasesEnd();
  }
  throw new Error("It was never settled.");
}

describe("a channel with a send key", () => {
  test("a message without an answer is sent again under its key, arrives once and is not marked", async () => {
    const buyer = await open({ hasSendKey: true });
    buyer.meets({ kind: "late" }, { kind: "lost" });
    await buyer.says("hello");
    expect(await tryUntilSettled(buyer)).toBe(3);
    expect(buyer.heard()).toHaveLength(1);
    expect(new Set(rig.channel.sends.map((message) => message.outboundId)).size).toBe(1);
    expect(await lastOf(buyer)).toMatchObject({ delivery: "delivered", isMaybeDuplicate: false });
  });
});

describe("a channel without a send key", () => {
  test("a message without an answer is sent once more, and marked as maybe a duplicate", async () => {
    const buyer = await open({ hasSendKey: false });
    buyer.meets({ kind: "late" });
    await buyer.says("hello");
    expect(await tryUntilSettled(buyer)).toBe(2);
    expect(buyer.heard()).toHaveLength(2);
    expect(rig.channel.sends.map((message) => message.isMaybeDuplicate)).toEqual([false, true]);
    expect(await lastOf(buyer)).toMatchObject({ delivery: "delivered", isMaybeDuplicate: true });
  });

  test("and not a third time: what became of it is unknown, and the console says so", async () => {
    const buyer = await open({ hasSendKey: false });
    buyer.meets({ kind: "lost" }, { kind: "lost" });
    await buyer.says("hello");
    expect(await tryUntilSettled(buyer)).toBe(2);
    expect(await lastOf(buyer)).toMatchObject({ delivery: "unknown", isMaybeDuplicate: true });
  });
});

describe("a channel that says later", () => {
  test("is asked again after its pause, and at a growing distance", async () => {
    const buyer = await open();
    buyer.meets({ kind: "retry", afterMs: 60_000, reason: "busy" });
    await buyer.says("hello");
    await rig.turn();
    expect(await rig.send()).toBe(1);
    expect(await rig.send()).toBe(0);
    await rig.timePasses();
    expect(await rig.send()).toBe(1);
    expect(buyer.heard()).toHaveLength(1);
  });

  test("for ever, is asked twelve times, and then the message ends and the next one goes", async () => {
    const buyer = await open();
    buyer.meets(...Array.from({ length: 12 }, () => BUSY));
    await buyer.says("hello");
    expect(await tryUntilSettled(buyer)).toBe(12);
    expect(await lastOf(buyer)).toMatchObject({ delivery: "refused" });
    await buyer.says("thanks");
    await rig.work();
    await buyer.hearsNotice("thanks-reply");
  });

  test.each([Number.NaN, Infinity, -1, 1e300])("after %d ms, harms no other message's outcome", async (afterMs) => {
    const buyer = await open();
    buyer.meets({ kind: "retry", afterMs, reason: "busy" });
    const other = createBuyer(rig, { locale: "en" });
    await buyer.says("hello");
    await other.says("hello");
    await rig.turn();
    await rig.send();
    expect(await lastOf(other)).toMatchObject({ delivery: "delivered" });
    expect(await lastOf(buyer)).toMatchObject({ delivery: "queued" });
  });
});

describe("a channel that refuses", () => {
  test("a buyer who blocked the bot ends it quietly: no second try, and the next words are tried on their own", async () => {
    const buyer = await open();
    // Cut to what the ledger holds, it would end in half a character.
    const detail = `\u0000${"x".repeat(189)}\u{1F600}`;
    buyer.meets({ kind: "refused", reason: "blocked", detail });
    const other = createBuyer(rig, { locale: "en" });
    await buyer.says("hello");
    await other.says("hello");
    expect(await tryUntilSettled(buyer)).toBe(1);
    expect(await lastOf(other)).toMatchObject({ delivery: "delivered" });
    expect(await lastOf(buyer)).toMatchObject({ delivery: "refused" });
    await buyer.says("hello");
    await rig.work();
    expect(buyer.heard()).toHaveLength(1);
  });
});

describe("a channel with a fault", () => {
  test("that throws is asked again, says so in the log, and blocks no other conversation", async () => {
    const buyer = await open();
    buyer.meets({ kind: "throw" });
    const other = createBuyer(rig, { locale: "en" });
    await buyer.says("hello");
    await other.says("hello");
    await rig.turn();
    await rig.send();
    expect(await lastOf(buyer)).toMatchObject({ delivery: "queued" });
    expect(other.heard()).toHaveLength(1);
    await rig.timePasses();
    await rig.send();
    expect(buyer.heard()).toHaveLength(1);
    expect(rig.program.lines.filter((line) => line.event === "adapter-send-failed")).toHaveLength(1);
  });

  test("that never answers is given up after its time, without holding a hand for ever", async () => {
    const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal) };
    const buyer = await open({}, clock);
    buyer.meets({ kind: "hang" });
    await buyer.says("hello");
    expect(await tryUntilSettled(buyer)).toBe(2);
    expect(buyer.heard()).toHaveLength(1);
  });

  test("that is switched off keeps messages waiting until it is on again", async () => {
    const buyer = await open();
    await buyer.says("hello");
    await rig.turn();
    const off = { ...rig.ports, channels: channelsOf(rig.program, null) };
    const options = { maxInFlight: 10, random: () => 0, onSettled: () => {} };
    expect(await createSender(off, options).takeDue(rig.program.shop.shopId)).toBe(0);
    await rig.send();
    expect(buyer.heard()).toHaveLength(1);
  });
});

describe("a sender that dies", () => {
  const dies = async () => {
    const { shopId } = rig.program.shop;
    const accountIds = [rig.program.accountId];
    const claims = await rig.ports.outbox.claimDue(shopId, { accountIds, limit: 10, leaseMs: 30_000 });
    await rig.leasesEnd();
    return claims;
  };

  test("leaves its message to the next one, marked where the channel takes no key", async () => {
    const buyer = await open({ hasSendKey: false });
    await buyer.says("hello");
    await rig.turn();
    expect(await dies()).toHaveLength(1);
    await rig.send();
    expect(await lastOf(buyer)).toMatchObject({ delivery: "delivered", isMaybeDuplicate: true });
  });

  test("again and again over one message does not die for ever: the message ends, and the next one goes", async () => {
    const buyer = await open();
    await buyer.says("hello");
    await rig.turn();
    for (let n = 0; n < 12; n += 1) expect(await dies()).toHaveLength(1);
    await rig.send();
    expect(rig.channel.sends).toEqual([]);
    expect(await lastOf(buyer)).toMatchObject({ delivery: "unknown" });
    await buyer.says("thanks");
    await rig.work();
    await buyer.hearsNotice("thanks-reply");
  });

  test("and wakes up after its lease sends nothing: somebody else has, or a person has spoken", async () => {
    let passed = 0;
    const clock: Clock = { ...systemClock, now: () => (systemClock.now() + passed) as Instant };
    const buyer = await open({}, clock);
    await buyer.says("hello");
    await rig.turn();
    const asleep = {
      ...rig.ports.outbox,
      async claimDue(...args: Parameters<typeof rig.ports.outbox.claimDue>) {
        const claims = await rig.ports.outbox.claimDue(...args);
        passed += 90_000;
        return claims;
      },
    };
    const options = { maxInFlight: 10, random: () => 0, onSettled: () => {} };
    const sender = createSender({ ...rig.ports, outbox: asleep }, options);
    expect(await sender.takeDue(rig.program.shop.shopId)).toBe(1);
    await sender.idle();
    expect(rig.channel.sends).toEqual([]);
    await rig.timePasses();
    await rig.send();
    expect(buyer.heard()).toHaveLength(1);
  });
});

describe("order and pace", () => {
  test("a message waits for the one before it, however long that takes", async () => {
    const buyer = await open();
    const gate = createGate<Play>();
    buyer.meets({ kind: "wait", gate });
    await buyer.says("hello");
    await rig.turn();
    const sending = rig.send();
    await gate.reached;
    await buyer.says("thanks");
    await rig.turn();
    expect(await rig.send()).toBe(0);
    gate.open(BUSY);
    await sending;
    expect(await rig.send()).toBe(0);
    await rig.timePasses();
    await rig.work();
    await buyer.hearsNotice("greeting");
    await buyer.hearsNotice("thanks-reply");
  });

  test("a slow account gets all of its messages out, and waiting for a place is no failed attempt", async () => {
    // One a second: most are told to come again, some more than twelve times.
    let passed = 0;
    const clock: Clock = {
      now: () => (systemClock.now() + passed) as Instant,
      sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 10), signal),
    };
    await open({ maxSendsPerSecond: 1 }, clock);
    const buyers = Array.from({ length: 30 }, () => createBuyer(rig, { locale: "en" }));
    for (const buyer of buyers) await buyer.says("hello");
    await rig.turn();
    const options = { maxInFlight: 32, random: () => 0, onSettled: () => {} };
    const sender = createSender(rig.ports, options);
    for (let second = 0; second < 60 && buyers.some((buyer) => buyer.heard().length === 0); second += 1) {
      await sender.takeDue(rig.program.shop.shopId);
      await sender.idle();
      passed += 1_000;
      await rig.timePasses();
    }
    expect(buyers.map((buyer) => buyer.heard().length)).toEqual(buyers.map(() => 1));
  });

  test("a rate limit holds the whole account back, not only the message that met it", async () => {
    const buyer = await open();
    buyer.meets({ kind: "retry", afterMs: 30_000, reason: "rate-limit" });
    const other = createBuyer(rig, { locale: "en" });
    await buyer.says("hello");
    await rig.turn();
    const sender = createSender(rig.ports, { maxInFlight: 32, random: () => 0, onSettled: () => {} });
    expect(await sender.takeDue(rig.program.shop.shopId)).toBe(1);
    await sender.idle();
    await other.says("hello");
    await rig.turn();
    await sender.takeDue(rig.program.shop.shopId);
    await sender.idle();
    expect(other.heard()).toEqual([]);
    expect(rig.channel.sends).toHaveLength(1);
  });
});
