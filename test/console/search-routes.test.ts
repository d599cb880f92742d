/** The search over the console's API on a real database: in many languages, by number, by name, kept up and kept apart. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SearchView } from "../../src/console/search/search-api.ts";
import type { ChannelName } from "../../src/contracts/message.ts";
import type { SearchGroup, SearchHit, SearchKind, Snippet } from "../../src/contracts/search.ts";
import { createIndexKeeper } from "../../src/flows/search/create-index-keeper.ts";
import { order } from "../commerce/records.ts";
import { type ConsoleClient, errorCode, signInEach } from "./console-client.ts";
import { type ConsoleRig, openConsoleRig, type OpenedStory } from "./console-rig.ts";

let rig: ConsoleRig;
let people: Awaited<ReturnType<typeof signInEach>>;
beforeAll(async () => {
  rig = await openConsoleRig();
  people = await signInEach(rig);
});
afterAll(() => rig.close());

/** As a worker would, until nothing is left. */
async function keepUp(): Promise<void> {
  const keeper = createIndexKeeper(rig.ports);
  while (await keeper.keepUp(rig.db.shop.shopId));
  keeper.close();
}

async function search(query: string, kinds?: readonly SearchKind[], client: ConsoleClient = people.agent) {
  const answer = await client.call("POST", "/search", { body: { query, ...(kinds ? { kinds } : {}) } });
  expect(answer.status).toBe(200);
  return (answer.body as SearchView).groups;
}

async function find<Kind extends SearchKind>(kind: Kind, query: string, client?: ConsoleClient) {
  const groups: readonly SearchGroup[] = await search(query, [kind], client);
  return groups.flatMap(({ hits }) => hits) as Extract<SearchHit, { kind: Kind }>[];
}

const talks = async (query: string) => (await find("conversation", query)).map(({ conversationId }) => conversationId);
const marked = (snippet: Snippet) => snippet.filter(({ isHit }) => isHit).map(({ text }) => text);
const shown = (snippet: Snippet) => snippet.map(({ text }) => text).join("");
const tell = (name: string, language: "en", ...words: string[]) => rig.openStory({ name, language, words });

