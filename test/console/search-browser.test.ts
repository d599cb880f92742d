/** The search over everything in a real browser: found while typing, by keyboard, kept in the link, in two looks. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createIndexKeeper } from "../../src/flows/search/create-index-keeper.ts";
import { order } from "../commerce/records.ts";
import { countLive } from "../chaos/xss/open-hole.ts";
import { createWatched, lookAt, openWatched } from "../chaos/xss/watch-pages.ts";
import { packPayloads, writePayloads } from "../chaos/xss/write-payloads.ts";
import { type ConsoleBrowser, findBarriers, LOOKS, openConsoleBrowser, takePicture } from "./console-browser.ts";
import type { ConsoleRig, OpenedStory } from "./console-rig.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
let lucia: OpenedStory;
const asked: string[] = [];

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  const { shopId } = rig.db.shop;
  await rig.addAgent(shopId, "Mina");
  lucia = await rig.openStory({
    name: "Lucía",
    language: "es",
    words: ["¿Cuánto tarda mi tetera azul?", "Quiero una persona, la tetera llegó rota"],
  });
  await rig.openStory({ name: "ليلى", language: "ar", words: ["أين الطرد؟", "أريد التحدث عن tetera"] });
  await rig.ports.inbox.accept(shopId, rig.db.accountId, {
    threadKey: "alone",
    senderKey: "alone",
    senderName: "Ben",
    externalId: "alone",
    parts: [{ kind: "text", text: "Do you sell a samovar?" }],
    locale: null,
    sentAt: rig.ports.clock.now(),
  });
  await rig.ports.commerce.write(shopId, [{ kind: "order", order: order({ orderNumber: "TETERA-1" }) }]);
  const keeper = createIndexKeeper(rig.ports);
  while (await keeper.keepUp(shopId));
  keeper.close();
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const hit = (page: Page, kind: string) => page.locator(`section[aria-labelledby=search-${kind}] .search-hit`);
const FIELD = ".search-page .search input";

test("a slash opens it anywhere, typing finds, arrows and Enter open, and back leads to what was found", async () => {
  const page = await desk.openAs("mina", "waiting", ".queue-row");
  page.on("request", (request) => asked.push(request.url()));
  await takePicture(page, "search-inbox");
  await page.keyboard.press("/");
  await page.waitForSelector(FIELD);
  await page.keyboard.type("teter");
  await hit(page, "conversation").first().waitFor();
  expect(await hit(page, "conversation").count()).toBe(2);
  expect(await hit(page, "conversation").filter({ hasText: "Lucía" }).locator("mark").allTextContents()).toEqual([
    "tetera",
  ]);
  await hit(page, "order").filter({ hasText: "TETERA-1" }).waitFor();
  await page.keyboard.type("a azul");
  await expect.poll(() => hit(page, "conversation").count()).toBe(1);
  await takePicture(page, "search-found");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`waiting/${lucia.ticketId}$`, "u"));
  await page.waitForSelector(".composer textarea");
  await page.goBack();
  await expect.poll(() => page.locator(FIELD).inputValue()).toBe("tetera azul");
  await hit(page, "conversation").first().waitFor();
  // What was looked for went to nobody but the search itself, and into no address.
  expect(asked.filter((url) => url.includes("teter"))).toEqual([]);
});

test("a link holds words and kind, a kind narrows, and what is not found says what to try", async () => {
  const page = await desk.openAs("mina", "search#q=tetera&kind=contact", FIELD);
  expect(await page.locator(FIELD).inputValue()).toBe("tetera");
  await page.locator(".state", { hasText: "Nothing found" }).waitFor();
  await page.getByRole("button", { name: "Orders", exact: true }).click();
  await hit(page, "order").first().waitFor();
  expect(await page.evaluate("location.hash")).toBe("#q=tetera&kind=order");
  await page.locator(FIELD).fill("lucia");
  await page.getByRole("button", { name: "Everything", exact: true }).click();
  await hit(page, "contact").filter({ hasText: "Lucía" }).waitFor();
  // The list's own field hands over with Enter.
  await page.goto(`${rig.origin}/console/waiting`);
  await page.getByRole("textbox", { name: "Search this list" }).fill("samovar");
  await page.getByText("searches everything").waitFor();
  await page.keyboard.press("Enter");
  await hit(page, "conversation").filter({ hasText: "samovar" }).waitFor();
});

test("a conversation that is no ticket can be read", async () => {
  const page = await desk.openAs("mina", "search#q=samovar", FIELD);
  await hit(page, "conversation").first().click();
  await page.locator(".transcript", { hasText: "Do you sell a samovar?" }).waitFor();
  await takePicture(page, "search-transcript");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("link", { name: "Back to the results" }).click();
  await hit(page, "conversation").first().waitFor();
});

test.each(LOOKS)("$name: the search is free of barriers and fits", async ({ name, ...look }) => {
  const page = await desk.openAs("mina", "search", FIELD, look);
  await takePicture(page, `search-${name}-empty`);
  await page.locator(FIELD).fill("tetera");
  await hit(page, "conversation").first().waitFor();
  await takePicture(page, `search-${name}`);
  expect(await findBarriers(page)).toEqual([]);
});

test("scripts in a name, in a message and in a search run nowhere, and on a page with holes they do", async () => {
  const payloads = writePayloads(60);
  const [name, query] = payloads.filter(({ text }) => text.length < 60).map(({ text }) => text);
  const [words = ""] = packPayloads(payloads, 7_900);
  const { ticketId } = await rig.openStory({ name: name ?? "", language: "en", words: [words, "A person, please"] });
  const signedIn = (await desk.openAs("mina", "waiting", ".queue-row")).context();
  const browser = signedIn.browser();
  if (!browser) throw new Error("no browser");
  const watched = createWatched();
  const context = await openWatched(browser, watched, { storageState: await signedIn.storageState() });
  const page = await context.newPage();
  for (const path of [`waiting/${ticketId}`, `search#${encodeURIComponent(query ?? "")}`]) {
    await page.goto(`${rig.origin}/console/${path}`);
    await lookAt(page, watched);
  }
  expect(watched.seen.size).toBe(60);
  expect([...watched.ran, ...watched.planted, ...watched.violations]).toEqual([]);
  expect(await countLive(browser, payloads.slice(0, 20))).toBeGreaterThan(3);
});
