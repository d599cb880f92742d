/** The desk in a real browser: who is there, what sleeps, notes, who else writes, undo, the palette, what is new. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { AgentId } from "../../src/contracts/ids.ts";
import {
  type ConsoleBrowser,
  expectLargeTargets,
  expectNoBarrier,
  LOOKS,
  openConsoleBrowser,
  takePicture,
} from "./console-browser.ts";
import type { ConsoleRig } from "./console-rig.ts";
import { openDemoStories } from "./demo-stories.ts";

vi.setConfig({ testTimeout: 120_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
let mina: AgentId;

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  ({ agentId: mina } = await rig.addAgent(rig.db.shop.shopId, "Mina"));
  await rig.addAgent(rig.db.shop.shopId, "Jonas");
  await openDemoStories(rig);
}, 120_000);
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const openInbox = (options: BrowserContextOptions = {}, name = "mina"): Promise<Page> =>
  desk.openAs(name, "", ".queue-row", options);

const story = (name: string, threadKey?: string) =>
  rig.openStory({
    name,
    language: "es",
    words: ["Hola", "Mi pedido no llega"],
    ...(threadKey === undefined ? {} : { threadKey }),
  });

async function openTicket(page: Page, ticketId: string): Promise<void> {
  await page.click(`.queue-row[href*="${ticketId}"]`);
  await page.waitForSelector(".handover");
}

const toast = (page: Page, words: string) => page.locator(".toast", { hasText: words }).waitFor();
const statusOf = async (ticketId: string) =>
  (await rig.ports.tickets.get(rig.db.shop.shopId, ticketId as never))?.status;

describe("the desk", () => {
  test("an agent says that they are there and what they take; it holds over a reload", async () => {
    const page = await openInbox();
    await page.getByRole("switch").check({ force: true });
    await toast(page, "You are available");
    await page.locator(".presence-more").click();
    await page.getByRole("group").first().getByRole("checkbox", { name: "Spanish" }).check();
    await page.getByLabel("Tickets at once").fill("7");
    await takePicture(page, "desk-form");
    await expectNoBarrier(page);
    await page.keyboard.press("Escape");
    const { shopId } = rig.db.shop;
    await expect
      .poll(() => rig.ports.desk.deskOf(shopId, mina))
      .toMatchObject({ availability: "available", languages: ["es"], capacity: 7 });
    await page.reload();
    await page.locator('.presence[data-availability="available"]', { hasText: "7 tickets, ES" }).waitFor();
  });

  test("resolve and snooze can be taken back for five seconds, and then are done", async () => {
    const { ticketId } = await story("Undo");
    const page = await openInbox();
    await openTicket(page, ticketId);
    await page.keyboard.press("e");
    await toast(page, "is resolved");
    await takePicture(page, "undo");
    await page.locator(`.queue-row[href*="${ticketId}"]`).waitFor({ state: "detached" });
    await page.keyboard.press("z");
    await page.locator(`.queue-row[href*="${ticketId}"]`).waitFor();
    expect(await statusOf(ticketId)).toBe("waiting");
    await page.waitForSelector(`.queue-row[aria-current][href*="${ticketId}"]`);
    await page.getByRole("button", { name: "Resolve" }).waitFor();
    await page.keyboard.press("s");
    await page.locator("[role=dialog]", { hasText: "Snooze until" }).waitFor();
    await takePicture(page, "snooze");
    await expectNoBarrier(page);
    await page.getByRole("menuitem", { name: "In an hour" }).click();
    await toast(page, "sleeps until");
    expect(await statusOf(ticketId)).toBe("waiting");
    await expect.poll(() => statusOf(ticketId), { timeout: 15_000 }).toBe("snoozed");
    await page.click('.view[data-view="snoozed"]');
    await page.locator(`.queue-row[href*="${ticketId}"]`, { hasText: "until" }).waitFor();
    await takePicture(page, "snoozed");
  });

  test("a page that closes writes what could still be taken back", async () => {
    const { ticketId } = await story("Closing");
    const page = await openInbox();
    await openTicket(page, ticketId);
    await page.keyboard.press("e");
    await toast(page, "is resolved");
    await page.goto("about:blank");
    await expect.poll(() => statusOf(ticketId), { timeout: 4_000 }).toBe("resolved");
  });

  test("a note is amber, for the team only, and names a colleague who is told at once", async () => {
    const { ticketId } = await story("Notes");
    const [page, other] = [await openInbox(), await openInbox({}, "jonas")];
    await openTicket(page, ticketId);
    await page.keyboard.press("n");
    await page.keyboard.type("Sends ours back. @jo");
    await page.getByRole("option", { name: /Jonas/ }).waitFor();
    await takePicture(page, "mention");
    await page.keyboard.press("Enter");
    await page.keyboard.type("knows her");
    await page.keyboard.press("Control+Enter");
    await page.locator('[data-speaker="note"]', { hasText: "@Jonas knows her" }).waitFor();
    await toast(other, "named you in a note");
    await openTicket(other, ticketId);
    await other.locator('[data-speaker="note"]', { hasText: "For you" }).waitFor();
    await takePicture(other, "note");
    await expectNoBarrier(other);
    expect((await rig.deliver()).filter((text) => text.includes("knows her"))).toEqual([]);
  });

  test("a second agent sees who writes, and is asked once before sending over them", async () => {
    const { ticketId } = await story("Both");
    const [page, other] = [await openInbox(), await openInbox({}, "jonas")];
    for (const each of [page, other]) await openTicket(each, ticketId);
    await page.locator(".watchers", { hasText: "Jonas is looking at this" }).waitFor();
    await page.keyboard.press("r");
    await page.keyboard.type("Lo miro");
    await other.locator(".watchers", { hasText: "Mina is writing" }).waitFor();
    await other.fill("textarea", "Yo me encargo");
    await other.keyboard.press("Control+Enter");
    await other.getByText("Mina is writing too. Send anyway?").waitFor();
    await takePicture(other, "both");
    await expectNoBarrier(other);
    expect(await other.locator("textarea").inputValue()).toBe("Yo me encargo");
    await other.getByRole("button", { name: "Send anyway" }).click();
    await other.locator('.message[data-speaker="agent"]:not([data-outgoing])', { hasText: "Yo me encargo" }).waitFor();
    await page.locator('[data-owner="colleague"]').waitFor();
    expect(await page.locator("textarea").inputValue()).toBe("Lo miro");
    await other.close();
    await page.locator(".watchers", { hasText: "Jonas" }).waitFor({ state: "detached", timeout: 20_000 });
  });

  test("the palette lists what one can do with its key, finds by typing, and hands a case over", async () => {
    const { ticketId } = await story("Palette");
    const page = await openInbox();
    await openTicket(page, ticketId);
    await page.keyboard.press("t");
    await page.waitForSelector('[data-owner="you"]');
    await page.keyboard.press("Control+k");
    const menu = page.getByRole("menu");
    await menu.waitFor();
    const offered = await menu.getByRole("menuitem").allInnerTexts();
    expect(offered.join("|").replaceAll("\n", " ")).toMatch(/Snooze S.*Hand to a colleague A|Hand to a colleague A.*/);
    expect(offered.filter((each) => each.startsWith("Go to:"))).toHaveLength(9);
    await takePicture(page, "palette");
    await page.keyboard.type("hand to");
    await page.keyboard.press("Enter");
    await page.locator("[role=dialog]", { hasText: "Hand the ticket to" }).waitFor();
    await page.getByRole("menuitem", { name: "Jonas" }).waitFor();
    await takePicture(page, "transfer");
    await page.keyboard.type("jon");
    await page.keyboard.press("Enter");
    await toast(page, "is now with Jonas");
    expect(await statusOf(ticketId)).toBe("held");
  });

  test("send and resolve is one step; send and wait is another", async () => {
    const [first, second] = [await story("Send1"), await story("Send2")];
    const page = await openInbox();
    await openTicket(page, first.ticketId);
    await page.fill("textarea", "Todo listo.");
    await page.keyboard.press("Control+Shift+Enter");
    await expect.poll(() => statusOf(first.ticketId)).toBe("resolved");
    await openTicket(page, second.ticketId);
    await page.fill("textarea", "¿Qué número de pedido?");
    await page.getByRole("button", { name: "More ways to send" }).click();
    await takePicture(page, "send-menu");
    await page.getByRole("menuitem", { name: "Send and wait" }).click();
    await expect.poll(() => statusOf(second.ticketId)).toBe("pending-buyer");
  });

  test("a case is filed in the side panel, and the buyer's other tickets are there", async () => {
    const before = await story("Filed");
    const page = await openInbox();
    await openTicket(page, before.ticketId);
    await page.keyboard.press("t");
    await page.waitForSelector('[data-owner="you"]');
    await page.keyboard.press("e");
    await expect.poll(() => statusOf(before.ticketId), { timeout: 15_000 }).toBe("resolved");
    const { ticketId } = await story("Filed", before.threadKey);
    await openTicket(page, ticketId);
    await page.getByLabel("Priority").selectOption("urgent");
    await page.getByLabel("Category").selectOption("refund");
    for (const tag of ["vip", "second try"]) {
      await page.getByLabel("Add a tag").fill(tag);
      await page.keyboard.press("Enter");
      await page.locator(".column-context .tag", { hasText: tag }).waitFor();
    }
    await page.getByRole("button", { name: "Remove vip" }).click();
    const row = page.locator(`.queue-row[href*="${ticketId}"]`, { hasText: "second try" });
    await row.filter({ hasText: "Refund" }).waitFor();
    await expect.poll(() => row.innerText()).not.toContain("vip");
    await page.locator(".related a", { hasText: "Resolved" }).waitFor();
    await takePicture(page, "filed");
    await expectNoBarrier(page);
  });

  test("what is new is marked, and told with a notification to whoever has asked for it", async () => {
    const page = await openInbox({ permissions: ["notifications"] });
    await page.evaluate(`window.told = []; window.Notification = class extends EventTarget {
      static permission = "granted"; static requestPermission = async () => "granted";
      constructor(title) { super(); window.told.push(title); } close() {} }`);
    await page.click(".who");
    await page.getByRole("menuitemcheckbox", { name: "Desktop notifications" }).click();
    await takePicture(page, "menu");
    await page.keyboard.press("Escape");
    const { ticketId, threadKey } = await story("Nueva");
    const row = page.locator(`.queue-row[href*="${ticketId}"]`);
    await row.waitFor();
    expect(await row.getAttribute("data-unread")).toBe("true");
    await expect.poll(() => page.evaluate("window.told")).toEqual(["New in the queue: Nueva"]);
    await openTicket(page, ticketId);
    await expect.poll(() => row.getAttribute("data-unread")).toBe("false");
    await page.keyboard.press("t");
    await page.waitForSelector('[data-owner="you"]');
    await page.click('.view[data-view="held"]');
    await page.locator(".queue-row").first().waitFor();
    await page.goto(`${rig.origin}/console/mine`);
    await row.waitFor();
    await page.evaluate(`window.told = []; window.Notification = class extends EventTarget {
      static permission = "granted"; constructor(title) { super(); window.told.push(title); } close() {} }`);
    await rig.buyerSays(threadKey, "Nueva", "¿Sigue ahí?");
    await expect.poll(() => page.evaluate("window.told")).toEqual(["New message from Nueva"]);
    await expect.poll(() => row.getAttribute("data-unread")).toBe("true");
  });
});

describe("for everybody", () => {
  test.each(LOOKS)("no serious barrier, whatever is open: $name", async ({ name, ...look }) => {
    const page = await openInbox(look);
    await takePicture(page, `${name}-queue`);
    await page.locator(".queue-row").first().click();
    await page.locator(".message").first().waitFor();
    await takePicture(page, `${name}-ticket`);
    await page.keyboard.press("n");
    await page.keyboard.type("ok");
    await takePicture(page, `${name}-note`);
    await expectNoBarrier(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("menu").waitFor();
    await takePicture(page, `${name}-palette`);
    await expectNoBarrier(page);
    await page.keyboard.press("Escape");
    if (look.viewport.width > 600) return;
    await page.locator(".conversation-head .only-no-context").click();
    await page.locator(".column-context .facts").first().waitFor();
    await takePicture(page, `${name}-details`);
    await expectNoBarrier(page);
    await expectLargeTargets(
      page,
      "button:visible, select:visible, input:not([type=checkbox]):visible, label:has([type=checkbox]):visible",
    );
  });
});
