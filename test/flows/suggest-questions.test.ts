/** Questions written before anybody asks them: proposed by a model, cleaned by code, found once a person has approved. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { LanguageModel, ModelMessage, ModelReply } from "../../src/contracts/language-model.ts";
import {
  decideQuestion,
  suggestForArticles,
  type SuggestionFilter,
} from "../../src/flows/knowledge/suggest-questions.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";

const GIFT = "gift-cards" as ArticleKey;
const file = (path: string, title: string, questions: readonly string[], body: string) => ({
  path,
  text: `---\ntitle: ${title}\nquestions:\n${questions.map((each) => `  - ${each}`).join("\n")}\n---\n${body}\n`,
});
const FILES = [
  file(
    "en/gift-cards.md",
    "Gift cards",
    ["do you sell gift cards"],
    "Gift cards of 25, 50 and 100 euros are valid for 3 years.",
  ),
  file("es/gift-cards.md", "Tarjetas regalo", ["tenéis tarjetas regalo"], "Hay tarjetas regalo de 25, 50 y 100 euros."),
  file(
    "en/returns.md",
    "Returns",
    Array.from({ length: 9 }, (_, at) => `${["return", "send back", "give back"][at % 3]} my ${at} thing`),
    "You can send an article back within 30 days.",
  ),
];

type Reply = string | ModelReply;
let program: TestProgram;
let prompts: string[];
let replies: Reply[];
const model: LanguageModel = {
  async complete(messages: readonly ModelMessage[], { task }) {
    expect(task).toBe("suggest");
    prompts.push(messages.map((message) => message.text).join("\n"));
    const reply = replies.shift() ?? "";
    return typeof reply === "string" ? { kind: "text", text: reply, model: "fake" } : reply;
  },
};
beforeEach(async () => {
  prompts = [];
  replies = [];
  program = await createTestProgram({ model });
  await program.teach(FILES);
});
afterEach(() => program.close());

const run = (filter: SuggestionFilter = {}) =>
  suggestForArticles(program.shop.shopId, filter, program.ports, { signal: new AbortController().signal });
const waiting = () => program.ports.questionProposals.list(program.shop.shopId, { state: "proposed" });
const propose = (...questions: readonly unknown[]) => JSON.stringify({ questions });

describe("suggesting", () => {
  test("asks only for articles with too few questions, in their language, and stores what is new", async () => {
    replies.push(propose("what amounts do gift cards come in", "  - how long is a voucher good for?  "));
    const report = await run({ language: "en", articleKey: GIFT });
    expect(report).toMatchObject({ wanting: 1, proposed: 2, repeated: 0, ofOthers: 0 });
    expect(prompts[0]).toContain("14 questions in English (en)");
    expect(prompts[0]).toContain("<<article>>\nGift cards\nGift cards of 25");
    expect(prompts[0]).toContain("<<known>>\ndo you sell gift cards\n<<end known>>");
    expect((await waiting()).map((each) => each.text)).toEqual([
      "how long is a voucher good for?",
      "what amounts do gift cards come in",
    ]);
    // Enough of them wait now, or not: what waits counts as there.
    replies.push(propose("what amounts do gift cards come in"));
    expect(await run({ language: "en", articleKey: GIFT })).toMatchObject({ proposed: 0, repeated: 1 });
    expect(prompts[1]).toContain("12 questions");
  });

  test("leaves out repeats, other articles' questions, other languages, links and what is no question", async () => {
    replies.push(
      propose(
        "Do you sell gift-cards?",
        "send back my 1 thing",
        "can I return or give back my thing",
        "¿Cuánto tiempo son válidas las tarjetas regalo que vendéis en la tienda?",
        "see https://evil.example/cards",
        "[click](http://evil.example)",
        "?!",
        "x".repeat(400),
        "which values of gift card are there",
        "which values of gift cards are there",
      ),
    );
    const report = await run({ language: "en", articleKey: GIFT });
    expect((await waiting()).map((each) => each.text)).toEqual(["which values of gift card are there"]);
    expect(report.repeated).toBe(3);
    expect(report.ofOthers).toBe(1);
  });

  test.each<[string, Reply, string]>([
    ["nonsense", "Here are some ideas for you!", "nonsense"],
    ["half an object", '{"questions": ["one", "tw', "nonsense"],
    ["something else", '{"questions": "many"}', "nonsense"],
    ["nothing usable", propose("?", "!"), "nothing-usable"],
    ["no answer", { kind: "unavailable", reason: "timeout" }, "timeout"],
  ])("%s stores nothing, and says why", async (_name, reply, reason) => {
    replies.push(reply);
    const report = await run({ language: "en", articleKey: GIFT });
    expect(report.proposed).toBe(0);
    expect([...report.failures]).toEqual([[reason, 1]]);
    expect(await waiting()).toEqual([]);
  });

  test("stops when the budget of the day is spent", async () => {
    const many = Array.from({ length: 10 }, (_, at) =>
      file(`en/a${at}.md`, `A ${at}`, [`question ${at}`], `Text ${at}.`),
    );
    await program.teach(many);
    replies.push(...Array.from({ length: 10 }, (): ModelReply => ({ kind: "unavailable", reason: "budget" })));
    const report = await run();
    expect(report.wanting).toBe(10);
    // Those that were under way at once, and no other.
    expect(prompts.length).toBeLessThanOrEqual(3);
    expect(report.failures.get("budget")).toBeGreaterThan(0);
  });
});

describe("deciding", () => {
  const find = () => {
    const search = program.ports.searchOf(program.shop.shopId);
    const found = search.search({ text: "voucher for my aunt's birthday", language: "en", limit: 1 });
    return found.passages[0]?.passage.articleKey ?? null;
  };

  test("an approved question is found like the article's own, a rejected one is not", async () => {
    replies.push(propose("voucher for an aunt's birthday", "something to surprise people with"));
    await run({ language: "en", articleKey: GIFT });
    const heard: unknown[] = [];
    const { shopId } = program.shop;
    const stop = program.ports.live.subscribe(`knowledge:${shopId}`, () => void heard.push(1));
    expect(find()).not.toBe(GIFT);
    for (const each of await waiting()) {
      await decideQuestion(
        shopId,
        each.proposalId,
        each.text.startsWith("voucher") ? "approved" : "rejected",
        program.ports,
      );
    }
    await program.shelves.fill(shopId);
    expect(find()).toBe(GIFT);
    expect(heard).toHaveLength(2);
    stop();
    const [article] = (await program.ports.knowledge.load(shopId)).filter(
      (each) => each.articleKey === GIFT && each.language === "en",
    );
    expect(article?.questions).toEqual(["do you sell gift cards", "voucher for an aunt's birthday"]);
  });
});
