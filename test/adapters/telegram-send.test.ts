/** What Telegram is asked to show, and what its answers mean. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createTelegramClient } from "../../adapters/telegram/client.ts";
import { encodeMessage, encodeTarget } from "../../adapters/telegram/encode.ts";
import { telegram } from "../../adapters/telegram/index.ts";
import type { ConversationId, OutboundId } from "../../src/contracts/ids.ts";
import type { OutboundMessage, Source } from "../../src/contracts/message.ts";
import { checkMessage } from "../fakes/telegram/check-message.ts";
import type { Fault } from "../fakes/telegram/fault-script.ts";
import { BUYER_ID, startTelegramRig, type TelegramRig } from "./telegram-rig.ts";

const until = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000, interval: 15 });

const NEVER = new AbortController().signal;
let rig: TelegramRig;

beforeAll(async () => {
  rig = await startTelegramRig();
  rig.fake.buyer(BUYER_ID).says("hello");
});
beforeEach(() => rig.fake.faults.clear());
afterAll(() => rig.stop());

function outbound(fields: Partial<OutboundMessage> & { threadKey?: string }): OutboundMessage {
  const { threadKey = String(BUYER_ID), ...rest } = fields;
  return {
    outboundId: "00000000000000000000000000000001" as OutboundId,
    to: { shopId: rig.host.shopId, accountId: rig.host.accountId, threadKey },
    conversationId: "00000000-0000-4000-8000-000000000003" as ConversationId,
    speaker: "assistant",
    speakerName: null,
    text: "hello",
    language: "en",
    choices: [],
    sources: [],
    isMaybeDuplicate: false,
    ...rest,
  };
}

const source = (number: number, title: string, url: string | null = null): Source => ({
  number,
  articleKey: `article-${number}`,
  title,
  quote: "q",
  url,
});
const lastCall = () => rig.fake.journal.findLast((entry) => entry.method === "sendMessage")?.parameters ?? {};

describe("a message to Telegram", () => {
  test.each([
    "*bold* _italic_ `code` ||spoiler|| ~gone~",
    "<b>bold</b> <a href='https://evil.example'>x</a> &lt; &amp;",
    "[click](https://evil.example) [inline](tg://user?id=1)",
    "```\nunclosed",
    "a_b*c[d",
    "\\* \\_ \\\\",
  ])("shows %j letter by letter, for no parse mode reads it", async (text) => {
    expect(await rig.adapter.send(outbound({ text }), NEVER)).toMatchObject({ kind: "delivered" });
    expect(rig.fake.buyer(BUYER_ID).shown().at(-1)).toMatchObject({ text, entities: [] });
    expect(lastCall()).not.toHaveProperty("parse_mode");
  });

  test("shows no link preview and marks no duplicate", async () => {
    await rig.adapter.send(outbound({ text: "https://shop.example", isMaybeDuplicate: true }), NEVER);
    expect(lastCall()).toEqual({
      chat_id: BUYER_ID,
      text: "https://shop.example",
      link_preview_options: { is_disabled: true },
    });
  });

  test("opens with the agent's name in bold, and never with markup that stands in a name", async () => {
    await rig.adapter.send(outbound({ text: "Hi, I can help.", speaker: "agent", speakerName: "Ana\n*x*" }), NEVER);
    expect(rig.fake.buyer(BUYER_ID).shown().at(-1)).toMatchObject({
      text: "Ana *x*\nHi, I can help.",
      entities: [{ type: "bold", offset: 0, length: 7 }],
    });
  });

  test("lists its sources under the notice in its language, with links only where they are https", async () => {
    const sources = [
      source(1, "Envío 📦", "https://shop.example/envio?a=1"),
      source(2, "Insecure", "http://shop.example"),
      source(3, "Script", "javascript:alert(1)"),
      source(4, "No address", "not an address"),
      source(5, "User", "https://user:pass@evil.example"),
    ];
    await rig.adapter.send(outbound({ text: "  De 7 a 12 días [1].\n", language: "es", sources }), NEVER);
    const text = "De 7 a 12 días [1].\n\nes:sources\n[1] Envío 📦\n[2] Insecure\n[3] Script\n[4] No address\n[5] User";
    expect(rig.fake.buyer(BUYER_ID).shown().at(-1)).toMatchObject({
      text,
      entities: [
        { type: "text_link", offset: text.indexOf("Envío"), length: 8, url: "https://shop.example/envio?a=1" },
      ],
    });
  });

  test("goes to the topic it answers, and so does the typing sign", async () => {
    const message = outbound({ threadKey: `${BUYER_ID}:77` });
    await rig.adapter.showTyping?.(message.to);
    await rig.adapter.send(message, NEVER);
    expect(lastCall()).toMatchObject({ chat_id: BUYER_ID, message_thread_id: 77 });
    expect(rig.fake.buyer(BUYER_ID).actions().at(-1)).toBe("typing:77");
  });

  test("keeps all its words when name and sources do not fit beside them", () => {
    const text = "w".repeat(4_096);
    const message = outbound({ text, speakerName: "Ana", sources: [source(1, "Title")] });
    expect(encodeMessage(message, { chat_id: 1 }, "Sources").text).toBe(text);
  });

  test("is taken by Telegram whatever it holds, with every accent in its place", () => {
    const broken = fc.string({ unit: fc.constantFrom("\ud83d", "\ude00", "a", "\n", "🧵"), maxLength: 300 });
    const any = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), broken);
    const long = fc.tuple(any, fc.nat(60)).map(([text, times]) => text.repeat(times));
    const anyMessage = fc.record({
      text: fc.oneof(any, long),
      speakerName: fc.option(any),
      choices: fc.array(fc.record({ choiceId: fc.stringMatching(/^[a-z0-9:._-]{1,40}$/), label: any }), {
        maxLength: 30,
      }),
      sources: fc.array(fc.tuple(fc.nat(99), any, fc.option(fc.webUrl({ validSchemes: ["https", "http"] }))), {
        maxLength: 12,
      }),
    });
    fc.assert(
      fc.property(anyMessage, any, ({ sources, ...fields }, heading) => {
        const listed = sources.map(([number, title, url]) => source(number, title, url));
        const encoded = encodeMessage(outbound({ ...fields, sources: listed }), { chat_id: 1 }, heading);
        expect(encoded.text.length).toBeLessThanOrEqual(4_096);
        expect(encoded.text.isWellFormed()).toBe(true);
        for (const { offset, length } of encoded.entities ?? []) {
          expect(encoded.text.slice(offset, offset + length).trim()).toHaveLength(length);
        }
        // A text of nothing but controls is empty to Telegram, and refused as such.
        if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(fields.text)) checkMessage({ ...encoded });
      }),
      { numRuns: 200 },
    );
  });

  test.each(["", "abc", "12:", "0", ":7", "1;2", "99999999999999999", "1:2:3"])("has no target in %j", (threadKey) => {
    expect(encodeTarget(threadKey)).toBeNull();
  });

  test("for a thread of another platform is refused without a call", async () => {
    const before = rig.fake.journal.length;
    expect(await rig.adapter.send(outbound({ threadKey: "abc" }), NEVER)).toMatchObject({
      kind: "refused",
      reason: "invalid",
    });
    expect(rig.fake.journal.length).toBe(before);
  });
});

describe("Telegram's answer", () => {
  const send = { method: "sendMessage" };
  const answers: [string, Fault, object][] = [
    ["429", { ...send, code: 429, retryAfter: 7 }, { kind: "retry", afterMs: 7_000, reason: "rate-limit" }],
    ["403 blocked", { ...send, code: 403 }, { kind: "refused", reason: "blocked" }],
    [
      "403 deactivated",
      { ...send, code: 403, description: "Forbidden: user is deactivated" },
      { kind: "refused", reason: "gone" },
    ],
    ["400 chat not found", { ...send, code: 400 }, { kind: "refused", reason: "gone" }],
    [
      "400 of a topic that is gone",
      { ...send, code: 400, description: "Bad Request: message thread not found" },
      { kind: "refused", reason: "gone" },
    ],
    [
      "400 of another kind",
      { ...send, code: 400, description: "Bad Request: message is too long" },
      { kind: "refused", reason: "invalid" },
    ],
    ["401", { ...send, code: 401 }, { kind: "retry", reason: "wrong-token" }],
    ["500", { ...send, code: 500 }, { kind: "retry", reason: "http-500" }],
    ["502 as a page", { ...send, html: true, code: 502 }, { kind: "retry", reason: "http-502" }],
    ["403 as a proxy's page, which says nothing of the buyer", { ...send, html: true, code: 403 }, { kind: "retry" }],
    ["504, where a gateway gave up waiting", { ...send, html: true, code: 504, accept: true }, { kind: "unknown" }],
    ["a cut before an answer", { ...send, cut: true }, { kind: "unknown" }],
    ["half an answer", { ...send, body: '{"ok":true,"resu', accept: true }, { kind: "unknown" }],
    ["a success without a message", { ...send, body: '{"ok":true,"result":true}', accept: true }, { kind: "unknown" }],
  ];

  test.each(answers)("%s becomes the delivery it means", async (_name, fault, expected) => {
    rig.fake.faults.add(fault);
    expect(await rig.adapter.send(outbound({}), NEVER)).toMatchObject(expected);
  });

  test("that does not come within the limit is unknown, and the call ends there", async () => {
    rig.fake.faults.add({ ...send, hang: true, accept: true });
    const client = createTelegramClient(rig.fake.token, rig.fake.apiRoot);
    const startedAt = Date.now();
    const parameters = { chat_id: BUYER_ID, text: "slow" };
    const outcome = await client.call((api, signal) => api.sendMessage(parameters, signal), {
      timeoutMs: 120,
      signal: NEVER,
    });
    expect(outcome).toEqual({ kind: "no-answer", detail: "timeout" });
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });

  test("that an abort cuts off is unknown, since the request was out", async () => {
    rig.fake.faults.add({ ...send, hang: true, accept: true });
    const controller = new AbortController();
    const before = rig.fake.journal.length;
    const sending = rig.adapter.send(outbound({}), controller.signal);
    await until(() => rig.fake.journal.length).toBe(before + 1);
    controller.abort();
    expect(await sending).toMatchObject({ kind: "unknown" });
  });

  test("is not asked for once the caller has given up", async () => {
    const client = createTelegramClient(rig.fake.token, rig.fake.apiRoot);
    const before = rig.fake.journal.length;
    const limits = { timeoutMs: 5_000, signal: AbortSignal.abort() };
    expect(await client.call((api, signal) => api.getMe(signal), limits)).toEqual({ kind: "aborted" });
    expect(rig.fake.journal.length).toBe(before);
  });

  test("that sends us elsewhere is not followed: the message would go along", async () => {
    const visited: string[] = [];
    const server = createServer((request, response) => {
      visited.push(request.url ?? "");
      response.writeHead(307, { location: "/elsewhere" }).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const adapter = await telegram.create({ token: rig.fake.token, apiRoot }, rig.host);
    expect(await adapter.send(outbound({}), NEVER)).toMatchObject({ kind: "unknown" });
    expect(visited).toEqual([`/bot${rig.fake.token}/sendMessage`]);
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  // As Node's fetch reports them; the wire cannot be made to do each of these on demand.
  test.each([
    [{ code: "ETIMEDOUT", syscall: "connect" }, "retry"],
    [{ code: "ETIMEDOUT", syscall: "read" }, "unknown"],
    [{ code: "ECONNRESET", syscall: "read" }, "unknown"],
    [
      {
        code: "ECONNRESET",
        message: "Client network socket disconnected before secure TLS connection was established",
      },
      "retry",
    ],
    [{ code: "CERT_HAS_EXPIRED" }, "retry"],
    [{ code: "UND_ERR_CONNECT_TIMEOUT" }, "retry"],
    [{ code: "UND_ERR_SOCKET" }, "unknown"],
    [{ message: `request to https://api.telegram.org/bot123:secret/sendMessage failed` }, "unknown"],
  ])("of the network, %j, is told apart by whether anything was written", async (fault, kind) => {
    const { message = "fault", ...fields } = fault as { message?: string };
    const failing = () =>
      Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error(message), fields) }));
    vi.stubGlobal("fetch", failing);
    const delivery = await rig.adapter.send(outbound({}), NEVER).finally(() => vi.unstubAllGlobals());
    expect(delivery.kind).toBe(kind);
    expect(JSON.stringify(delivery)).not.toContain("secret");
  });

  test("from nowhere, where the name of the host does not exist, is a retry", async () => {
    const values = { token: rig.fake.token, apiRoot: "http://no-such-host.invalid" };
    const adapter = await telegram.create(values, rig.host);
    expect(await adapter.send(outbound({}), NEVER)).toMatchObject({ kind: "retry" });
  });
});

describe("the settings of telegram", () => {
  const TOKEN = "123456789:AAAA-bbbb_CCCCddddEEEEffffGGGGhhhh";
  const SECRET = "0123456789abcdef";
  const URL = "https://shop.example/channels/telegram/webhook";

  test("are off without a token, and say where to get one", () => {
    expect(telegram.readSettings({})).toEqual({ kind: "off", hint: expect.stringContaining("@BotFather") });
    expect(telegram.readSettings({ TELEGRAM_BOT_TOKEN: "  " })).toMatchObject({ kind: "off" });
  });

  test("name the account by the bot's number, never by the token", () => {
    const settings = telegram.readSettings({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: "http://127.0.0.1:8081/" });
    expect(settings).toEqual({
      kind: "on",
      accountKey: "123456789",
      values: { token: TOKEN, apiRoot: "http://127.0.0.1:8081" },
    });
  });

  test("take a webhook with its address and its secret", () => {
    const environment = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_WEBHOOK_URL: URL, TELEGRAM_WEBHOOK_SECRET: SECRET };
    expect(telegram.readSettings(environment)).toMatchObject({
      kind: "on",
      values: { webhookUrl: URL, webhookSecret: SECRET },
    });
  });

  test.each([
    [{ TELEGRAM_BOT_TOKEN: "leaked-value" }, "TELEGRAM_BOT_TOKEN"],
    [{ TELEGRAM_API_ROOT: "leaked-value" }, "TELEGRAM_API_ROOT"],
    [{ TELEGRAM_WEBHOOK_URL: URL }, "TELEGRAM_WEBHOOK_SECRET"],
    [{ TELEGRAM_WEBHOOK_SECRET: SECRET }, "TELEGRAM_WEBHOOK_URL"],
    [
      { TELEGRAM_WEBHOOK_URL: "http://leaked-value.example/x", TELEGRAM_WEBHOOK_SECRET: SECRET },
      "TELEGRAM_WEBHOOK_URL",
    ],
    [{ TELEGRAM_WEBHOOK_URL: URL, TELEGRAM_WEBHOOK_SECRET: "leaked-value!" }, "TELEGRAM_WEBHOOK_SECRET"],
  ])("with a fault (case %#) name the setting and never its value", (environment, name) => {
    const settings = telegram.readSettings({ TELEGRAM_BOT_TOKEN: TOKEN, ...environment });
    expect(settings).toEqual({ kind: "invalid", faults: [expect.stringContaining(name)] });
    expect(JSON.stringify(settings)).not.toContain("leaked-value");
  });
});
