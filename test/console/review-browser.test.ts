/** Satisfaction and quality review in a real browser: figures, reasons, a sample drawn and written, an answer, the card; phone, Arabic, dark. */
import { readFile } from "node:fs/promises";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { AgentId } from "../../src/contracts/ids.ts";
import { fillCases } from "../review/fill-cases.ts";
import { type ConsoleBrowser, findBarriers, LOOKS, openConsoleBrowser, takePicture } from "./console-browser.ts";
import type { ConsoleRig } from "./console-rig.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
let mina: AgentId;

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  const { shopId } = rig.db.shop;
  await rig.addAgent(shopId, "Olga", "owner");
  ({ agentId: mina } = await rig.addAgent(shopId, "Mina", "agent"));
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const open = (path: string, name = "olga", options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, path, ".knowledge-main h1", options);

async function fill(): Promise<void> {
  const { agentId: leo } = await rig.addAgent(rig.db.shop.shopId, "Leo", "agent");
  await fillCases(rig.db, [
    { agentId: mina, category: "delivery", score: 1, words: "The parcel arrived three weeks late" },
    {
      agentId: mina,
      category: "delivery",
      score: 2,
      words: "My parcel arrived three weeks too late",
      isFollowed: true,
    },
    {
      agentId: mina,
      language: "es",
      category: "delivery",
      score: 2,
      words: "El paquete llegó tarde",
      status: "waiting",
    },
    { agentId: leo, language: "de", category: "refund", score: 1, words: "Unfreundlich und herablassend" },
    { agentId: leo, language: "ar", category: "refund", score: 2, words: "كان الموظف وقحا معي" },
    { agentId: mina, language: "ja", score: 5, words: "とても丁寧で迅速でした" },
    ...Array.from({ length: 14 }, (_, at) => ({ agentId: at % 3 === 0 ? leo : mina, score: at % 5 === 4 ? 3 : 5 })),
    { agentId: leo, score: null },
  ]);
}

test("without a score the page teaches how they come, and an agent is told whose page it is", async () => {
  const page = await open("satisfaction");
  await page.getByRole("heading", { name: "No buyer was asked in this period" }).waitFor();
  expect(await page.locator(".incident-steps li").count()).toBe(4);
  expect(await page.getByRole("button", { name: "Export as CSV" }).isDisabled()).toBe(true);
  await takePicture(page, "satisfaction-empty");
  const agent = await open("satisfaction", "mina");
  await agent.getByText(/Owners and merchants read/u).waitFor();
});

test("a merchant sees how sure the share is, what to follow up first and why, and takes the scores out", async () => {
  await fill();
  const page = await open("satisfaction");
  await page.getByText("20 of 21 buyers who were asked gave a score (95%).").waitFor();
  expect(await page.locator(".review-figure").innerText()).toBe("65%");
  const [first] = await page.locator(".low-row").allInnerTexts();
  expect(first).toContain("No follow-up");
  await page.getByText("3 without a follow-up").waitFor();
  const unfriendly = page.locator(".reason", { hasText: "Unfriendly" });
  await unfriendly.getByText("2 scores, 2 bad").waitFor();
  expect(await unfriendly.locator("bdi[lang]").allInnerTexts()).toEqual(
    expect.arrayContaining(["Unfreundlich und herablassend", "كان الموظف وقحا معي"]),
  );
  await page.getByText("2 say much the same").waitFor();
  await page.getByRole("button", { name: "Language" }).click();
  await page.locator(".share-row", { hasText: "Spanish" }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^satisfaction-\d{4}-\d\d-\d\d\.csv$/u);
  expect((await readFile((await download.path()) ?? "", "utf8")).split("\r\n")).toHaveLength(23);
  await page.locator(".low-row a").first().click();
  await page.waitForSelector(".conversation-head");
});

