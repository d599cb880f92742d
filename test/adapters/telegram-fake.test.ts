/** The Bot API fake is as strict as the service where our promises rest on it, and agrees with its description. */
import { Api } from "grammy";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSpecOracle } from "../fakes/telegram/check-against-spec.ts";
import { startTelegramFake, type TelegramFake } from "../fakes/telegram/start-telegram-fake.ts";
import type { ConversationId, OutboundId } from "../../src/contracts/ids.ts";
import { BUYER_ID, startTelegramRig } from "./telegram-rig.ts";

const until = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000, interval: 15 });

let fake: TelegramFake;
let api: Api;

beforeEach(async () => {
  fake = await startTelegramFake();
  api = new Api(fake.token, { apiRoot: fake.apiRoot });
});
afterEach(() => fake.stop());

const refusal = (error_code: number, description: string | RegExp) => ({
  error_code,
  description: typeof description === "string" ? description : expect.stringMatching(description),
});

describe("the Bot API fake with an unchanged grammy", () => {
  test("hands updates out until an offset confirms them, also to a client that comes after a dead one", async () => {
    const buyer = fake.buyer(1);
    buyer.says("one");
    buyer.says("two");
    const [one, two] = await api.getUpdates();
    expect(await api.getUpdates()).toHaveLength(2);
    expect((await api.getUpdates({ offset: (one?.update_id ?? 0) + 1 })).map((update) => update.update_id)).toEqual([
      two?.update_id,
    ]);
    expect(await api.getUpdates({ offset: (two?.update_id ?? 0) + 1 })).toEqual([]);
    buyer.redeliverLast();
    expect(await api.getUpdates({ offset: (two?.update_id ?? 0) + 1 })).toEqual([two]);
    expect(await api.getUpdates({ offset: (two?.update_id ?? 0) + 1 })).toEqual([]);
  });

  test("keeps a poll open until an update comes", async () => {
    const polling = api.getUpdates({ timeout: 30 });
    const early = await Promise.race([polling, new Promise((resolve) => setTimeout(resolve, 150, "still open"))]);
    expect(early).toBe("still open");
    fake.buyer(1).says("hi");
    expect(await polling).toMatchObject([{ message: { text: "hi" } }]);
  });

  test("ends an older poll with 409 when a newer one comes", async () => {
    const older = api.getUpdates({ timeout: 30 }).catch((error: unknown) => error);
    await fetch(`${fake.apiRoot}/_control/journal`);
    const newer = api.getUpdates({ timeout: 30 });
    expect(await older).toMatchObject(refusal(409, /^Conflict: terminated by other getUpdates request/));
    fake.buyer(1).says("hi");
    expect(await newer).toHaveLength(1);
  });

  test("gives out only the kinds that were asked for", async () => {
    await api.getUpdates({ allowed_updates: ["message"] });
    fake.buyer(1).says("hi");
    fake.buyer(1).edits("ho");
    expect(await api.getUpdates()).toHaveLength(1);
  });

  test("knows no other token", async () => {
    const other = new Api("123:abcdefghijklmnopqrstuvwxyz", { apiRoot: fake.apiRoot });
    await expect(other.getMe()).rejects.toMatchObject(refusal(401, "Unauthorized"));
    const malformed = new Api("nonsense", { apiRoot: fake.apiRoot });
    await expect(malformed.getMe()).rejects.toMatchObject(refusal(404, "Not Found"));
  });

  test("refuses messages in the service's words", async () => {
    await expect(api.sendMessage(1, "hi")).rejects.toMatchObject(refusal(400, "Bad Request: chat not found"));
    const buyer = fake.buyer(1);
    await expect(api.sendMessage(1, "hi")).rejects.toMatchObject(refusal(403, /can't initiate conversation/));
    buyer.says("hi");
    await expect(api.sendMessage(1, " \n ")).rejects.toMatchObject(refusal(400, "Bad Request: message text is empty"));
    await expect(api.sendMessage(1, "x".repeat(4_097))).rejects.toMatchObject(
      refusal(400, "Bad Request: message is too long"),
    );
    await expect(api.sendMessage(1, "\ud800")).rejects.toMatchObject(refusal(400, /UTF-8/));
    const button = (callback_data: string) => ({ reply_markup: { inline_keyboard: [[{ text: "x", callback_data }]] } });
    await expect(api.sendMessage(1, "hi", button("é".repeat(33)))).rejects.toMatchObject(
      refusal(400, "Bad Request: BUTTON_DATA_INVALID"),
    );
    const entities = [{ type: "bold" as const, offset: 1, length: 9 }];
    await expect(api.sendMessage(1, "hi", { entities })).rejects.toMatchObject(refusal(400, /incorrect length/));
    buyer.blocks();
    await expect(api.sendMessage(1, "hi")).rejects.toMatchObject(
      refusal(403, "Forbidden: bot was blocked by the user"),
    );
    buyer.unblocks();
    buyer.deletesAccount();
    await expect(api.sendMessage(1, "hi")).rejects.toMatchObject(refusal(403, "Forbidden: user is deactivated"));
  });

  test("tidies a text as the service does, and its entities move along", async () => {
    fake.buyer(1).says("hi");
    const entities = [{ type: "bold" as const, offset: 4, length: 4 }];
    const sent = await api.sendMessage(1, "  \u202Ea bold\r\n ", { entities });
    expect(sent).toMatchObject({ text: "a bold", entities: [{ type: "bold", offset: 1, length: 4 }] });
  });

  test("edits its own messages, and only when something changes", async () => {
    fake.buyer(1).says("hi");
    const { message_id } = await api.sendMessage(1, "draft");
    await api.editMessageText(1, message_id, "final");
    expect(fake.buyer(1).shown()).toMatchObject([{ text: "final", isEdited: true }]);
    await expect(api.editMessageText(1, message_id, "final")).rejects.toMatchObject(
      refusal(400, /message is not modified/),
    );
    await expect(api.editMessageText(1, 999, "x")).rejects.toMatchObject(
      refusal(400, "Bad Request: message to edit not found"),
    );
  });

  test("keeps commands, files and the state of the webhook", async () => {
    await api.setMyCommands([{ command: "start", description: "Begin" }]);
    expect(await api.getMyCommands()).toEqual([{ command: "start", description: "Begin" }]);
    await expect(api.setMyCommands([{ command: "Start!", description: "x" }])).rejects.toMatchObject(
      refusal(400, "Bad Request: BOT_COMMAND_INVALID"),
    );
    fake.keepFile("AgAD", new Uint8Array([1, 2, 3]));
    const { file_path } = await api.getFile("AgAD");
    const response = await fetch(`${fake.apiRoot}/file/bot${fake.token}/${file_path}`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    await expect(api.setWebhook("http://shop.example/x")).rejects.toMatchObject(refusal(400, /HTTPS URL/));
    await expect(api.setWebhook("https://shop.example/x", { secret_token: "not ok" })).rejects.toMatchObject(
      refusal(400, /unallowed characters/),
    );
  });

  test("is driven from the command line", async () => {
    const control = (path: string, body: object) =>
      fetch(`${fake.apiRoot}/_control/${path}`, { method: "POST", body: JSON.stringify(body) });
    expect(await (await fetch(`${fake.apiRoot}/_control`)).text()).toContain("/_control/say");
    await control("say", { chat: 9, text: "Hola", language: "es" });
    expect(await api.getUpdates()).toMatchObject([{ message: { text: "Hola", from: { language_code: "es" } } }]);
    const keyboard = { inline_keyboard: [[{ text: "Sí", callback_data: "yes" }]] };
    await api.sendMessage(9, "¿?", { reply_markup: keyboard });
    await control("press", { chat: 9, choice: "Sí" });
    expect((await api.getUpdates()).at(-1)).toMatchObject({ callback_query: { data: "yes" } });
    await control("fault", { method: "sendMessage", code: 429, retryAfter: 3 });
    await expect(api.sendMessage(9, "x")).rejects.toMatchObject({ error_code: 429, parameters: { retry_after: 3 } });
    const { result } = (await (await fetch(`${fake.apiRoot}/_control/transcript?chat=9`)).json()) as {
      result: object[];
    };
    expect(result).toMatchObject([
      { from: "buyer", text: "Hola" },
      { from: "bot", text: "¿?" },
    ]);
    expect((await control("press", { chat: 9, choice: "nothing" })).status).toBe(400);
    expect((await control("nonsense", { chat: 9 })).status).toBe(400);
  });
});

const oracle = loadSpecOracle();

describe.skipIf(oracle === null)(
  "against the description of the Bot API (skipped where shared/specs is not at hand)",
  () => {
    test("every call of the adapter and every answer of the fake is well-formed", async () => {
      const rig = await startTelegramRig();
      const controller = new AbortController();
      const running = rig.adapter.run(controller.signal);
      const buyer = rig.fake.buyer(BUYER_ID);
      await rig.buyerSays("/start");
      buyer.says("in a topic", 7);
      buyer.edits("in another way");
      buyer.sends({ photo: [{ file_id: "AgAD", file_unique_id: "x", width: 9, height: 9 }], caption: "broken" });
      await until(() => rig.host.received.length).toBe(3);
      const message = {
        outboundId: "00000000000000000000000000000001" as OutboundId,
        to: { shopId: rig.host.shopId, accountId: rig.host.accountId, threadKey: `${BUYER_ID}:7` },
        conversationId: "00000000-0000-4000-8000-000000000003" as ConversationId,
        speaker: "agent",
        speakerName: "Ana",
        text: "Two answers [1]",
        language: "es",
        choices: [{ choiceId: "person", label: "Una persona" }],
        sources: [{ number: 1, articleKey: "a", title: "Envío", quote: "q", url: "https://shop.example/a" }],
        isMaybeDuplicate: false,
      } as const;
      expect(await rig.adapter.send(message, controller.signal)).toMatchObject({ kind: "delivered" });
      await rig.adapter.showTyping?.(message.to);
      await rig.buyerPresses({ choiceId: "person", label: "Una persona" });
      buyer.blocks();
      await until(() => rig.host.refusals).toEqual(["edited-message", "buyer-blocked"]);
      const direct = new Api(rig.fake.token, { apiRoot: rig.fake.apiRoot });
      await direct.getMe();
      await direct.getWebhookInfo();
      await direct.setMyCommands([{ command: "start", description: "Begin" }]);
      await until(() => rig.fake.unconfirmed()).toBe(0);
      controller.abort();
      await running;
      const hooked = await startTelegramRig("webhook");
      const ending = new AbortController();
      const waiting = hooked.adapter.run(ending.signal);
      await until(() => hooked.fake.journal.length).toBe(1);
      ending.abort();
      await waiting;
      const journal = [...rig.fake.journal, ...hooked.fake.journal].filter((entry) => entry.status === 200);
      const faults = journal.flatMap(({ method, parameters, result }) => [
        ...(oracle?.checkCall(method, parameters) ?? []),
        ...(oracle?.checkResult(method, result) ?? []),
      ]);
      expect(new Set(faults)).toEqual(new Set());
      const called = [...new Set(journal.map((entry) => entry.method))].toSorted();
      expect(called).toEqual(
        "answerCallbackQuery deleteWebhook getMe getUpdates getWebhookInfo sendChatAction sendMessage setMyCommands setWebhook".split(
          " ",
        ),
      );
      await rig.stop();
      await hooked.stop();
    });

    test("the description finds the faults it is there for", () => {
      const faults = (parameters: object) => oracle?.checkCall("sendMessage", { chat_id: 1, text: "x", ...parameters });
      expect(faults({})).toEqual([]);
      expect(faults({ text: "x".repeat(4_097) })).not.toEqual([]);
      expect(faults({ message_thread_id: "7" })).not.toEqual([]);
      expect(faults({ disable_web_page_preview: true })).not.toEqual([]);
      expect(faults({ reply_markup: { inline_keyboard: [{ text: "x" }] } })).not.toEqual([]);
      expect(oracle?.checkResult("sendMessage", { message_id: 1, date: 1 })).not.toEqual([]);
      expect(oracle?.checkCall("sendMesage", {})).not.toEqual([]);
    });
  },
);
