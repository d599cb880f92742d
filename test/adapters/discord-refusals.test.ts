/** The Discord gateway with a rejected token, a slow database, server channels and presses. */
import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "../../src/contracts/errors.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import {
  SESSION_KEY,
  WAIT,
  cleanUp,
  fastClock,
  live,
  numbered,
  run,
  startFake,
  textOf,
  texts,
} from "./discord-life.ts";
import { outbound } from "./discord-outbound.ts";
import { createAdapter } from "./discord-rig.ts";

afterEach(cleanUp);

describe("when Discord rejects the bot", () => {
  test("a wrong token ends the channel with a hint and without the token in the log", async () => {
    const fake = await startFake();
    const host = createRecordingHost();
    const token = `${fake.token.split(".")[0]}.Gwrong.a-token-that-was-reset`;
    const life = run(await createAdapter(fake, host, { DISCORD_BOT_TOKEN: token }));
    await expect(life.ended).rejects.toMatchObject({
      code: "ADAPTER_AUTH",
      hint: expect.stringMatching(/DISCORD_BOT_TOKEN/),
    });
    expect(JSON.stringify(host.lines)).not.toContain("a-token-that-was-reset");
    expect(fake.gateway.identifyCount()).toBe(0);
  });

  test("a token that is reset while connected ends the channel", async () => {
    const fake = await startFake();
    const life = await live(fake, createRecordingHost());
    fake.gateway.closeAll(4004);
    const fault: unknown = await life.ended.catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(AppError);
    expect(fault).toMatchObject({ code: "ADAPTER_AUTH", detail: { closeCode: 4004 } });
  });

  test("an intent that is switched off is named in the hint", async () => {
    const fake = await startFake({ allowedPrivileged: 0 });
    const environment = { DISCORD_CHANNELS: fake.serverChannel("help") };
    const life = run(await createAdapter(fake, createRecordingHost(), environment));
    await expect(life.ended).rejects.toMatchObject({
      code: "ADAPTER_AUTH",
      hint: expect.stringMatching(/Message Content Intent/),
    });
  });

  test("without server channels no privileged intent is asked for", async () => {
    const fake = await startFake({ allowedPrivileged: 0 });
    const host = createRecordingHost();
    await live(fake, host);
    fake.buyer("ana").says("direct messages show their text all the same");
    await expect.poll(() => texts(host).length, WAIT).toBe(1);
  });
});

describe("when the database is slow", () => {
  test("more events than we hold are left with Discord and come in order afterwards", async () => {
    const fake = await startFake();
    const ana = fake.buyer("ana");
    const host = createRecordingHost();
    await live(fake, host);
    const gate = Promise.withResolvers<void>();
    host.beforeStore = () => gate.promise;
    for (const text of numbered(1, 1_500)) ana.says(text);
    await expect.poll(() => fake.gateway.connectedCount(), WAIT).toBe(0);
    gate.resolve();
    await expect.poll(() => host.received.length, { timeout: 15_000, interval: 20 }).toBe(1_500);
    expect(texts(host)).toEqual(numbered(1, 1_500));
    expect(fake.gateway.identifyCount()).toBe(1);
  });

  test("a thread that waits does not hold up another", async () => {
    const fake = await startFake();
    const host = createRecordingHost();
    await live(fake, host);
    const gate = Promise.withResolvers<void>();
    host.beforeStore = (message) => (textOf(message) === "first" ? gate.promise : Promise.resolve());
    fake.buyer("ana").says("first");
    fake.buyer("ana").says("second");
    fake.buyer("ben").says("other");
    await expect.poll(() => texts(host), WAIT).toEqual(["other"]);
    gate.resolve();
    await expect.poll(() => texts(host), WAIT).toEqual(["other", "first", "second"]);
  });

  test("a message that alone cannot be stored is counted and does not block its thread for ever", async () => {
    const fake = await startFake();
    const base = createRecordingHost();
    const host = { ...base, clock: fastClock(200) };
    base.beforeStore = (message) =>
      textOf(message) === "poison" ? Promise.reject(new Error("no such encoding")) : Promise.resolve();
    await live(fake, host);
    fake.buyer("ana").says("poison");
    fake.buyer("ana").says("after it");
    const ben = fake.buyer("ben");
    await expect
      .poll(
        () => {
          ben.says("fine");
          return texts(base).includes("after it");
        },
        { timeout: 10_000, interval: 50 },
      )
      .toBe(true);
    expect(base.refusals).toContain("not-storable");
  });
});