describe("what was said", () => {
  test("is found by any of its words, however it is spelt, in all fifteen languages", async () => {
    const said = [
      ["en", "The blue kettle arrived cracked", ["kettles", "CRACKED", "kett", "blue cracked"]],
      ["zh", "我的包裹什麼時候能到上海", ["包裹", "什么时候", "上海", "包裹 上海"]],
      ["es", "¿Cuándo llegará mi cafetera de émbolo?", ["cafetera", "embolo", "ÉMBOLO", "cafeteras"]],
      ["fr", "Ma théière est ébréchée", ["theiere", "ebrechee", "théières"]],
      ["de", "Der Wasserkocher für die Küche fehlt", ["wasserkocher", "kuche", "Küche wasser"]],
      ["pt", "A minha encomenda está na alfândega", ["alfandega", "encomendas"]],
      ["it", "La macchinetta è già rotta", ["macchinetta", "gia rotta"]],
      ["ja", "荷物がまだ届いていません", ["荷物", "届いて", "荷"]],
      ["ko", "주전자가 아직 배송되지 않았어요", ["주전자", "배송", "않았어요"]],
      ["ru", "Где моя посылка с чайником?", ["посылку", "чайник", "ПОСЫЛКА"]],
      ["ar", "أين الطَّرد الذي طلبته؟", ["طرد", "الطرد", "اين الطرد"]],
      ["tr", "Çaydanlığım kırık geldi", ["caydanligim", "KIRIK", "kirik"]],
      ["id", "Kapan cereknya dikirim?", ["cereknya", "dikir"]],
      ["vi", "Ấm đun nước của tôi bị vỡ", ["am dun nuoc", "vỡ"]],
      ["th", "พัสดุของฉันอยู่ที่ไหน", ["พัสดุ", "อยู่ที่ไหน", "พั"]],
    ] as const;
    const stories: OpenedStory[] = [];
    for (const [language, text] of said) {
      stories.push(await rig.openStory({ name: `Buyer ${language}`, language, words: [text, "!"] }));
    }
    await keepUp();
    const missed = [];
    for (const [at, [language, , queries]] of said.entries()) {
      for (const query of queries) {
        const found = await find("conversation", query);
        const hit = found.find(({ conversationId }) => conversationId === stories[at]?.conversationId);
        if (!hit) missed.push(`${language}: ${query}`);
        else if (marked(hit.snippet).length === 0) missed.push(`${language}: ${query} is not marked`);
      }
    }
    expect(missed).toEqual([]);
    expect(await talks("包上")).toEqual([]);
  });

  test("must hold all of the words, in whichever message, and the buyer's name counts", async () => {
    const { conversationId } = await tell("Mariana", "en", "It is about the zebra lamp", "and a giraffe rug");
    await keepUp();
    expect(await talks("zebra giraffe")).toEqual([conversationId]);
    expect(await talks("mariana giraffe")).toEqual([conversationId]);
    expect(await talks("zebra elephant")).toEqual([]);
    // Only the last word may be half typed.
    expect(await talks("zebra gir")).toEqual([conversationId]);
    expect(await talks("zeb giraffe")).toEqual([]);
    expect(await talks("gir ")).toEqual([]);
  });

  test("comes newest first with the line that says it, whoever said it", async () => {
    const source = { number: 1, title: "Care", quote: "x", url: null } as never;
    const answer = { text: "An obsidian teapot wants warm water.", sources: [source] };
    const first = await rig.openStory({ name: "Ann", language: "en", words: ["How do I clean it?", "Thanks"], answer });
    const second = await tell("Ben", "en", "hello", "my obsidian mug is gone");
    await keepUp();
    const found = await find("conversation", "obsidian");
    expect(found.map(({ conversationId }) => conversationId)).toEqual([second.conversationId, first.conversationId]);
    expect(found.map(({ speaker }) => speaker)).toEqual(["buyer", "assistant"]);
    expect(found.map(({ ticketId }) => ticketId)).toEqual([second.ticketId, first.ticketId]);
    await rig.buyerSays(first.threadKey, "Ann", "It is obsidian");
    await keepUp();
    const [newest] = await find("conversation", "obsidian");
    expect([newest?.conversationId, shown(newest?.snippet ?? [])]).toEqual([first.conversationId, "It is obsidian"]);
  });

  test("a long message is cut around the hit", async () => {
    await tell("Cut", "en", "x", `${"before ".repeat(60)}quicksilver ${"behind ".repeat(60)}`);
    await keepUp();
    const [hit] = await find("conversation", "quicksilver");
    expect(shown(hit?.snippet ?? [])).toMatch(/^…before .*quicksilver behind .*…$/u);
    expect(shown(hit?.snippet ?? []).length).toBeLessThan(250);
    expect(marked(hit?.snippet ?? [])).toEqual(["quicksilver"]);
  });
});

