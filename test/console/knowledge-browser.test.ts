/** The knowledge pages in a real browser: writing, asking, publishing, restoring, and what buyers asked in vain. */
import { sql } from "kysely";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { storeKnowledge } from "../../src/flows/refresh-knowledge.ts";
import { until } from "../support/until.ts";
import { type ConsoleBrowser, findBarriers, LOOKS, openConsoleBrowser, PHONE } from "./console-browser.ts";
import { type ConsoleRig, PASSWORD } from "./console-rig.ts";

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;

const FILES = [
  {
    path: "en/delivery.md",
    text: "---\ntitle: Delivery\nquestions:\n  - How long does delivery take?\ntags:\n  - shipping\n---\nDelivery takes 7 days.\n\n## By country\n- **Spain**: 5 days\n- *Chile*: 12 days\n",
  },
  {
    path: "ar/delivery.md",
    text: "---\ntitle: التوصيل\nquestions:\n  - كم يستغرق التوصيل؟\n---\nيستغرق التوصيل 7 أيام.\n",
  },
  { path: "en/returns.md", text: "---\ntitle: Returns\n---\nSend it back within 30 days.\n" },
];

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  await rig.addAgent(rig.db.shop.shopId, "Olga", "owner");
  await rig.addAgent(rig.db.shop.shopId, "Mina", "agent");
  await storeKnowledge(rig.db.shop.shopId, FILES, rig.ports);
  await rig.shelves.fill(rig.db.shop.shopId);
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const open = (path: string, name = "olga", options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, path, ".knowledge-main h1", options);

const body = (page: Page) => page.locator(".textarea-body");
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const searched = () =>
  rig.ports.searchOf(rig.db.shop.shopId).search({ text: "how long does delivery take", language: "en", limit: 1 })
    .passages[0]?.passage.text;

test("a merchant finds an article, edits it, asks as a buyer, publishes, and has the old text back with one press", async () => {
  const page = await open("knowledge");
  await page.getByRole("textbox", { name: /Search titles/ }).fill("shipping");
  expect(await page.locator(".article-row").count()).toBe(1);
  await page.locator(".article-link").click();
  await body(page).fill("Delivery takes 9 days.");
  await page.getByRole("textbox", { name: "Question", exact: true }).fill("how long does delivery take");
  await page.keyboard.press("Enter");
  await page.locator(".ask-answer", { hasText: "9 days" }).waitFor();
  await page.getByText(/It answered because it is \d+ % sure/).waitFor();
  expect(searched()).toContain("7 days");
  await press(page, "Publish");
  await page.locator(".toast", { hasText: "Published." }).waitFor();
  await until("the new text", () => searched()?.includes("9 days"));
  await page.getByRole("button", { name: "Changes" }).first().click();
  await page.locator('.change[data-kind="added"]', { hasText: "9 days" }).waitFor();
  await press(page, "Restore");
  await page.locator(".toast", { hasText: "Restored." }).waitFor();
  await until("the old text", () => searched()?.includes("7 days"));
  await expect.poll(() => body(page).inputValue()).toContain("7 days");
});

test("a language that is missing shows what the article is called elsewhere, its own tab in sight, from the right in Arabic", async () => {
  const page = await open("knowledge/articles/returns?lang=th", "olga", { ...PHONE, locale: "ar" });
  await expect.poll(() => page.locator(".knowledge-main h1").innerText()).toBe("Returns");
  const edges = await page.locator(".knowledge-main h1").evaluate((heading) => {
    const text = (heading.firstElementChild ?? heading).getBoundingClientRect();
    return heading.getBoundingClientRect().right - text.right;
  });
  expect(Math.abs(edges)).toBeLessThan(2);
  const tab = await page.locator('.language-tab[aria-current="page"]').boundingBox();
  expect(tab?.x).toBeGreaterThanOrEqual(0);
  expect((tab?.x ?? 0) + (tab?.width ?? 1_000)).toBeLessThanOrEqual(390);
});

