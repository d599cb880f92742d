/** The day's budget and proposed questions in the real database: counted once however many processes there are. */
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { BudgetLimits, ModelBudget } from "../../src/contracts/model-budget.ts";
import { openDatabase, type OpenDatabase } from "../../src/store/open-database.ts";
import { createKnowledgeStore } from "../../src/store/knowledge-store.ts";
import { createModelBudget } from "../../src/store/model/create-model-budget.ts";
import { createQuestionStore } from "../../src/store/model/create-question-store.ts";
import { createHandClock } from "../support/hand-clock.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";

const NONE: BudgetLimits = { maxTokens: null, maxCostMicros: null };
let db: ShopDatabase;
/** Another process: a pool of its own on the same database. */
let other: OpenDatabase;
beforeAll(async () => {
  db = await openShopDatabase();
  other = openDatabase(db.runtimeUrl, { maxConnections: 8, log: createRecordingHost().log });
});
afterAll(async () => {
  await other.close();
  await db.close();
});
beforeEach(async () => {
  for (const { shopId } of [db.shop, db.otherShop]) {
    await db.database.inShop(shopId, sql`delete from model_usage where shop_id = ${shopId}`);
  }
});

function open(defaults: BudgetLimits, database: OpenDatabase = db.database) {
  const host = createRecordingHost();
  const clock = createHandClock();
  return { budget: createModelBudget(database, { ...host, clock, defaults }), lines: host.lines, clock };
}
const tokens = (count: number) => ({ tokens: count, costMicros: 0 });
const take = async (budget: ModelBudget, count: number, shop = db.shop) =>
  (await budget.reserve(shop.shopId, tokens(count))).kind;

describe("a budget", () => {
  test("is never passed by two processes that spend it at once, nor left unused", async () => {
    const limits = { maxTokens: 1_000, maxCostMicros: null };
    const budgets = [open(limits).budget, open(limits, other).budget] as const;
    const kinds = await Promise.all(
      Array.from({ length: 60 }, (_, at) => take(at % 2 === 0 ? budgets[0] : budgets[1], 37)),
    );
    expect(kinds.filter((kind) => kind === "reserved")).toHaveLength(Math.floor(1_000 / 37));
    const today = await budgets[0].today(db.shop.shopId);
    expect(today).toMatchObject({ tokens: 27 * 37, calls: 27, refusedCalls: 33, limits });
  });

  test("takes back what was set aside and not used", async () => {
    const { budget } = open({ maxTokens: 1_000, maxCostMicros: null });
    const reserved = await budget.reserve(db.shop.shopId, tokens(900));
    expect(await take(budget, 200)).toBe("exhausted");
    if (reserved.kind !== "reserved") throw new Error("It was not reserved.");
    await budget.settle(reserved.reservation, tokens(100));
    expect((await budget.today(db.shop.shopId)).tokens).toBe(100);
    expect(await take(budget, 200)).toBe("reserved");
  });

  test("stands at the estimate when the process of a call dies", async () => {
    const limits = { maxTokens: 1_000, maxCostMicros: null };
    await take(open(limits).budget, 900);
    expect(await take(open(limits, other).budget, 200)).toBe("exhausted");
  });

  test("is a shop's own", async () => {
    const { budget } = open({ maxTokens: 100, maxCostMicros: null });
    expect(await take(budget, 100)).toBe("reserved");
    expect(await take(budget, 1)).toBe("exhausted");
    expect(await take(budget, 100, db.otherShop)).toBe("reserved");
  });

  test("warns once at four fifths and once at the end, over all processes", async () => {
    const limits = { maxTokens: 1_000, maxCostMicros: null };
    const [one, two] = [open(limits), open(limits, other)];
    await take(one.budget, 799);
    expect(one.lines).toEqual([]);
    await Promise.all([take(one.budget, 10), take(two.budget, 10), take(one.budget, 10), take(two.budget, 10)]);
    await Promise.all([take(one.budget, 500), take(two.budget, 500)]);
    const events = [...one.lines, ...two.lines].map((line) => line.event).toSorted();
    expect(events).toEqual(["model-budget-nearly-spent", "model-budget-spent"]);
  });

  test("in money lets a server that costs nothing go on", async () => {
    const { budget } = open({ maxTokens: null, maxCostMicros: 5_000 });
    const costing = (costMicros: number) => budget.reserve(db.shop.shopId, { tokens: 10, costMicros });
    expect((await costing(5_000)).kind).toBe("reserved");
    expect((await costing(1)).kind).toBe("exhausted");
    expect((await costing(0)).kind).toBe("reserved");
  });

  test("without a limit is counted all the same, after the call and not before", async () => {
    const { budget } = open(NONE);
    const reserved = await budget.reserve(db.shop.shopId, tokens(900));
    expect((await budget.today(db.shop.shopId)).calls).toBe(0);
    if (reserved.kind === "reserved") await budget.settle(reserved.reservation, { tokens: 120, costMicros: 7 });
    expect(await budget.today(db.shop.shopId)).toMatchObject({ tokens: 120, costMicros: 7, calls: 1, limits: NONE });
  });

  test("of a shop's own wish goes before the installation's, in every process within seconds", async () => {
    const [one, two] = [
      open({ maxTokens: 10, maxCostMicros: null }),
      open({ maxTokens: 10, maxCostMicros: null }, other),
    ];
    expect(await take(two.budget, 50)).toBe("exhausted");
    await one.budget.saveWishes(db.shop.shopId, { limits: { maxTokens: 100, maxCostMicros: null } });
    expect(await take(one.budget, 50)).toBe("reserved");
    await two.clock.advance(5_001);
    expect(await take(two.budget, 50)).toBe("reserved");
    await one.budget.saveWishes(db.shop.shopId, { limits: NONE });
  });
});

