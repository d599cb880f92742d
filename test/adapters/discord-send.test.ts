/** What becomes of a message on Discord: shown once whatever is lost, limits obeyed, refusals told apart. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDiscordClient } from "../../adapters/discord/client.ts";
import { encodeMessage } from "../../adapters/discord/encode.ts";
import { createSendMemory } from "../../adapters/discord/create-once.ts";
import { sendMessage } from "../../adapters/discord/send.ts";
import type { Delivery, OutboundMessage } from "../../src/contracts/message.ts";
import { type DiscordFake, startDiscordFake } from "../fakes/discord/start-discord-fake.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import { outbound } from "./discord-outbound.ts";
import { showToBuyer } from "./discord-rig.ts";

const NEVER = new AbortController().signal;
const CALL_TIMEOUT_MS = 400;
const SEND = { method: "POST", pathPart: "/messages" };

describe("a send to Discord", () => {
  let fake: DiscordFake;
  let clock: ReturnType<typeof createHandClock>;
  let host: ReturnType<typeof createRecordingHost>;
  let send: (message: OutboundMessage, signal?: AbortSignal) => Promise<Delivery>;

  const begin = async (options: Parameters<typeof startDiscordFake>[0] = {}) => {
    fake = await startDiscordFake({ checksSpec: true, ...options });
    clock = createHandClock(Date.now());
    host = { ...createRecordingHost(), clock };
    const { token, apiRoot, botId } = fake;
    const client = createDiscordClient({ token, apiRoot, callTimeoutMs: CALL_TIMEOUT_MS });
    const memory = createSendMemory();
    send = (message, signal = NEVER) => sendMessage({ host, client, botId, memory }, message, signal);
  };
  const to = () => ({ shopId: host.shopId, accountId: host.accountId, threadKey: fake.buyer("ana").channelId });
  const shown = () =>
    fake
      .buyer("ana")
      .reads()
      .map((message) => showToBuyer(message).text);
  const again = async (options: Parameters<typeof begin>[0]) => {
    await fake.stop();
    await begin(options);
  };

  beforeAll(async () => {
    // The first check against Discord's document compiles it, which takes longer than a call may here.
    await begin();
    const { token, apiRoot } = fake;
    const client = createDiscordClient({ token, apiRoot });
    const { channelId } = fake.buyer("ana");
    const [body] = await encodeMessage(outbound(to(), { choices: [{ choiceId: "a", label: "A" }] }));
    if (body) await client.createMessage(channelId, body, NEVER);
    await client.messagesAfter(channelId, "1", NEVER);
    await fake.stop();
  });
  beforeEach(() => begin());
  afterEach(async () => {
    await fake.stop();
    expect(fake.spec?.violations ?? []).toEqual([]);
  });

  test.each(["cut-after-accept", "hang-in-body", "hang"] as const)(
    "that meets %s is tried again and shown once",
    async (kind) => {
      const message = outbound(to());
      fake.faults.next({ kind, ...SEND });
      expect(await send(message)).toMatchObject({ kind: "retry", reason: "no-answer" });
      expect(await send(message)).toMatchObject({ kind: "delivered" });
      expect(shown()).toEqual(["hello"]);
    },
  );

  test("that comes twice at once is shown once, and both have the same id", async () => {
    const message = outbound(to());
    const [one, two] = await Promise.all([send(message), send(message)]);
    expect(one.kind).toBe("delivered");
    expect(two).toEqual(one);
    expect(shown()).toEqual(["hello"]);
  });

  test("that may have arrived before Discord forgot the nonce is looked for in the history", async () => {
    await again({ nonceWindowMs: 0 });
    const [message, other] = [outbound(to()), outbound(to(), { text: "something else" })];
    fake.faults.next({ kind: "cut-after-accept", ...SEND });
    expect(await send(message)).toMatchObject({ kind: "retry" });
    await send(other);
    await clock.advance(300_000);
    const [first] = fake.buyer("ana").reads();
    expect(await send(message)).toEqual({ kind: "delivered", externalId: first?.id });
    expect(shown()).toEqual(["hello", "something else"]);
  });

  test("that did not arrive is sent although another one with the same words did", async () => {
    await again({ nonceWindowMs: 0 });
    const [lost, arrived] = [outbound(to()), outbound(to())];
    fake.faults.next({ kind: "hang", ...SEND });
    expect(await send(lost)).toMatchObject({ kind: "retry" });
    expect(await send(arrived)).toMatchObject({ kind: "delivered" });
    await clock.advance(300_000);
    expect(await send(lost)).toMatchObject({ kind: "delivered" });
    expect(shown()).toEqual(["hello", "hello"]);
  });

  test("that waits while the history cannot be read is a retry, not a second message", async () => {
    await again({ nonceWindowMs: 0 });
    const message = outbound(to());
    fake.faults.next(
      { kind: "cut-after-accept", ...SEND },
      { kind: "server-error", method: "GET", pathPart: "/messages" },
    );
    expect(await send(message)).toMatchObject({ kind: "retry" });
    await clock.advance(300_000);
    expect(await send(message)).toMatchObject({ kind: "retry", reason: "server-error" });
    expect(await send(message)).toMatchObject({ kind: "delivered" });
    expect(shown()).toEqual(["hello"]);
  });

  test("beyond five in five seconds waits for the bucket without asking Discord", async () => {
    for (let sent = 0; sent < 5; sent += 1) expect(await send(outbound(to()))).toMatchObject({ kind: "delivered" });
    const delivery = await send(outbound(to()));
    expect(delivery).toMatchObject({ kind: "retry", reason: "channel-limit" });
    if (delivery.kind === "retry") expect(delivery.afterMs).toBeGreaterThan(3_000);
    expect(fake.journal.rest("POST", "/messages")).toHaveLength(5);
    const ben = { ...to(), threadKey: fake.buyer("ben").channelId };
    expect(await send(outbound(ben))).toMatchObject({ kind: "delivered" });
  });

  test("under the global limit waits, and so do the sends to others", async () => {
    fake.faults.next({ kind: "global-rate-limit", retryAfterSeconds: 2, ...SEND });
    expect(await send(outbound(to()))).toMatchObject({ kind: "retry", reason: "rate-limit" });
    const ben = { ...to(), threadKey: fake.buyer("ben").channelId };
    const delivery = await send(outbound(ben));
    expect(delivery).toMatchObject({ kind: "retry", reason: "rate-limit" });
    if (delivery.kind === "retry") expect(delivery.afterMs).toBeGreaterThan(1_000);
    expect(fake.journal.rest("POST", "/messages")).toHaveLength(1);
  });

  test("with a rejected token is a loud retry, and one mistake of Discord's does not stop the next", async () => {
    fake.faults.next({ kind: "unauthorized", ...SEND });
    const message = outbound(to());
    expect(await send(message)).toMatchObject({ kind: "retry", reason: "unauthorized" });
    expect(host.lines).toContainEqual(expect.objectContaining({ level: "error", event: "discord-token-rejected" }));
    expect(await send(message)).toMatchObject({ kind: "delivered" });
  });

  test("to a buyer who blocked us, or into a channel that is gone, is refused", async () => {
    fake.buyer("ana").blocks();
    expect(await send(outbound(to()))).toEqual({ kind: "refused", reason: "blocked", detail: "discord 403/50007" });
    const gone = { ...to(), threadKey: "1100000000000000999" };
    expect(await send(outbound(gone))).toEqual({ kind: "refused", reason: "gone", detail: "discord 404/10003" });
  });

  test("with an HTML page instead of an answer is a retry", async () => {
    fake.faults.next({ kind: "html-error", ...SEND });
    expect(await send(outbound(to()))).toMatchObject({ kind: "retry" });
  });

  test("that is aborted underway is a retry, and the next try shows it once", async () => {
    const message = outbound(to());
    fake.faults.next({ kind: "hang", ...SEND });
    const controller = new AbortController();
    const sending = send(message, controller.signal);
    await expect.poll(() => fake.journal.rest("POST", "/messages").length).toBe(1);
    controller.abort();
    expect(await sending).toMatchObject({ kind: "retry" });
    expect(await send(message)).toMatchObject({ kind: "delivered" });
    expect(shown()).toEqual(["hello"]);
  });

  test("of nothing at all is refused without a call", async () => {
    expect(await send(outbound(to(), { text: " \n " }))).toMatchObject({ kind: "refused", reason: "invalid" });
    expect(fake.journal.rest()).toEqual([]);
  });

  test("that escaping makes too long becomes two messages which read as one, each shown once", async () => {
    const text = "*_~ ".repeat(500).trim();
    const message = outbound(to(), { text, choices: [{ choiceId: "person", label: "A person" }] });
    fake.faults.next({ kind: "server-error", ...SEND });
    expect(await send(message)).toMatchObject({ kind: "retry" });
    expect(await send(message)).toMatchObject({ kind: "delivered" });
    expect(await send(message)).toMatchObject({ kind: "delivered" });
    expect(shown()).toHaveLength(2);
    expect(shown().join(" ")).toBe(text);
    expect(
      fake
        .buyer("ana")
        .reads()
        .map((one) => one.components.length),
    ).toEqual([0, 1]);
  });

  test("with 25 buttons keeps them all, and one too many or one twice does not spoil the message", async () => {
    const choices = Array.from({ length: 26 }, (_, index) => ({ choiceId: `choice-${index}`, label: "x".repeat(90) }));
    const doubled = [...choices.slice(0, 24), { choiceId: "choice-0", label: "again" }];
    expect(await send(outbound(to(), { choices }))).toMatchObject({ kind: "delivered" });
    expect(await send(outbound(to(), { choices: doubled }))).toMatchObject({ kind: "delivered" });
    const labels = fake
      .buyer("ana")
      .reads()
      .map((message) => showToBuyer(message).choiceLabels);
    expect(labels.map((list) => list.length)).toEqual([25, 24]);
    expect(labels[0]?.[0]).toHaveLength(80);
  });

  test("calls nobody, opens no preview, and says so to Discord", async () => {
    await send(outbound(to(), { text: "@everyone <@1> https://example.com" }));
    const [call] = fake.journal.rest("POST", "/messages");
    expect(call?.body).toMatchObject({ allowed_mentions: { parse: [] }, flags: 4, enforce_nonce: true });
    expect(shown()).toEqual(["@everyone <@1> https://example.com"]);
  });

  test("never puts the token into a log line", async () => {
    for (const kind of ["unauthorized", "server-error", "cut-after-accept", "html-error", "rate-limit"] as const) {
      fake.faults.next({ kind, ...SEND });
      await send(outbound(to()));
    }
    expect(JSON.stringify(host.lines)).not.toContain(fake.token);
  });
});
