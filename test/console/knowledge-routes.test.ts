/** The knowledge over HTTP: what roles may do, that nothing is lost, and that what is published is searched at once. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  ArticlePageView,
  AskView,
  DraftView,
  KnowledgeListView,
  MoveView,
} from "../../src/console/knowledge-api.ts";
import { storeKnowledge } from "../../src/flows/refresh-knowledge.ts";
import { until } from "../support/until.ts";
import { type ConsoleClient, errorCode, signInEach } from "./console-client.ts";
import { type ConsoleRig, openConsoleRig } from "./console-rig.ts";

let rig: ConsoleRig;
let owner: ConsoleClient;
let agent: ConsoleClient;
let viewer: ConsoleClient;
let foreigner: ConsoleClient;

const FILE = {
  path: "en/delivery.md",
  text: "---\ntitle: Delivery\nquestions:\n  - How long does delivery take?\n---\nDelivery takes 7 days.\n",
};
const TEXT = {
  title: "Delivery",
  url: null,
  questions: ["How long does delivery take?"],
  tags: [],
  reviewedUntil: null,
};

beforeAll(async () => {
  rig = await openConsoleRig();
  ({ owner, agent, viewer, foreigner } = await signInEach(rig));
  await storeKnowledge(rig.db.shop.shopId, [FILE], rig.ports);
  await rig.shelves.fill(rig.db.shop.shopId);
});
afterAll(() => rig.close());

const page = async (client = owner, key = "delivery") =>
  (await client.call("GET", `/knowledge/articles/${key}`)).body as ArticlePageView;
const openOf = async (language = "en") =>
  (await page()).versions.find((version) => version.language === language && /draft|review/.test(version.state)) ??
  null;

async function draft(client: ConsoleClient, body: string, basedOn: string | null = null, key = "delivery") {
  const answer = await client.call("POST", `/knowledge/articles/${key}/drafts`, {
    body: { language: "en", text: { ...TEXT, body }, reason: "because", basedOn },
  });
  return { answer, view: answer.body as DraftView };
}
async function saved(client: ConsoleClient, body: string): Promise<string> {
  const { view } = await draft(client, body, (await openOf())?.versionId ?? null);
  if (view.kind !== "saved") throw new Error(view.kind);
  return view.version.versionId;
}
const move = (client: ConsoleClient, versionIds: readonly string[], to: string) =>
  client.call("POST", "/knowledge/moves", { body: { versionIds, to, reason: "" } });
const searched = () =>
  rig.ports.searchOf(rig.db.shop.shopId).search({ text: "how long does delivery take", language: "en", limit: 1 })
    .passages[0]?.passage.text;

describe("an article from a file", () => {
  test("is edited as a version that stands before the file, which is kept as the first one", async () => {
    expect((await page()).live).toMatchObject([{ isFile: true, body: "Delivery takes 7 days." }]);
    const versionId = await saved(agent, "Delivery takes 9 days.");
    const { versions, live } = await page();
    expect(versions.map(({ number, state, sourceKind, author }) => [number, state, sourceKind, author])).toEqual([
      [2, "draft", "console", "Mina"],
      [1, "archived", "file", null],
    ]);
    expect(live).toMatchObject([{ isFile: true }]);
    expect(searched()).toContain("7 days");
    expect((await move(owner, [versionId], "archived")).body).toEqual({ kind: "moved" });
  });

  test("published over it is searched within a second, and restored by one call", async () => {
    const versionId = await saved(agent, "Delivery takes 9 days.");
    const startedAt = performance.now();
    expect((await move(owner, [versionId], "published")).body).toEqual({ kind: "moved" });
    await until("the new text", () => searched()?.includes("9 days"));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const file = (await page()).versions.find(({ sourceKind }) => sourceKind === "file");
    await move(owner, [file?.versionId ?? ""], "published");
    await until("the old text", () => searched()?.includes("7 days"));
    expect((await page()).versions.filter(({ state }) => state === "published")).toHaveLength(1);
  });

  test("the folder read again does not undo what was published, and withdrawn versions give the file back", async () => {
    await move(owner, [await saved(owner, "Delivery takes 3 days.")], "published");
    await storeKnowledge(rig.db.shop.shopId, [{ ...FILE, text: FILE.text.replace("7", "8") }], rig.ports);
    await rig.shelves.fill(rig.db.shop.shopId);
    expect(searched()).toContain("3 days");
    const published = (await page()).versions.find(({ state }) => state === "published");
    await move(owner, [published?.versionId ?? ""], "archived");
    await until("the file's text", () => searched()?.includes("8 days"));
  });

  test("a published withdrawal takes it away, file and all", async () => {
    const answer = await owner.call("POST", "/knowledge/articles/delivery/drafts", {
      body: { language: "en", text: { ...TEXT, body: "x" }, isWithdrawal: true, reason: "", basedOn: null },
    });
    const view = answer.body as DraftView;
    if (view.kind !== "saved") throw new Error(view.kind);
    await move(owner, [view.version.versionId], "published");
    await until("silence", () => searched() === undefined);
    await move(owner, [view.version.versionId], "archived");
    await until("the file again", () => searched()?.includes("8 days"));
  });
});

describe("who may do what", () => {
  test("an agent drafts and sends to review; only an owner publishes, and a viewer reads", async () => {
    const versionId = await saved(agent, "Delivery takes 5 days.");
    expect((await move(agent, [versionId], "in-review")).body).toEqual({ kind: "moved" });
    const refused = await move(agent, [versionId], "published");
    expect([refused.status, errorCode(refused)]).toEqual([403, "NOT_ALLOWED"]);
    const { answer } = await draft(viewer, "Hacked.");
    expect([answer.status, errorCode(answer)]).toEqual([403, "NOT_ALLOWED"]);
    expect((await page(viewer)).mayWrite).toBe(false);
    expect((await viewer.call("POST", "/knowledge/settings", { body: SETTINGS })).status).toBe(403);
    expect((await agent.call("POST", "/knowledge/settings", { body: SETTINGS })).status).toBe(403);
    expect((await move(agent, [versionId], "archived")).body).toEqual({ kind: "moved" });
  });

  test("another shop sees none of it and moves none of it", async () => {
    const versionId = await saved(agent, "Delivery takes 5 days.");
    expect((await foreigner.call("GET", "/knowledge/articles/delivery")).status).toBe(404);
    expect(((await foreigner.call("GET", "/knowledge")).body as KnowledgeListView).articles).toEqual([]);
    expect((await move(foreigner, [versionId], "published")).status).toBe(404);
    await move(owner, [versionId], "archived");
  });
});

const SETTINGS = { expired: "mark", warnDays: 30, hasRatings: true };

describe("two at one article", () => {
  test("who saves second is told whose draft stands, and nothing of either is lost", async () => {
    await saved(agent, "Mina's text.");
    const { view } = await draft(owner, "Olga's text.", null);
    expect(view).toMatchObject({ kind: "overtaken", by: { author: "Mina", body: "Mina's text." } });
    const open = await openOf();
    await saved(owner, "Olga's text.");
    expect((await page()).versions.map(({ body }) => body)).toEqual(
      expect.arrayContaining(["Mina's text.", "Olga's text."]),
    );
    expect((await move(owner, [open?.versionId ?? ""], "in-review")).body).toEqual({
      kind: "overtaken",
    } satisfies MoveView);
    await move(owner, [(await openOf())?.versionId ?? ""], "archived");
  });

  test("the same text again writes nothing", async () => {
    await saved(agent, "Same.");
    const before = (await page()).versions.length;
    expect((await draft(agent, "Same.", (await openOf())?.versionId ?? null)).view).toEqual({ kind: "unchanged" });
    expect((await page()).versions).toHaveLength(before);
    await move(owner, [(await openOf())?.versionId ?? ""], "archived");
  });

  test("of several versions published together one that moved meanwhile stops them all", async () => {
    const versionId = await saved(agent, "Both or none.");
    const gone = (await page()).versions.find(({ state }) => state === "archived")?.versionId ?? "";
    expect((await move(owner, [versionId, gone], "in-review")).body).toEqual({ kind: "overtaken" });
    expect((await openOf())?.state).toBe("draft");
    await move(owner, [versionId], "archived");
  });
});

describe("what is refused", () => {
  test("an empty text, a blank left by a form, a bad address and a day that does not exist", async () => {
    expect((await draft(agent, "  ")).answer.status).toBe(400);
    const versionId = await saved(agent, "It costs [?] euros.");
    expect((await move(owner, [versionId], "published")).status).toBe(400);
    await move(owner, [versionId], "archived");
    for (const part of [{ url: "javascript:alert(1)" }, { reviewedUntil: "2027-02-31" }, { title: "" }]) {
      const body = { language: "en", text: { ...TEXT, body: "x", ...part }, reason: "", basedOn: null };
      expect((await agent.call("POST", "/knowledge/articles/delivery/drafts", { body })).status).toBe(400);
    }
    for (const key of ["../etc", "A B", "x".repeat(61)]) {
      expect((await agent.call("GET", `/knowledge/articles/${encodeURIComponent(key)}`)).status).toBe(404);
    }
  });
});

describe("asking as a buyer", () => {
  const ask = async (body: object) =>
    (await agent.call("POST", "/knowledge/ask", { body: { language: null, withDrafts: false, draft: null, ...body } }))
      .body as AskView;

  test("shows the answer, the passages with scores, and why", async () => {
    const view = await ask({ text: "how long does delivery take" });
    expect(view).toMatchObject({ outcome: "answered", language: "en", reason: { kind: "sure-enough" } });
    expect(view.passages[0]).toMatchObject({ articleKey: "delivery", text: "Delivery takes 8 days." });
    expect(view.confidence).toBeGreaterThan(view.answerFrom);
    expect(view.evidence.length).toBeGreaterThan(3);
  });

  test("answers from the text in the editor, which nobody else gets", async () => {
    const draftBody = { articleKey: "delivery", language: "en", text: { ...TEXT, body: "Delivery takes 77 days." } };
    expect((await ask({ text: "how long does delivery take", draft: draftBody })).text).toContain("77 days");
    expect(searched()).toContain("8 days");
  });

  test("says what decides before the knowledge is asked", async () => {
    const view = await ask({ text: "I want to talk to a human" });
    expect(view).toMatchObject({ outcome: "handoff", reason: { kind: "handed-over", reason: "buyer-asked" } });
    expect(await ask({ text: "thanks!" })).toMatchObject({ outcome: "notice", reason: { kind: "small-talk" } });
  });
});

describe("the list", () => {
  test("tells fresh from due, expired, drafted and missing, by language", async () => {
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    const until_ = (day: string) => `---\ntitle: T\nreviewedUntil: "${day}"\n---\nText.\n`;
    await storeKnowledge(
      rig.db.shop.shopId,
      [
        { ...FILE, text: FILE.text.replace("7", "8") },
        { path: "en/t.md", text: until_(soon) },
        { path: "es/t.md", text: until_("2020-01-01") },
      ],
      rig.ports,
    );
    await agent.call("POST", "/knowledge/articles/t/drafts", {
      body: { language: "fr", text: { ...TEXT, body: "x" }, reason: "", basedOn: null },
    });
    const { articles } = (await owner.call("GET", "/knowledge")).body as KnowledgeListView;
    const cells = articles.find(({ articleKey }) => articleKey === "t")?.cells ?? [];
    const states = Object.fromEntries(cells.map(({ language, state }) => [language, state]));
    expect(states).toMatchObject({ en: "due", es: "expired", fr: "draft", de: "missing" });
    expect(articles.find(({ articleKey }) => articleKey === "delivery")?.cells[0]?.state).toBe("fresh");
  });

  test("has its titles in the reader's language where the article is written in it", async () => {
    await storeKnowledge(
      rig.db.shop.shopId,
      [FILE, { ...FILE, path: "es/delivery.md", text: FILE.text.replace(/title: .*/u, "title: Entrega") }],
      rig.ports,
    );
    const titled = async (query: string) => {
      const { articles } = (await owner.call("GET", `/knowledge${query}`)).body as KnowledgeListView;
      const row = articles.find(({ articleKey }) => articleKey === "delivery");
      return [row?.title, row?.titleLanguage];
    };
    expect(await titled("?language=es")).toEqual(["Entrega", "es"]);
    expect(await titled("?language=ar")).toEqual(await titled(""));
    expect((await titled(""))[1]).toBe("en");
    expect((await owner.call("GET", "/knowledge?language=xx")).status).toBe(400);
  });
});