describe("proposed questions", () => {
  const writer = { model: "fake", promptVersion: "suggest:1" };
  const question = (text: string) => ({ articleKey: "returns" as ArticleKey, language: "en", text }) as const;

  test("are kept once, and what was rejected is not proposed again", async () => {
    const store = createQuestionStore(db.database);
    const { shopId } = db.shop;
    expect(await store.propose(shopId, [question("can i send it back"), question("Can I send it back")], writer)).toBe(
      1,
    );
    const [first] = await store.list(shopId, { state: "proposed" });
    if (!first) throw new Error("Nothing was proposed.");
    expect(await store.decide(shopId, first.proposalId, "rejected")).toMatchObject({ state: "rejected" });
    expect(await store.propose(shopId, [question("can i send it back")], writer)).toBe(0);
    expect(await store.list(shopId, { state: "proposed" })).toEqual([]);
  });

  test("of another shop cannot be seen or decided", async () => {
    const store = createQuestionStore(db.database);
    await store.propose(db.shop.shopId, [question("where do i send it")], writer);
    const [mine] = await store.list(db.shop.shopId, { state: "proposed" });
    expect(await store.list(db.otherShop.shopId, {})).toEqual([]);
    expect(mine && (await store.decide(db.otherShop.shopId, mine.proposalId, "approved"))).toBeNull();
    expect(await store.decide(db.shop.shopId, "no id" as never, "approved")).toBeNull();
  });

  test("approved, they are what the search loads, and the article's mark is another", async () => {
    const store = createQuestionStore(db.database);
    const knowledge = createKnowledgeStore(db.database);
    const { shopId } = db.shop;
    const article = {
      articleKey: "returns" as ArticleKey,
      language: "en",
      title: "Returns",
      url: null,
      questions: ["how do returns work"],
      tags: [],
      body: "Within 30 days.",
      reviewedUntil: null,
      origin: "knowledge/en/returns.md",
    } as const;
    await knowledge.put(shopId, article, "f1");
    const before = (await knowledge.listLive(shopId)).get("returns/en");
    await store.propose(shopId, [question("how long do i have")], writer);
    expect((await knowledge.load(shopId))[0]?.questions).toEqual(["how do returns work"]);
    const [waiting] = await store.list(shopId, { state: "proposed", articleKey: article.articleKey });
    for (const each of await store.list(shopId, { state: "proposed" })) {
      await store.decide(shopId, each.proposalId, each.text === "how long do i have" ? "approved" : "rejected");
    }
    expect((await knowledge.load(shopId))[0]?.questions).toEqual(["how do returns work", "how long do i have"]);
    const [some] = await knowledge.loadSome(shopId, "en", [article.articleKey]);
    expect(some?.article.questions).toHaveLength(2);
    expect((await knowledge.listLive(shopId)).get("returns/en")).toBe(some?.mark);
    expect(some?.mark).not.toBe(before);
    expect(waiting).toMatchObject({ language: "en", model: "fake", decidedAt: null });
  });
});
