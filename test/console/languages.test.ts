/** Both sides in their own language over the console's API: made by the job through a real model server, kept once, tried again. */
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ReadingView, ReplyPreview } from "../../src/contracts/case-languages.ts";
import type { AgentId } from "../../src/contracts/ids.ts";
import type { TicketPageView } from "../../src/console/console-api.ts";
import { workTranslations } from "../../src/flows/translation/translate-messages.ts";
import { createFakeChat } from "../fakes/openai/create-fake-chat.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { type ConsoleClient, createConsoleClient, errorCode, signInNew } from "./console-client.ts";
import { type BuyerStory, type ConsoleRig, openConsoleRig } from "./console-rig.ts";

type Client = ConsoleClient & { readonly agentId: AgentId };

let fake: OpenAiFake;
let rig: ConsoleRig;
let mina: Client;
let jonas: Client;
let viewer: ConsoleClient;
let foreigner: ConsoleClient;
beforeAll(async () => {
  fake = await startOpenAiFake();
  rig = await openConsoleRig({ model: createFakeChat(fake) });
  const join = async (name: string) => {
    const { email, agentId } = await rig.addAgent(rig.db.shop.shopId, name);
    const client = createConsoleClient(rig.origin);
    await client.signIn(email);
    return Object.assign(client, { agentId });
  };
  mina = await join("Mina");
  jonas = await join("Jonas");
  viewer = await signInNew(rig, "Vera", "viewer");
  foreigner = await signInNew(rig, "Fremd", "owner", rig.db.otherShop);
});
afterAll(async () => {
  await rig.close();
  await fake.stop();
});
afterEach(async () => {
  fake.script.reset();
  fake.journal.length = 0;
  // What one test left open is nothing to the next.
  await run(sql`delete from message_translation`);
  await run(sql`update ticket set status = 'resolved', resolved_at = now() where status in ('waiting', 'held')`);
});

const STORY: BuyerStory = {
  name: "Lucía",
  language: "es",
  words: ["¿Cuánto tarda el envío?", "Quiero hablar con una persona, mi pedido HL-20417783 no llega"],
};
const MADE = ["How long does delivery take?", "I want to talk to a person, my order [order 1] does not arrive"];
const shopId = () => rig.db.shop.shopId;
const run = (statement: ReturnType<typeof sql>) =>
  rig.db.database.withShop(shopId(), async (trx) => void (await statement.execute(trx)));
const says = (...texts: readonly string[]) =>
  fake.script.next(
    "chat",
    ...texts.map((text) => ({ kind: "text", text: JSON.stringify({ translation: text }) }) as const),
  );
const work = () => workTranslations(shopId(), rig.ports, new AbortController().signal);
const pageOf = async (ticketId: string, client: ConsoleClient = mina) =>
  (await client.call("GET", `/tickets/${ticketId}`)).body as TicketPageView;
const translationsOf = async (ticketId: string, client: ConsoleClient = mina) => {
  const { messages, languages } = await pageOf(ticketId, client);
  return messages
    .filter(({ speaker }) => speaker === "buyer")
    .map(({ messageId }) => languages.translations[messageId] ?? null);
};
const post = (path: string, body: unknown = {}, client: ConsoleClient = mina) => client.call("POST", path, { body });
const take = (ticketId: string, client: ConsoleClient = mina) => post(`/tickets/${ticketId}/take`, {}, client);
const preview = async (ticketId: string, text: string, client: ConsoleClient = mina) =>
  (await post(`/tickets/${ticketId}/translations/preview`, { text }, client)).body as ReplyPreview;
const read = (body: unknown, client: ConsoleClient = mina) => client.call("PUT", "/desk/me/reading", { body });

