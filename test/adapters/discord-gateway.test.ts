/** The Discord gateway loses nothing: kills, lost sessions, dead connections. */
import { afterEach, describe, expect, test } from "vitest";
import { createRecordingHost } from "../support/recording-host.ts";
import {
  WAIT,
  cleanUp,
  fastClock,
  live,
  mortal,
  numbered,
  run,
  savedSequence,
  startFake,
  textOf,
  texts,
} from "./discord-life.ts";
import { createAdapter } from "./discord-rig.ts";

afterEach(cleanUp);

describe("after a kill", () => {
  test("RESUME brings exactly what was not stored, in order", async () => {
    const fake = await startFake();
    const ana = fake.buyer("ana");
    const base = createRecordingHost();
    const first = mortal(base);
    const firstLife = await live(fake, first);
    for (const text of numbered(1, 5)) ana.says(text);
    await expect.poll(() => texts(base), WAIT).toEqual(numbered(1, 5));
    // READY is the first event of the session.
    await expect.poll(() => savedSequence(base), WAIT).toBe(6);
    base.beforeStore = () => Promise.reject(new Error("the database is away"));
    for (const text of numbered(6, 8)) ana.says(text);
    await expect.poll(() => first.lines.some((line) => line.event === "discord-message-not-stored"), WAIT).toBe(true);
    first.kill();
    await firstLife.end();
    for (const text of numbered(9, 12)) ana.says(text);

    const offered: string[] = [];
    base.beforeStore = async (message) => void offered.push(textOf(message));
    await live(fake, base);
    await expect.poll(() => texts(base), WAIT).toEqual(numbered(1, 12));
    expect(offered).toEqual(numbered(6, 12));
    expect(fake.journal.gateway("resume").map((entry) => entry.number)).toEqual([6]);
    expect(fake.gateway.identifyCount()).toBe(1);
  });

  test("of two threads, the one that was stored does not move the place past the one that was not", async () => {
    const fake = await startFake();
    const base = createRecordingHost();
    const first = mortal(base);
    const life = await live(fake, first);
    base.beforeStore = (message) =>
      textOf(message) === "slow" ? Promise.reject(new Error("the database is away")) : Promise.resolve();
    fake.buyer("ana").says("slow");
    fake.buyer("ben").says("quick");
    await expect.poll(() => texts(base), WAIT).toEqual(["quick"]);
    await life.end();
    expect(savedSequence(base)).toBe(1);
    base.beforeStore = () => Promise.resolve();
    await live(fake, base);
    await expect.poll(() => texts(base), WAIT).toEqual(["quick", "slow"]);
    expect(fake.gateway.identifyCount()).toBe(1);
  });

  test("a graceful end keeps the session, so that the next start resumes it", async () => {
    const fake = await startFake();
    const host = createRecordingHost();
    const life = await live(fake, host);
    fake.buyer("ana").says("hello");
    await expect.poll(() => texts(host), WAIT).toEqual(["hello"]);
    await life.end();
    expect(savedSequence(host)).toBe(2);
    expect(fake.journal.gateway("closed").map((entry) => entry.number)).toEqual([4200]);
    await live(fake, host);
    expect(fake.gateway.identifyCount()).toBe(1);
  });
});