test("an owner draws a sample, reviews a case beside its conversation, and the agent answers once", async () => {
  const page = await open("quality");
  await page.getByRole("heading", { name: "Nothing waits for you" }).waitFor();
  await takePicture(page, "quality-empty");
  await page.getByLabel("Tickets per agent").fill("4");
  await page.getByLabel("Seed").fill("week 47");
  await page.getByRole("button", { name: "Draw", exact: true }).click();
  await page.getByRole("heading", { name: "8 tickets wait" }).waitFor();
  await takePicture(page, "quality-waiting");
  await page.locator(".review-row a", { hasText: "Mina" }).first().click();
  await page.locator(".review-talk").getByText("On its way.").waitFor();
  const save = page.getByRole("button", { name: "Save the review" });
  expect(await save.isDisabled()).toBe(true);
  for (const [criterion, mark] of [
    ["Correct", "Met"],
    ["Complete", "Met"],
    ["Tone", "Not met"],
    ["Language", "Met"],
    ["Process", "Does not apply"],
  ] as const)
    await page.getByRole("group", { name: criterion }).getByLabel(mark, { exact: true }).check();
  await page.getByLabel("A word on Tone").fill("Say sorry first.");
  await page.getByLabel("All in all").fill("Right, but curt.");
  await takePicture(page, "quality-writing");
  await save.click();
  await page.getByRole("heading", { name: "7 tickets wait" }).waitFor();

  const agent = await open("quality", "mina");
  expect(await agent.locator(".views a").allInnerTexts()).toEqual(["Your reviews", "Score card"]);
  await agent.locator(".review-row a").click();
  await agent.getByText("78 of 100").waitFor();
  await agent.getByText("Say sorry first.").waitFor();
  await agent.getByLabel("Your answer").fill("Fair. I shall.");
  await agent.getByRole("button", { name: "Send the answer" }).click();
  await agent.getByRole("heading", { name: "Mina answers" }).waitFor();
  expect(await agent.getByLabel("Your answer").count()).toBe(0);
  await agent.goto(`${rig.origin}/console/quality/results`);
  await agent.getByText(/Only owners and merchants review/u).waitFor();

  await page.getByRole("link", { name: "Results" }).click();
  const mine = page.locator("tbody tr", { hasText: "Mina" });
  // One review is no average.
  await mine.getByText("(1)").first().waitFor();
  expect(await mine.innerText()).not.toMatch(/78/u);
  await page.locator(".review-row", { hasText: "Answered" }).waitFor();
  await takePicture(page, "quality-results");
});

test("a changed card is a new version: an own criterion, another weight, and the old review as it was", async () => {
  const page = await open("quality/card");
  await page.getByRole("button", { name: "Add a criterion" }).click();
  const save = page.getByRole("button", { name: "Save as a new version" });
  expect(await save.isDisabled()).toBe(true);
  await page.getByLabel("Criterion").last().fill("Speed");
  await page.getByLabel("Weight").last().fill("9");
  await page.getByRole("button", { name: "Remove Process" }).click();
  await takePicture(page, "quality-card");
  await save.click();
  await page.getByText("The new card applies from now on.").waitFor();
  const agent = await open("quality/card", "mina");
  await agent.getByText("Speed").waitFor();
  expect(await agent.getByText("Process", { exact: true }).count()).toBe(0);
  expect(await agent.locator("input").count()).toBe(0);
  await page.getByRole("link", { name: "Results" }).click();
  await page.locator(".review-row a").first().click();
  await page.getByText("78 of 100").waitFor();
  expect(await page.locator(".incident-said").getByText("Process").count()).toBe(1);
});

test.each(LOOKS)("$name: every page of both is free of barriers and fits", async ({ name, ...look }) => {
  const page = await open("satisfaction", "olga", look);
  const { shopId } = rig.db.shop;
  const waiting = await rig.ports.reviews.waiting(shopId, rig.ports.ids.next<AgentId>(), 1);
  const written = await rig.ports.reviews.done(shopId, { limit: 1 });
  const found: string[] = [];
  for (const [shown, path] of [
    ["satisfaction", "satisfaction"],
    ["waiting", "quality/waiting"],
    ["results", "quality/results"],
    ["own", "quality/own"],
    ["card", "quality/card"],
    ["form", `quality/${waiting[0]?.reviewId ?? ""}`],
    ["written", `quality/${written[0]?.reviewId ?? ""}`],
  ] as const) {
    await page.goto(`${rig.origin}/console/${path}`);
    await page.waitForSelector(".knowledge-main h1");
    while ((await page.locator(".page-loading").count()) > 0)
      await page.locator(".page-loading").first().waitFor({ state: "detached" });
    await takePicture(page, `review-${name}-${shown}`);
    for (const barrier of await findBarriers(page)) found.push(`${shown} ${barrier}`);
  }
  expect(found).toEqual([]);
});