describe("what a buyer writes", () => {
  test("is translated for who holds the case, once, and each word shown beside its original", async () => {
    const { ticketId, threadKey } = await rig.openStory(STORY);
    await take(ticketId);
    says(...MADE);
    expect(await work()).toBe(2);
    expect(await translationsOf(ticketId)).toEqual([
      { state: "made", text: MADE[0], language: "en", doubts: [] },
      {
        state: "made",
        text: "I want to talk to a person, my order HL-20417783 does not arrive",
        language: "en",
        doubts: [],
      },
    ]);
    expect(await work()).toBe(0);
    says("Thank you very much");
    await rig.buyerSays(threadKey, "Lucía", "Muchas gracias por la ayuda");
    expect(await work()).toBe(1);
    expect(await translationsOf(ticketId)).toMatchObject([{}, {}, { text: "Thank you very much" }]);
    expect(JSON.stringify(fake.journal)).not.toMatch(/20417783|Lucía/u);
  });

  test("is left as it is for who reads it: by their setting, by the tickets they take, or because the buyer writes theirs", async () => {
    const { ticketId } = await rig.openStory(STORY);
    await take(ticketId, jonas);
    await read({ reads: ["es"] }, jonas);
    expect(await work()).toBe(0);
    expect((await pageOf(ticketId, jonas)).languages).toMatchObject({ readsBuyer: true, isMissing: false });
    await read({ reads: null }, jonas);
    const desk = { availability: "away", languages: ["es"], skills: [], capacity: null };
    await jonas.call("PUT", "/desk/me", { body: desk });
    expect(((await jonas.call("GET", "/desk/me/reading")).body as ReadingView).takes).toEqual(["es"]);
    expect((await pageOf(ticketId, jonas)).languages.readsBuyer).toBe(true);
    const english = await rig.openStory({
      name: "Sam",
      language: "en",
      words: ["How long does it take?", "A person please"],
    });
    await take(english.ticketId);
    expect(await work()).toBe(0);
    expect(fake.journal).toEqual([]);
  });

  test("goes into the language of who takes the case over, and of nobody who wants none", async () => {
    await read({ consoleLanguage: "zh", reads: [] }, jonas);
    const { ticketId } = await rig.openStory(STORY);
    await take(ticketId);
    says(...MADE);
    await work();
    await post(`/tickets/${ticketId}/transfer`, { agentId: jonas.agentId });
    says("送货需要多久？", "我想和人工客服说话，我的订单 [order 1] 还没到");
    expect(await work()).toBe(2);
    expect(await translationsOf(ticketId, jonas)).toMatchObject([{ language: "zh" }, { language: "zh" }]);
    expect(await translationsOf(ticketId)).toMatchObject([{ language: "en" }, { language: "en" }]);
    await read({ isOff: true }, jonas);
    const other = await rig.openStory(STORY);
    await take(other.ticketId, jonas);
    expect(await work()).toBe(0);
    expect((await pageOf(other.ticketId, jonas)).languages.isMissing).toBe(false);
    await read({ isOff: false, consoleLanguage: "en", reads: null }, jonas);
  });

  test("while the case waits it is translated for who is there, unless one of them reads it", async () => {
    const there = (client: ConsoleClient, languages: string[]) =>
      client.call("PUT", "/desk/me", { body: { availability: "available", languages, skills: [], capacity: 0 } });
    await there(mina, []);
    await there(jonas, ["es"]);
    await rig.openStory(STORY);
    expect(await work()).toBe(0);
    await there(jonas, []);
    const { ticketId } = await rig.openStory(STORY);
    says(...MADE);
    expect(await work()).toBe(2);
    expect(await translationsOf(ticketId)).toMatchObject([{ state: "made" }, { state: "made" }]);
    for (const client of [mina, jonas]) {
      await client.call("PUT", "/desk/me", {
        body: { availability: "away", languages: [], skills: [], capacity: null },
      });
    }
  });

  test("that an open page misses is asked for by the page, and made by the job", async () => {
    const { ticketId } = await rig.openStory(STORY);
    await work();
    expect((await pageOf(ticketId)).languages.isMissing).toBe(true);
    await post(`/tickets/${ticketId}/translations`);
    expect(await translationsOf(ticketId)).toEqual([{ state: "wanted" }, { state: "wanted" }]);
    expect((await pageOf(ticketId)).languages.isMissing).toBe(false);
    says(...MADE);
    expect(await work()).toBe(2);
    expect(await translationsOf(ticketId)).toMatchObject([{ state: "made" }, { state: "made" }]);
  });

  test("fails without stopping anybody, is tried later by itself, and at once when somebody asks", async () => {
    const { ticketId } = await rig.openStory(STORY);
    await take(ticketId);
    // A refusal, not an outage: the breaker of the model is no part of this story.
    fake.script.always("chat", { kind: "content-refused" });
    expect(await work()).toBe(2);
    // Later: the server may come back.
    expect(await translationsOf(ticketId)).toEqual([{ state: "wanted" }, { state: "wanted" }]);
    expect(await work()).toBe(0);
    for (let times = 0; times < 2; times += 1) {
      await run(sql`update message_translation set due_at = now()`);
      expect(await work()).toBe(2);
    }
    expect(await translationsOf(ticketId)).toEqual([
      { state: "failed", reason: "unavailable" },
      { state: "failed", reason: "unavailable" },
    ]);
    expect((await pageOf(ticketId)).messages[0]?.text).toBe(STORY.words[0]);
    fake.script.reset();
    const [message] = (await pageOf(ticketId)).messages;
    await post(`/tickets/${ticketId}/translations`, { messageId: message?.messageId });
    says(MADE[0] ?? "");
    expect(await work()).toBe(1);
    expect(await translationsOf(ticketId)).toMatchObject([{ state: "made", text: MADE[0] }, { state: "failed" }]);
  });
});