describe("when Discord has forgotten the session", () => {
  test("the history of the threads we know brings what was missed, before what comes next", async () => {
    const fake = await startFake();
    const [ana, ben] = [fake.buyer("ana"), fake.buyer("ben")];
    const host = createRecordingHost();
    const life = await live(fake, host);
    ana.says("message 1");
    ben.says("from ben");
    await expect.poll(() => texts(host).length, WAIT).toBe(2);
    await life.end();
    fake.gateway.invalidateAll(false);
    // More than one page of the history.
    for (const text of numbered(2, 230)) ana.says(text);
    await live(fake, host);
    ana.says("message 231");
    const ofAna = () => host.received.filter((one) => one.senderKey === ana.user.id).map(textOf);
    await expect.poll(() => ofAna().length, WAIT).toBe(231);
    expect(ofAna()).toEqual(numbered(1, 231));
    expect(fake.gateway.identifyCount()).toBe(2);
    expect(texts(host).filter((text) => text === "from ben")).toHaveLength(1);
  });

  test("a session that is lost while connected is replaced, and the history fills the gap", async () => {
    const fake = await startFake();
    const ana = fake.buyer("ana");
    const host = createRecordingHost();
    await live(fake, host);
    ana.says("one");
    await expect.poll(() => texts(host), WAIT).toEqual(["one"]);
    fake.gateway.invalidateAll(false);
    ana.says("two");
    await expect.poll(() => fake.gateway.identifyCount(), WAIT).toBe(2);
    ana.says("three");
    await expect.poll(() => texts(host), WAIT).toEqual(["one", "two", "three"]);
  });

  test("a history that could not be read before the next kill is read after it", async () => {
    const fake = await startFake();
    const ana = fake.buyer("ana");
    const base = createRecordingHost();
    const life = await live(fake, base);
    ana.says("one");
    await expect.poll(() => texts(base), WAIT).toEqual(["one"]);
    await life.end();
    fake.gateway.invalidateAll(false);
    ana.says("two");
    fake.faults.next({ kind: "server-error", method: "GET", pathPart: "/messages", times: 1_000 });
    const knownBefore = base.savedState.get("known-threads");
    const second = mortal(base);
    const secondLife = await live(fake, second);
    await expect.poll(() => second.lines.some((line) => line.event === "discord-history-not-read"), WAIT).toBe(true);
    await expect.poll(() => savedSequence(base), WAIT).toBe(1);
    second.kill();
    await secondLife.end();
    // The record of the threads is saved less often: it may be one from before the gap.
    base.savedState.set("known-threads", knownBefore);
    fake.faults.clear();
    await live(fake, base);
    await expect.poll(() => texts(base), WAIT).toEqual(["one", "two"]);
    expect(fake.gateway.identifyCount()).toBe(2);
  });

  test("a thread that is gone is forgotten, and the others are still read", async () => {
    const fake = await startFake();
    const [ana, ben] = [fake.buyer("ana"), fake.buyer("ben")];
    const host = createRecordingHost();
    const life = await live(fake, host);
    ana.says("one");
    ben.says("uno");
    await expect.poll(() => texts(host).length, WAIT).toBe(2);
    await life.end();
    fake.gateway.invalidateAll(false);
    fake.world.channels.delete(ana.channelId);
    ben.says("dos");
    await live(fake, host);
    await expect.poll(() => texts(host).slice(2), WAIT).toEqual(["dos"]);
    await expect.poll(() => JSON.stringify(host.savedState.get("known-threads")), WAIT).not.toContain(ana.channelId);
  });
});

