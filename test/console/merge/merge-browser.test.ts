/** Merging in a real browser: chosen in a dialog, told in the story, taken back in the toast and in the story. */
import { sql } from "kysely";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { TicketId } from "../../../src/contracts/ids.ts";
import {
  type ConsoleBrowser,
  expectLargeTargets,
  expectNoBarrier,
  LOOKS,
  openConsoleBrowser,
  takePicture,
} from "../console-browser.ts";
import type { ConsoleRig, OpenedStory } from "../console-rig.ts";

vi.setConfig({ testTimeout: 120_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  await rig.addAgent(rig.db.shop.shopId, "Mina");
}, 120_000);
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const ticketOf = (ticketId: TicketId) => rig.ports.tickets.get(rig.db.shop.shopId, ticketId);
const toast = (page: Page, words: RegExp) => page.locator(".toast", { hasText: words }).waitFor();
const openTicket = (ticketId: TicketId, options: BrowserContextOptions = {}) =>
  desk.openAs("mina", `waiting/${ticketId}`, ".handover", options);

/** Two threads of one person. */
async function twoOf(name: string): Promise<readonly [OpenedStory, OpenedStory]> {
  const open = (words: string) => rig.openStory({ name, language: "es", words: ["Hola", words] });
  const [here, there] = [await open("Mi pedido no llega"), await open("La taza está rota")];
  await rig.db.database.inShop(
    rig.db.shop.shopId,
    sql`update conversation set contact_id = (select contact_id from conversation
      where conversation_id = ${here.conversationId}) where conversation_id = ${there.conversationId}`,
  );
  return [here, there];
}

async function choose(page: Page, words: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByText(words).click();
  await dialog.locator("button[type=submit]").click();
}

test("merged from the menu, undone in the toast; merged from the palette, undone in the story", async () => {
  const [here, there] = await twoOf("Lucía");
  const page = await openTicket(here.ticketId);
  await page.locator(".related", { hasText: "Same buyer" }).waitFor();
  await page.getByRole("region", { name: "Conversation" }).getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Merge with other tickets" }).click();
  await page.getByRole("dialog").getByText("La taza está rota").waitFor();
  await expectNoBarrier(page);
  await takePicture(page, "merge-dialog");
  await choose(page, "La taza está rota");
  await toast(page, /merged into/);
  const line = page.locator(".merge-line", { hasText: "Mina merged into this ticket" });
  await line.waitFor();
  await page.locator(".bubble", { hasText: "La taza está rota" }).waitFor();
  await takePicture(page, "merged");
  expect((await ticketOf(there.ticketId))?.mergedInto).toBe(here.ticketId);
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await toast(page, /Separated again/);
  await line.getByText("Undone by Mina").waitFor();
  // Behind the toast, which does not wait.
  await expectNoBarrier(page);
  expect((await ticketOf(there.ticketId))?.status).toBe("waiting");

  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("searchbox").fill("Merge");
  await page.keyboard.press("Enter");
  await choose(page, "La taza está rota");
  await page.locator(".merge-line").nth(1).getByRole("link").click();
  await page.locator(".ownership", { hasText: "Merged into #" }).waitFor();
  await page.getByText("Answer there.").waitFor();
  await takePicture(page, "merged-away");
  await page.getByRole("button", { name: "Undo the merge" }).click();
  await expect.poll(async () => (await ticketOf(there.ticketId))?.status).toBe("waiting");
});

test("a word that comes while a case is being resolved keeps it open, and the agent is told", async () => {
  const { ticketId, threadKey } = await rig.openStory({ name: "Ana", language: "es", words: ["Hola", "Mi pedido"] });
  const page = await openTicket(ticketId);
  await page.clock.install();
  await page.keyboard.press("e");
  await toast(page, /is resolved/);
  await rig.buyerSays(threadKey, "Ana", "Espere, falta algo");
  await page.clock.fastForward(5_000);
  await toast(page, /The buyer has written since/);
  expect((await ticketOf(ticketId))?.status).toBe("waiting");
});

test.each(LOOKS.slice(1))("the dialog and the story have no barrier: $name", async ({ name, ...look }) => {
  const [here, there] = await twoOf("Eva");
  const page = await openTicket(here.ticketId, look);
  await page.locator(".ownership .button").first().click();
  await page.getByRole("menuitem").nth(1).click();
  await page.locator(".merge-choice").waitFor();
  await expectLargeTargets(page, ".merge-choice");
  await takePicture(page, `merge-dialog-${name}`);
  await choose(page, "La taza está rota");
  await page.locator(".merge-line").waitFor();
  await expectNoBarrier(page);
  await takePicture(page, `merge-story-${name}`);
  expect((await ticketOf(there.ticketId))?.mergedInto).toBe(here.ticketId);
});