describe("what an agent writes", () => {
  test("is shown as it will arrive, sent as it was shown, and kept beside in the agent's words for agents alone", async () => {
    const { ticketId } = await rig.openStory(STORY);
    await take(ticketId);
    const own = "Sorry about that, Lucía! Order HL-20417783 arrives by 12 March, we refund 4.90 €.";
    says("Lamentamos lo ocurrido, [name 1]. El pedido [order 1] llega antes del 12 de marzo y le devolvemos 4,90 €.");
    const shown = await preview(ticketId, own);
    expect(shown).toMatchObject({ kind: "translated", from: "en", to: "es", doubts: [] });
    if (shown.kind !== "translated") return;
    expect(shown.text).toContain("HL-20417783 llega antes del 12 de marzo");
    // The market's manner goes with it, and nothing of the buyer does.
    const asked = JSON.stringify(fake.journal);
    expect(asked).toContain("trouble is understood");
    expect(asked).not.toMatch(/20417783|Lucía/u);
    await post(`/tickets/${ticketId}/reply`, {
      text: shown.text,
      draftKey: "draft-0001",
      own: { text: own, language: "en" },
    });
    expect((await rig.deliver()).at(-1)).toBe(shown.text);
    const { messages, languages } = await pageOf(ticketId, jonas);
    const said = messages.at(-1);
    expect(said?.text).toBe(shown.text);
    expect(languages.ownWords[said?.messageId ?? ""]).toEqual({ text: own, language: "en" });
    // Sent twice it is kept once.
    await post(`/tickets/${ticketId}/reply`, {
      text: shown.text,
      draftKey: "draft-0001",
      own: { text: own, language: "en" },
    });
    expect((await pageOf(ticketId)).messages.filter(({ text }) => text === shown.text)).toHaveLength(1);
  });

  test("in the buyer's language already, it is left alone", async () => {
    const { ticketId } = await rig.openStory(STORY);
    expect(await preview(ticketId, "Hola Lucía, su pedido sale mañana por la mañana.")).toEqual({ kind: "same" });
    expect(fake.journal).toEqual([]);
  });

  test("with a number that changed says which one, and fails in one line when there is nothing to show", async () => {
    const { ticketId } = await rig.openStory(STORY);
    says("Le devolvemos 94,90 €.", "Le devolvemos 94,90 €.");
    expect(await preview(ticketId, "We refund 49.90 € to you.")).toMatchObject({
      kind: "translated",
      doubts: [
        { kind: "number", value: "49.9", was: "lost" },
        { value: "94.9", was: "added" },
      ],
    });
    fake.script.always("chat", { kind: "content-refused" });
    expect(await preview(ticketId, "We are sorry.")).toEqual({ kind: "failed", reason: "unavailable" });
  });
});

describe("who may", () => {
  test("a viewer sets what they read and sends nothing; another shop's agent finds nothing", async () => {
    const { ticketId } = await rig.openStory(STORY);
    expect(await read({ consoleLanguage: "ar" }, viewer)).toMatchObject({
      status: 200,
      body: { consoleLanguage: "ar" },
    });
    for (const path of ["translations", "translations/preview"]) {
      const body = path === "translations" ? {} : { text: "hello" };
      expect(errorCode(await post(`/tickets/${ticketId}/${path}`, body, viewer))).toBe("NOT_ALLOWED");
      expect(errorCode(await post(`/tickets/${ticketId}/${path}`, body, foreigner))).toBe("NOT_FOUND");
    }
    const [message] = (await pageOf(ticketId)).messages;
    const other = await rig.openStory({ ...STORY, words: ["Hola", "Otra persona necesito"] });
    const asked = await post(`/tickets/${other.ticketId}/translations`, { messageId: message?.messageId });
    expect(errorCode(asked)).toBe("NOT_FOUND");
    expect(fake.journal).toEqual([]);
  });

  test("nonsense is refused by name", async () => {
    const { ticketId } = await rig.openStory(STORY);
    expect(errorCode(await read({ reads: ["xx"] }))).toBe("REQUEST_INVALID");
    expect(errorCode(await post(`/tickets/${ticketId}/translations/preview`, { text: " " }))).toBe("REQUEST_INVALID");
    const own = { text: "Hi", language: "xx" };
    expect(errorCode(await post(`/tickets/${ticketId}/reply`, { text: "Hola", draftKey: "draft-0002", own }))).toBe(
      "REQUEST_INVALID",
    );
  });
});