describe("when the connection fails", () => {
  test("a dropped socket is resumed without a new IDENTIFY", async () => {
    const fake = await startFake();
    const host = createRecordingHost();
    await live(fake, host);
    fake.gateway.dropAll();
    fake.buyer("ana").says("during the gap");
    await expect.poll(() => texts(host), WAIT).toEqual(["during the gap"]);
    expect(fake.gateway.identifyCount()).toBe(1);
  });

  test("Discord's wish to reconnect is followed, and nothing is lost", async () => {
    const fake = await startFake();
    const host = createRecordingHost();
    await live(fake, host);
    fake.gateway.askToReconnect();
    await expect.poll(() => fake.journal.gateway("resume").length, WAIT).toBe(1);
    fake.buyer("ana").says("still there?");
    await expect.poll(() => texts(host), WAIT).toEqual(["still there?"]);
    expect(fake.gateway.identifyCount()).toBe(1);
  });

  test("a gateway that refuses connections for a while does not cost the session", async () => {
    const fake = await startFake();
    const host = createRecordingHost();
    await live(fake, host);
    await fake.refuseConnections();
    fake.gateway.dropAll();
    const unreachable = () => host.lines.filter((line) => line.event === "discord-gateway-unreachable").length;
    await expect.poll(unreachable, WAIT).toBeGreaterThan(1);
    fake.buyer("ana").says("anybody?");
    await fake.acceptConnections();
    await expect.poll(() => texts(host), WAIT).toEqual(["anybody?"]);
    expect(fake.gateway.identifyCount()).toBe(1);
  });

  test("a connection whose heartbeats go unanswered is given up and resumed", async () => {
    const fake = await startFake({ heartbeatMs: 150 });
    const host = createRecordingHost();
    await live(fake, host);
    fake.faults.gateway.ignoresHeartbeats = true;
    await expect.poll(() => fake.journal.gateway("resume").length, WAIT).toBeGreaterThan(0);
    fake.faults.gateway.ignoresHeartbeats = false;
    fake.buyer("ana").says("awake");
    await expect.poll(() => texts(host), WAIT).toEqual(["awake"]);
    expect(fake.gateway.identifyCount()).toBe(1);
  });

  test("a connection that is dead without a word is cut within seconds and resumed", async () => {
    const fake = await startFake({ heartbeatMs: 150 });
    const host = createRecordingHost();
    await live(fake, host);
    fake.gateway.freezeAll();
    fake.buyer("ana").says("into the void");
    await expect.poll(() => texts(host), WAIT).toEqual(["into the void"]);
    expect(fake.gateway.identifyCount()).toBe(1);
  });

  test("heartbeats name the last stored event, not the last one that came", async () => {
    const fake = await startFake({ heartbeatMs: 60 });
    const host = createRecordingHost();
    await live(fake, host);
    host.beforeStore = () => Promise.reject(new Error("the database is away"));
    fake.buyer("ana").says("not stored");
    await expect.poll(() => host.lines.length > 0 && fake.journal.gateway("heartbeat").length, WAIT).toBeGreaterThan(3);
    // The first may have come before any event, and names none.
    const named = fake.journal.gateway("heartbeat").flatMap((entry) => entry.number ?? []);
    expect(new Set(named)).toEqual(new Set([1]));
    host.beforeStore = () => Promise.resolve();
    await expect.poll(() => fake.journal.gateway("heartbeat").at(-1)?.number, WAIT).toBe(2);
  });

  test("a RESUME that is never answered ends in a new session", async () => {
    const fake = await startFake();
    const host = { ...createRecordingHost(), clock: fastClock(300) };
    await live(fake, host);
    fake.faults.gateway.ignoresResume = true;
    fake.gateway.dropAll();
    await expect.poll(() => fake.gateway.identifyCount(), WAIT).toBe(2);
    fake.buyer("ana").says("hello again");
    await expect.poll(() => texts(host), WAIT).toEqual(["hello again"]);
  });

  test("an end while the gateway says nothing takes less than two seconds", async () => {
    const fake = await startFake();
    fake.faults.gateway.staysSilent = true;
    const host = createRecordingHost();
    const life = run(await createAdapter(fake, host));
    await expect.poll(() => fake.journal.gateway("connected").length, WAIT).toBe(1);
    const beganAt = Date.now();
    await life.end();
    expect(Date.now() - beganAt).toBeLessThan(2_000);
    await expect.poll(() => fake.gateway.server.clients.size, WAIT).toBe(0);
  });

  test("an end while the socket still connects leaves nothing open", async () => {
    const fake = await startFake();
    fake.faults.gateway.holdsHandshakes = true;
    const life = run(await createAdapter(fake, createRecordingHost()));
    // One connection for the question where to connect, one for the gateway.
    await expect.poll(() => fake.openSockets(), WAIT).toBe(2);
    const beganAt = Date.now();
    await life.end();
    expect(Date.now() - beganAt).toBeLessThan(2_000);
    await expect.poll(() => fake.openSockets(), WAIT).toBeLessThan(2);
  });

  test("an end while Discord's REST hangs takes less than two seconds", async () => {
    const fake = await startFake();
    fake.faults.next({ kind: "hang", pathPart: "/gateway/bot" });
    const life = run(await createAdapter(fake, createRecordingHost()));
    await expect.poll(() => fake.journal.rest("GET", "/gateway/bot").length, WAIT).toBe(1);
    const beganAt = Date.now();
    await life.end();
    expect(Date.now() - beganAt).toBeLessThan(2_000);
  });

  test.each(["rate-limit", "server-error", "html-error", "unauthorized", "cut-after-accept"] as const)(
    "one %s at the question where to connect does not end the channel",
    async (kind) => {
      const fake = await startFake();
      fake.faults.next({ kind, pathPart: "/gateway/bot" });
      const host = createRecordingHost();
      await live(fake, host);
      fake.buyer("ana").says("hello");
      await expect.poll(() => texts(host), WAIT).toEqual(["hello"]);
    },
  );
});
