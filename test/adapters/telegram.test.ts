/** The Telegram adapter against a Bot API that speaks the protocol: the contract in both modes, and what is its own. */
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { telegram } from "../../adapters/telegram/index.ts";
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import type { Fault } from "../fakes/telegram/fault-script.ts";
import { channelAdapterContract } from "../contract/channel-adapter.contract.ts";
import { BUYER_ID, startTelegramRig, type TelegramRig, WEBHOOK_SECRET } from "./telegram-rig.ts";

const until = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000, interval: 15 });

const skip = [
  {
    test: "a second send of the same message shows once where the platform takes a send key",
    reason: "Telegram takes no send key",
  },
];

channelAdapterContract("telegram by long polling", { start: () => startTelegramRig("poll"), skip });
channelAdapterContract("telegram with a webhook", { start: () => startTelegramRig("webhook"), skip });

describe("the poll loop of telegram", () => {
  let rig: TelegramRig;
  let controller: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    rig = await startTelegramRig();
    controller = new AbortController();
  });

  afterEach(async () => {
    controller.abort();
    await running.catch(() => {});
    await rig.stop();
  });

  const run = () => {
    running = rig.adapter.run(controller.signal);
    running.catch(() => {});
  };
  const polls = () => rig.fake.journal.filter((entry) => entry.method === "getUpdates");
  const received = () =>
    rig.host.received.map(({ parts: [part] }) => (part.kind === "text" ? part.text : `<${part.kind}>`));
  const warned = () => rig.host.lines.filter((line) => line.level !== "info").map((line) => line.event);

  test("outlives a second poller: both wait their turn, and nothing is lost", async () => {
    run();
    await until(polls).toEqual([]);
    await rig.buyerSays("one");
    await until(received).toEqual(["one"]);
    const rival = await fetch(`${rig.fake.apiRoot}/bot${rig.fake.token}/getUpdates?timeout=1`);
    await rival.text();
    await until(warned).toContain("telegram-poll-conflict");
    await rig.buyerSays("two");
    await until(received).toEqual(["one", "two"]);
  });

  test("takes a webhook away that somebody set, at the start and while it runs", async () => {
    const setWebhook = () =>
      fetch(`${rig.fake.apiRoot}/bot${rig.fake.token}/setWebhook?url=https://shop.example/elsewhere`);
    await (await setWebhook()).text();
    await rig.buyerSays("one");
    run();
    await until(received).toEqual(["one"]);
    await (await setWebhook()).text();
    await rig.buyerSays("two");
    await until(received).toEqual(["one", "two"]);
  });

  test("gives up on a rejected token, and names neither it nor an address", async () => {
    const values = { token: "123456789:this-token-is-not-the-right-one", apiRoot: rig.fake.apiRoot };
    const adapter = await telegram.create(values, rig.host);
    running = adapter.run(controller.signal);
    const error: unknown = await running.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ADAPTER_AUTH", hint: expect.stringContaining("TELEGRAM_BOT_TOKEN") });
    expect(inspect([error, rig.host.lines], { depth: 12, showHidden: true })).not.toMatch(/this-token|127\.0\.0\.1/);
  });

  test("gives up when the token is revoked while it runs", async () => {
    run();
    rig.fake.faults.add({ method: "getUpdates", code: 401, times: 100 });
    await rig.buyerSays("wake up");
    await expect(running).rejects.toMatchObject({ code: "ADAPTER_AUTH" });
  });

  test("waits out a rate limit for as long as Telegram says", async () => {
    rig.fake.faults.add({ method: "getUpdates", code: 429, retryAfter: 1 });
    await rig.buyerSays("patience");
    run();
    await until(received).toEqual(["patience"]);
    const [limited, next] = polls();
    expect((next?.at ?? 0) - (limited?.at ?? 0)).toBeGreaterThanOrEqual(950);
    expect(rig.host.lines).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ waitMs: 1_000 }) }),
    );
  });

  const outages: [string, Fault][] = [
    ["a proxy's HTML page", { method: "getUpdates", html: true, code: 502 }],
    ["an HTML page with status 200", { method: "getUpdates", html: true, code: 200 }],
    [
      "a proxy's 404 page, which is not Telegram's verdict on the token",
      { method: "getUpdates", html: true, code: 404 },
    ],
    ["a server error", { method: "getUpdates", code: 500 }],
    ["a cut connection", { method: "getUpdates", cut: true }],
    ["a cut after the updates were handed out", { method: "getUpdates", cutAfterAccept: true }],
    ["half an answer", { method: "getUpdates", body: '{"ok":true,"result":[{"upd' }],
    ["a result that is no list", { method: "getUpdates", body: '{"ok":true,"result":{"update_id":"x"}}' }],
    ["an answer that is no object", { method: "getUpdates", body: "null" }],
    ["updates without numbers", { method: "getUpdates", body: '{"ok":true,"result":[{},null,7]}' }],
    ["a refusal without a number", { method: "getUpdates", body: '{"ok":false}', code: 400 }],
    ["a failing deleteWebhook", { method: "deleteWebhook", code: 500 }],
  ];

  test.each(outages)("comes back after %s", async (_name, fault) => {
    rig.fake.faults.add({ ...fault, times: 2 });
    await rig.buyerSays("patience");
    run();
    await until(received).toEqual(["patience"]);
    await until(() => rig.fake.unconfirmed()).toBe(0);
  });

  test("comes back after Telegram could not be reached at all", async () => {
    run();
    await rig.buyerSays("one");
    await until(received).toEqual(["one"]);
    await rig.fake.goDark();
    await until(warned).toContain("telegram-call-failed");
    await rig.fake.comeBack();
    await rig.buyerSays("two");
    await until(received).toEqual(["one", "two"]);
  });

  test("confirms nothing while one update of a batch is not stored", async () => {
    const gate = Promise.withResolvers<void>();
    rig.host.beforeStore = ({ parts: [part] }) =>
      part.kind === "text" && part.text === "two" ? gate.promise : Promise.resolve();
    for (const text of ["one", "two", "three"]) await rig.buyerSays(text);
    run();
    await until(received).toEqual(["one"]);
    expect(rig.fake.unconfirmed()).toBe(3);
    expect(polls()).toHaveLength(1);
    gate.resolve();
    await until(received).toEqual(["one", "two", "three"]);
    await until(() => rig.fake.unconfirmed()).toBe(0);
  });

  test("asks for the kinds it decodes, and for the next ones only after the last", async () => {
    run();
    await rig.buyerSays("one");
    await until(() => rig.fake.unconfirmed()).toBe(0);
    await rig.buyerSays("two");
    await until(polls).toHaveLength(2);
    const [first, second] = polls().map((entry) => entry.parameters);
    const allowed_updates = ["message", "edited_message", "callback_query", "my_chat_member"];
    expect(first).toEqual({ timeout: 25, limit: 100, allowed_updates });
    expect(second).toEqual({ ...first, offset: 700_000_002 });
  });

  test("does not spin over updates that cannot be acknowledged", async () => {
    rig.fake.faults.add({ method: "getUpdates", body: '{"ok":true,"result":[{}]}', times: 1_000_000 });
    run();
    await until(() => polls().length).toBeGreaterThan(2);
    const [first, second, third] = polls();
    expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(600);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(200);
  });

  test("ends at once when it is aborted while Telegram hangs", async () => {
    rig.fake.faults.add({ method: "getUpdates", hang: true });
    run();
    await until(() => polls().length).toBe(1);
    const abortedAt = Date.now();
    controller.abort();
    await running;
    expect(Date.now() - abortedAt).toBeLessThan(500);
  });

  test("polls under one lock per bot, and takes it again after losing it", async () => {
    const names: string[] = [];
    const host: ChannelHost = {
      ...rig.host,
      exclusive(name, signal, work) {
        names.push(name);
        // The first lock is lost at once, the second cannot be had, the third holds.
        if (names.length === 2) return Promise.reject(new Error("the database is away"));
        return work(names.length === 1 ? AbortSignal.abort() : signal);
      },
    };
    const adapter = await telegram.create({ token: rig.fake.token, apiRoot: rig.fake.apiRoot }, host);
    running = adapter.run(controller.signal);
    await rig.buyerSays("hello");
    await until(received).toEqual(["hello"]);
    expect(names).toEqual(Array.from({ length: 3 }, () => `telegram-poll:${rig.fake.token.split(":")[0]}`));
  });

  test("stops the wheel on a pressed button, and goes on when that fails", async () => {
    run();
    await rig.buyerSays("hi");
    await until(received).toEqual(["hi"]);
    const keyboard = { inline_keyboard: [[{ text: "Yes", callback_data: "yes" }]] };
    const parameters = new URLSearchParams({
      chat_id: `${BUYER_ID}`,
      text: "?",
      reply_markup: JSON.stringify(keyboard),
    });
    await (await fetch(`${rig.fake.apiRoot}/bot${rig.fake.token}/sendMessage?${parameters.toString()}`)).text();
    const answered = () => rig.fake.journal.filter((entry) => entry.method === "answerCallbackQuery");
    await rig.buyerPresses({ choiceId: "yes", label: "Yes" });
    await until(() => answered().map((entry) => entry.status)).toEqual([200]);
    rig.fake.faults.add({ method: "answerCallbackQuery", code: 500 });
    await rig.buyerPresses({ choiceId: "yes", label: "Yes" });
    await until(() => answered().map((entry) => entry.status)).toEqual([200, 500]);
    await rig.buyerSays("bye");
    await until(received).toEqual(["hi", "<choice>", "<choice>", "bye"]);
  });

  test("counts blocks, stickers and edits, and says nothing of the words", async () => {
    run();
    const buyer = rig.fake.buyer(BUYER_ID);
    await rig.buyerSays("secret words");
    await until(received).toEqual(["secret words"]);
    buyer.edits("other secret words");
    buyer.sends({ sticker: { file_id: "CAAC", file_unique_id: "t" } });
    buyer.blocks();
    buyer.unblocks();
    await expect
      .poll(() => rig.host.refusals)
      .toEqual(["edited-message", "sticker", "buyer-blocked", "buyer-unblocked"]);
    expect(JSON.stringify(rig.host.lines)).not.toContain("secret words");
  });
});