test("a shop without an article is told what articles are for, and how to get one", async () => {
  await rig.addAgent(rig.db.otherShop.shopId, "Nora", "owner");
  const page = await desk.openPage({}, "knowledge");
  expect(await page.evaluate("document.activeElement.name")).toBe("shop");
  await page.fill("input[name=shop]", "second");
  await page.fill("input[name=email]", "nora@shop.example");
  await page.fill("input[name=password]", PASSWORD);
  await page.click("button[type=submit]");
  await page.getByRole("heading", { name: "No articles yet" }).waitFor();
  expect(await page.locator(".legend, .list-tools").count()).toBe(0);
  await page.getByRole("link", { name: "Import what you have" }).click();
  await page.waitForURL(/knowledge\/import$/u);
});

test("an agent sends a draft to review and sees no way to publish", async () => {
  const page = await open("knowledge/articles/returns?lang=en", "mina");
  await body(page).fill("Send it back within 45 days.");
  expect(await page.getByRole("button", { name: "Publish" }).count()).toBe(0);
  await press(page, "Send to review");
  await page.locator('.badge-state[data-state="in-review"]').first().waitFor();
  const owner = await open("knowledge/articles/returns?lang=en");
  expect(await body(owner).inputValue()).toContain("45 days");
  await press(owner, "Publish");
  await owner.locator(".toast", { hasText: "Published." }).waitFor();
});

test("what an article holds is shown as text, whatever it looks like", async () => {
  const page = await open("knowledge/articles/hostile?lang=en");
  await page.getByLabel("Title", { exact: true }).fill(HOSTILE);
  await body(page).fill(`${HOSTILE}\n\n[click](javascript:alert(1)) **${HOSTILE}**`);
  await page.getByRole("tab", { name: "Preview" }).click();
  await page.locator(".prose", { hasText: "onerror" }).waitFor();
  expect(await page.locator(".prose img, .prose script, .prose a").count()).toBe(0);
  expect(await page.title()).toBe("Dragoman console");
});

test("questions without an answer become an article with the buyers' words in it", async () => {
  for (const words of ["do you sell kites", "Do you sell kites?"]) {
    const { conversationId } = await rig.openStory({ name: null, language: "en", words: [words, "human"] });
    await rig.db.database.withShop(rig.db.shop.shopId, (trx) =>
      trx.run(sql`
        insert into turn (shop_id, turn_id, conversation_id, first_seq, last_seq, attempt, outcome, reason, started_at)
        values (${rig.db.shop.shopId}, gen_random_uuid(), ${conversationId}, 1, 1, 1, 'handed-off', 'no-passage-found', now())`),
    );
  }
  const page = await open("knowledge");
  await page.getByRole("link", { name: "1 question has no answer yet" }).click();
  await page.locator(".group-count", { hasText: "2" }).waitFor();
  await press(page, "Write an article");
  await page.waitForURL(/knowledge\/articles\/do-you-sell-kites\?lang=en/);
  await page.locator(".textarea-body").waitFor();
  expect(await page.getByLabel(/Example questions/).inputValue()).toMatch(/sell kites[\s\S]*sell kites/i);
});

test.each(LOOKS)(
  "$name: every page of the knowledge is free of barriers and fits",
  async ({ name: _name, ...look }) => {
    const page = await open("knowledge", "olga", look);
    const found: string[] = [];
    for (const path of [
      "knowledge",
      "knowledge/articles/delivery?lang=ar",
      "knowledge/questions",
      "knowledge/settings",
    ]) {
      await page.goto(`${rig.origin}/console/${path}`);
      await page.waitForSelector(".knowledge-main h1");
      if (path.includes("articles/")) {
        await page.locator(".ask textarea").fill("كم يستغرق التوصيل");
        await page.keyboard.press("Enter");
        await page.locator(".ask-answer").waitFor();
      }
      for (const barrier of await findBarriers(page)) found.push(`${path} ${barrier}`);
    }
    expect(found).toEqual([]);
  },
);