describe("in a server channel", () => {
  const inServer = async () => {
    const fake = await startFake();
    const channelId = fake.serverChannel("help");
    const host = createRecordingHost();
    const life = await live(fake, host, { DISCORD_CHANNELS: channelId });
    return { fake, channelId, host, life, ana: fake.buyer("ana"), call: `<@${fake.botId}>` };
  };

  test("a mention opens a thread, and what is said in it arrives without one", async () => {
    const { channelId, host, ana, call } = await inServer();
    ana.says("does anybody know?", { channelId });
    const messageId = ana.says(`${call} where is my parcel?`, { channelId });
    await expect.poll(() => texts(host), WAIT).toEqual(["where is my parcel?"]);
    expect(host.received[0]?.threadKey).toBe(messageId);
    ana.says("the order is 7", { channelId: messageId });
    await expect.poll(() => texts(host), WAIT).toEqual(["where is my parcel?", "the order is 7"]);
    expect(host.received[1]?.threadKey).toBe(messageId);
    expect(host.refusals).toEqual([]);
  });

  test("a mention that was missed is found in the history", async () => {
    const { fake, channelId, host, life, ana, call } = await inServer();
    await life.end();
    fake.gateway.invalidateAll(false);
    ana.says(`${call} hello?`, { channelId });
    await live(fake, host, { DISCORD_CHANNELS: channelId });
    await expect.poll(() => texts(host), WAIT).toEqual(["hello?"]);
  });

  test("a thread that may not be opened is counted, and the next buyer is served", async () => {
    const { fake, channelId, host, ana, call } = await inServer();
    // Until the history has been read, both it and the gateway may bring a message.
    await expect.poll(() => host.savedState.get(SESSION_KEY), WAIT).toMatchObject({ hasGaps: false });
    fake.faults.next({ kind: "blocked", pathPart: "/threads" });
    ana.says(`${call} one`, { channelId });
    await expect.poll(() => host.refusals, WAIT).toEqual(["thread-not-opened"]);
    ana.says(`${call} two`, { channelId });
    await expect.poll(() => texts(host), WAIT).toEqual(["two"]);
  });
});

describe("a press", () => {
  test("is acknowledged to Discord, carries the buyer's locale, and counts although the acknowledgement failed", async () => {
    const fake = await startFake();
    const host = createRecordingHost();
    const adapter = await createAdapter(fake, host);
    run(adapter);
    await fake.untilConnected();
    const ana = fake.buyer("ana", "pt-BR");
    const to = { shopId: host.shopId, accountId: host.accountId, threadKey: ana.channelId };
    const message = outbound(to, { text: "Which?", choices: [{ choiceId: "person", label: "A person" }] });
    expect(await adapter.send(message, new AbortController().signal)).toMatchObject({ kind: "delivered" });
    const firstId = ana.presses("A person");
    await expect.poll(() => fake.world.presses.get(firstId)?.answeredWith, WAIT).toBe(6);
    fake.faults.next({ kind: "server-error", pathPart: "/callback" });
    ana.presses("A person");
    await expect.poll(() => host.received.length, WAIT).toBe(2);
    const [first, second] = host.received;
    expect(first).toMatchObject({ externalId: `interaction:${firstId}`, threadKey: ana.channelId, locale: "pt-BR" });
    expect(second?.parts).toEqual([{ kind: "choice", choiceId: "person", label: "A person" }]);
  });
});