describe("the webhook of telegram", () => {
  let rig: TelegramRig;
  let controller: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    rig = await startTelegramRig("webhook");
    controller = new AbortController();
    running = rig.adapter.run(controller.signal);
  });

  afterEach(async () => {
    controller.abort();
    await running;
    await rig.stop();
  });

  const post = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) => {
    const response = await fetch(rig.webhookUrl ?? "", { method: "POST", body, headers });
    return { status: response.status, text: await response.text() };
  };
  const RIGHT = { "x-telegram-bot-api-secret-token": WEBHOOK_SECRET };
  const UPDATE = JSON.stringify({
    update_id: 5,
    message: { message_id: 1, date: 1, text: "hi", chat: { id: 7, type: "private" }, from: { id: 7, is_bot: false } },
  });

  test.each([
    ["no secret", {}],
    ["an empty secret", { "x-telegram-bot-api-secret-token": "" }],
    ["another secret of the same length", { "x-telegram-bot-api-secret-token": WEBHOOK_SECRET.replace("0", "1") }],
    ["the beginning of the secret", { "x-telegram-bot-api-secret-token": WEBHOOK_SECRET.slice(0, -1) }],
  ])("refuses a request with %s", async (_name, headers) => {
    expect(await post(UPDATE, headers)).toEqual({ status: 401, text: '{"error":{"code":"SIGNATURE_INVALID"}}' });
    expect(rig.host.received).toEqual([]);
  });

  test("stores the message before it answers", async () => {
    expect((await post(UPDATE, RIGHT)).status).toBe(200);
    expect(rig.host.received.map((message) => message.externalId)).toEqual(["update:5"]);
  });

  test("answers an error while the message cannot be stored, so that Telegram comes again", async () => {
    rig.host.beforeStore = () => Promise.reject(new Error("the database is away"));
    expect((await post(UPDATE, RIGHT)).status).toBe(500);
  });

  test("refuses what is not JSON with 400, and takes JSON that is no update as counted", async () => {
    expect(await post("{", RIGHT)).toEqual({ status: 400, text: '{"error":{"code":"REQUEST_INVALID"}}' });
    expect((await post(new Uint8Array([0x22, 0xff, 0x22]), RIGHT)).status).toBe(400);
    expect((await post("[1]", RIGHT)).status).toBe(200);
    expect((await post("null", RIGHT)).status).toBe(200);
    expect(rig.host.refusals).toEqual(["malformed-update", "malformed-update"]);
  });

  test("says that its route takes a megabyte and has no token in its path", () => {
    expect(rig.adapter.routes).toMatchObject([{ method: "POST", path: "/webhook", maxBytes: 1_000_000 }]);
  });

  test("stops the wheel on a pressed button in the answer itself", async () => {
    const press = {
      update_id: 6,
      callback_query: {
        id: "99",
        data: "yes",
        from: { id: 7, is_bot: false },
        message: { chat: { id: 7, type: "private" } },
      },
    };
    const { text } = await post(JSON.stringify(press), RIGHT);
    expect(JSON.parse(text)).toEqual({ method: "answerCallbackQuery", callback_query_id: "99" });
  });

  test("registers itself with its secret, and keeps trying until Telegram takes it", async () => {
    await expect
      .poll(() => rig.fake.journal.map(({ method, status }) => [method, status]))
      .toEqual([["setWebhook", 200]]);
    expect(rig.fake.journal[0]?.parameters).toEqual({
      url: rig.webhookUrl,
      secret_token: WEBHOOK_SECRET,
      allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member"],
    });
    controller.abort();
    await running;
    rig.fake.faults.add({ method: "setWebhook", code: 502, html: true, times: 2 });
    controller = new AbortController();
    running = rig.adapter.run(controller.signal);
    await expect.poll(() => rig.fake.journal.map((entry) => entry.status)).toEqual([200, 502, 502, 200]);
  });
});