describe("what else there is", () => {
  test("a ticket by its number, as anybody writes it", async () => {
    const { ticketId } = await tell("Tess", "en", "a", "b");
    const number = (await rig.ports.tickets.get(rig.db.shop.shopId, ticketId))?.number;
    for (const query of [`T-${number}`, `#${number}`, `${number}`, ` t${number} `]) {
      expect((await find("ticket", query)).map((hit) => hit.ticketId)).toEqual([ticketId]);
    }
    expect(await find("ticket", "T-999999")).toEqual([]);
  });

  test("a note within the round, though nobody told of it", async () => {
    const { ticketId } = await tell("Nora", "en", "a", "b");
    const body = { noteId: crypto.randomUUID(), text: "The warehouse in Rotterdam knows", mentions: [] };
    expect((await people.agent.call("POST", `/tickets/${ticketId}/notes`, { body })).status).toBe(200);
    await keepUp();
    const [note] = await find("note", "rotterdam");
    expect([note?.ticketId, note?.agentName, marked(note?.snippet ?? [])]).toEqual([ticketId, "Mina", ["Rotterdam"]]);
  });

  test("a contact by name, handle and address; a web thread's key is not told", async () => {
    const shopId = rig.db.shop.shopId;
    const telegram = await rig.ports.shops.ensureChannelAccount(shopId, "telegram" as ChannelName, "bot");
    const sent = {
      externalId: "1",
      locale: null,
      sentAt: rig.ports.clock.now(),
      parts: [{ kind: "text", text: "hi" }],
    };
    const accept = (accountId: typeof telegram, key: string, senderName: string) =>
      rig.ports.inbox.accept(shopId, accountId, {
        ...sent,
        threadKey: key,
        senderKey: key,
        senderName,
        externalId: key,
      } as never);
    await accept(telegram, "77001122", "Łucja Świątek");
    await accept(rig.db.accountId, "secretthread9", "Webber");
    await rig.db.database.inShop(
      shopId,
      sql`insert into buyer_identity (shop_id, account_id, thread_key, subject, email, token_id, expires_at)
        values (${shopId}, ${rig.db.accountId}, 'secretthread9', 's', 'webber@mail.example', 't', now() + interval '1 day')`,
    );
    await keepUp();
    const names = async (query: string) => (await find("contact", query)).map(({ name }) => shown(name));
    expect(await names("lucja swiat")).toEqual(["Łucja Świątek"]);
    expect(await names("77001122")).toEqual(["Łucja Świątek"]);
    expect(await names("webber@mail.example")).toEqual(["Webber"]);
    expect(await names("secretthread9")).toEqual([]);
    expect(JSON.stringify(await search("webber"))).not.toContain("secretthread9");
  });

  test("an order by the beginning of its number and by its buyer's address", async () => {
    await writeOrder("HL-77412", "olaf@mail.example");
    for (const query of ["HL-77412", "hl 774", "#hl77412", "olaf@mail.example"]) {
      expect((await find("order", query)).map(({ orderNumber }) => orderNumber)).toEqual(["HL-77412"]);
    }
    expect(await find("order", "77412")).toEqual([]);
  });

  test("articles and macros, each with the words", async () => {
    await rig.ports.knowledge.put(rig.db.shop.shopId, ARTICLE as never, "1");
    await keepUp();
    const [article] = await find("article", "glazing");
    expect([article?.articleKey, article?.language, marked(article?.snippet ?? [])]).toEqual([
      "care",
      "en",
      ["glazing"],
    ]);
    await rig.ports.knowledge.put(rig.db.shop.shopId, { ...ARTICLE, body: "Wipe it dry." } as never, "2");
    await keepUp();
    expect(await find("article", "glazing")).toEqual([]);
    expect(await find("article", "wipe dry")).toHaveLength(1);
    await rig.ports.knowledge.remove(rig.db.shop.shopId, "care" as never, "en");
    await keepUp();
    expect(await find("article", "wipe dry")).toEqual([]);
    expect((await find("macro", "apology delay")).length).toBeGreaterThan(0);
  });
});

const ARTICLE = {
  articleKey: "care",
  language: "en",
  title: "Caring for pots",
  url: null,
  questions: [],
  tags: [],
  body: "The **glazing** does not like [soap](https://x.example).",
  reviewedUntil: null,
  origin: "en/care.md",
};

async function writeOrder(orderNumber: string, buyerEmail: string): Promise<void> {
  await rig.ports.commerce.write(rig.db.shop.shopId, [{ kind: "order", order: order({ orderNumber, buyerEmail }) }]);
}

describe("who may see what", () => {
  test("another shop finds nothing of ours, nobody finds without a session, and bad requests say what is wrong", async () => {
    await tell("Ines", "en", "pangolin", "pangolin");
    await keepUp();
    expect(await talks("pangolin")).toHaveLength(1);
    expect(await search("pangolin", undefined, people.viewer)).toHaveLength(1);
    expect(await search("pangolin", undefined, people.foreigner)).toEqual([]);
    const bad = await people.agent.call("POST", "/search", { body: { query: "x".repeat(201) } });
    expect([bad.status, errorCode(bad)]).toEqual([400, "REQUEST_INVALID"]);
    expect((await people.agent.call("POST", "/search", { body: { query: "x", kinds: ["shoe"] } })).status).toBe(400);
    for (const query of ["", "   ", "!?", "%_'\\", "\u0000"]) expect(await search(query)).toEqual([]);
  });

  test("a conversation without a ticket can be read, another shop's does not exist", async () => {
    const { conversationId } = await tell("Read", "en", "first", "second");
    const read = await people.viewer.call("GET", `/conversations/${conversationId}`);
    expect(read.status).toBe(200);
    expect(JSON.stringify(read.body)).toContain("second");
    expect((await people.foreigner.call("GET", `/conversations/${conversationId}`)).status).toBe(404);
  });
});
