/** Views, many tickets at once, who is in a row, and what the desk promises, in a real browser; two looks of each. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { AgentId, TicketId } from "../../../src/contracts/ids.ts";
import type { TicketPriority } from "../../../src/contracts/ticket.ts";
import { resolveTicket } from "../../../src/flows/agent-action.ts";
import { DEFAULT_DESK_SETTINGS } from "../../../src/shared/desk-settings.ts";
import { until } from "../../support/until.ts";
import {
  type ConsoleBrowser,
  expectLargeTargets,
  findBarriers,
  LOOKS,
  openConsoleBrowser,
  takePicture,
} from "../console-browser.ts";
import type { ConsoleRig } from "../console-rig.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
let jonas: AgentId;
let minaId: AgentId;
const shopId = () => rig.db.shop.shopId;

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  ({ agentId: minaId } = await rig.addAgent(shopId(), "Mina"));
  ({ agentId: jonas } = await rig.addAgent(shopId(), "Jonas"));
  await rig.addAgent(shopId(), "Olga", "owner");
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const story = (name: string, priority: TicketPriority = "normal", language: "es" | "zh" = "es") =>
  rig.openStory({ name, language, words: ["Hola", "Mi pedido no llega"], ticket: { priority } });
const open = (path: string, name = "mina", options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, path, ".queue-scroll", options);
const openSettings = (name: string, options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, "desk", ".desk-settings h1", options);
const row = (page: Page, ticketId: string) => page.locator(`.queue-row[data-ticket="${ticketId}"]`);
const box = (page: Page, name: string) => page.getByRole("checkbox", { name: new RegExp(`ticket of ${name},`) });
const ticket = (ticketId: TicketId) => rig.ports.tickets.get(shopId(), ticketId);

test("a list is narrowed, the address keeps it, it is saved for the team, renamed and deleted", async () => {
  const wanted = await story("Wanted", "urgent", "zh");
  const other = await story("Other", "urgent");
  const page = await open("open");
  await row(page, other.ticketId).waitFor();
  await page.getByRole("button", { name: "Filter the list" }).click();
  await page.locator("summary", { hasText: "Priority" }).click();
  await page.getByRole("checkbox", { name: "Urgent" }).check();
  await page.locator("summary", { hasText: "Language" }).click();
  await page.getByRole("checkbox", { name: "Chinese" }).check();
  await takePicture(page, "views-filter");
  await page.getByRole("button", { name: "Show the list" }).click();
  await row(page, other.ticketId).waitFor({ state: "detached" });
  expect(new URL(page.url()).search).toBe("?priority=urgent&language=zh");
  await page.reload();
  await row(page, wanted.ticketId).waitFor();
  expect(await row(page, other.ticketId).count()).toBe(0);

  await page.getByRole("button", { name: "Save as a view" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Urgent Chinese");
  await page.getByRole("checkbox", { name: "Share with the team" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const link = page.getByRole("link", { name: "Urgent Chinese" });
  await link.and(page.locator("[aria-current=page]")).waitFor();
  await link.locator(".view-count", { hasText: "1" }).waitFor();
  await takePicture(page, "views-saved");
  const address = page.url();

  const colleague = await open(new URL(address).pathname.replace("/console/", ""), "jonas");
  await row(colleague, wanted.ticketId).waitFor();
  const another = await story("Another", "urgent", "zh");
  await row(colleague, another.ticketId).waitFor();
  await colleague.locator(".view[aria-current=page] .view-count", { hasText: "2" }).waitFor();
  // Shared by Mina: Jonas uses it, and may not delete it.
  await colleague.getByRole("button", { name: "Edit views" }).click();
  expect(await colleague.getByRole("button", { name: "Delete Urgent Chinese" }).count()).toBe(0);

  await page.getByRole("button", { name: "Edit views" }).click();
  await takePicture(page, "views-edit");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Change Urgent Chinese" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Now in Chinese");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Delete Now in Chinese" }).click();
  await page.locator(".toast", { hasText: "is deleted" }).waitFor();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.getByRole("heading", { name: "This view is not there any more" }).waitFor();
  await takePicture(page, "views-missing");
});

test("many are chosen by shift and by key, resolved together, taken back, and resolved for good", async () => {
  const stories = [await story("First"), await story("Second"), await story("Third")];
  const page = await open("waiting");
  await box(page, "First").check();
  await box(page, "Third").click({ modifiers: ["Shift"] });
  await page.locator(".bulk-count", { hasText: "3 tickets chosen" }).waitFor();
  await row(page, stories[1]?.ticketId ?? "").focus();
  await page.keyboard.press("x");
  await page.locator(".bulk-count", { hasText: "2 tickets chosen" }).waitFor();
  await page.keyboard.press("x");
  await page.locator(".bulk-count", { hasText: "3 tickets chosen" }).waitFor();
  await takePicture(page, "bulk-chosen");
  await page.keyboard.press("e");
  await page.locator(".toast", { hasText: "3 tickets are resolved" }).waitFor();
  await box(page, "Second").waitFor({ state: "detached" });
  await page.keyboard.press("z");
  await box(page, "Second").waitFor();
  for (const { ticketId } of stories) expect((await ticket(ticketId))?.status).toBe("waiting");
  await page.keyboard.press("e");
  for (const { ticketId } of stories) {
    await until("it is resolved", async () => (await ticket(ticketId))?.status === "resolved");
  }
});

test("what a colleague was quicker with is told apart, with the way there; the rest is done", async () => {
  const [mine, taken] = [await story("Mine"), await story("Taken")];
  const page = await open("waiting");
  await box(page, "Mine").check();
  await box(page, "Taken").check();
  // The page is cut off from what happens now, so that it asks for what it saw.
  await page.context().setOffline(true);
  const colleague = await open(`waiting/${taken.ticketId}`, "jonas");
  await colleague.locator(".handover").waitFor();
  await colleague.keyboard.press("t");
  await until("Jonas has it", async () => (await ticket(taken.ticketId))?.agentId === jonas);
  await colleague.close();
  await page.getByRole("button", { name: "Take", exact: true }).click();
  await page.locator(".bulk-report", { hasText: "was not sent" }).first().waitFor();
  await page.locator(".bulk-count", { hasText: "2 tickets chosen" }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Take", exact: true }).click();
  await page.locator(".bulk-report", { hasText: "1 done, 1 was not" }).waitFor();
  await page.locator(".bulk-report li", { hasText: "was changed by somebody else. Now: Taken, Jonas." }).waitFor();
  await takePicture(page, "bulk-report");
  expect(await findBarriers(page)).toEqual([]);
  expect((await ticket(mine.ticketId))?.status).toBe("held");
  expect((await ticket(taken.ticketId))?.agentId).toBe(jonas);
  await page.locator(".bulk-report a").click();
  await page.locator('[data-owner="colleague"]').waitFor();
});

test("everything in the view gets a tag and a priority", async () => {
  const stories = [await story("One", "low"), await story("Two", "low")];
  const page = await open("open?priority=low");
  await box(page, "One").check();
  await page.getByRole("button", { name: "All in this view" }).click();
  await page.locator(".bulk-count", { hasText: "2 tickets chosen" }).waitFor();
  await page.locator(".bulk-bar").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Add a tag" }).click();
  await page.getByLabel("Tag", { exact: true }).fill("gift");
  await page.keyboard.press("Enter");
  for (const { ticketId } of stories) {
    await until("it is tagged", async () => (await ticket(ticketId))?.tags.includes("gift"));
  }
  await page.locator(".toast", { hasText: "2 tickets done" }).waitFor();
});

test("who looks at a ticket or writes in it is seen in its row", async () => {
  const { ticketId } = await story("Watched");
  const page = await open("waiting");
  const colleague = await open(`waiting/${ticketId}`, "jonas");
  await row(page, ticketId).locator(".row-watcher[data-state=viewing]", { hasText: "J" }).waitFor();
  await colleague.locator(".composer textarea").fill("Un momento");
  await row(page, ticketId).locator(".row-watcher[data-state=typing]").waitFor();
  expect(await row(page, ticketId).locator(".row-watchers").innerText()).toContain("Jonas is writing");
  await takePicture(page, "row-watchers");
});

test("an owner changes promises, hours, holidays and limits; what is wrong is named and not sent", async () => {
  const page = await openSettings("olga");
  const save = page.getByRole("button", { name: "Save" });
  expect(await save.isDisabled()).toBe(true);
  await page.getByLabel("Every language, Urgent, hours").fill("1");
  await page.getByLabel("Every language, Urgent, minutes").fill("30");
  await page.getByLabel("Another promise for a language").selectOption("ar");
  await page.getByLabel("Arabic, Urgent, hours").fill("0");
  await page.getByLabel("Arabic, Urgent, minutes").fill("45");
  for (const part of ["hours", "minutes"]) await page.getByLabel(`Arabic, Low, ${part}`).fill("");
  await page.getByLabel("Time zone").selectOption("Europe/Madrid");
  await page.getByRole("checkbox", { name: "Always open" }).uncheck();
  await page.getByLabel("Monday, from").fill("19:00");
  await page.getByRole("alert").filter({ hasText: "hours must end after they begin" }).waitFor();
  expect(await save.isDisabled()).toBe(true);
  await takePicture(page, "desk-settings-wrong");
  await page.getByLabel("Monday, from").fill("10:00");
  await page.getByLabel("Monday, until").fill("00:00");
  await page.getByLabel("Add a day").first().fill("2026-12-25");
  await page.getByRole("button", { name: "Add a day" }).click();
  await page.getByLabel("Tickets an agent has at once").fill("0.5");
  await page.getByRole("alert").filter({ hasText: "a whole number from 0 to 1,000" }).waitFor();
  await page.getByLabel("Tickets an agent has at once").fill("8");
  await page.getByRole("checkbox", { name: /Ask whether all is settled.*Never/ }).check();
  await page.getByLabel("Amount").fill("200,50");
  await page.getByLabel("Currency", { exact: true }).fill("eur");
  await page.getByRole("button", { name: "Add a currency" }).click();
  await page.getByLabel(/is a VIP/).fill("vip, gold");
  await takePicture(page, "desk-settings");
  await save.click();
  await page.locator(".toast", { hasText: "Saved" }).waitFor();
  const stored = await rig.ports.desk.settings(shopId());
  expect(stored).toMatchObject({
    firstReplyMinutes: { ...DEFAULT_DESK_SETTINGS.firstReplyMinutes, urgent: 90 },
    timeZone: "Europe/Madrid",
    holidays: ["2026-12-25"],
    capacity: 8,
    followUpHours: null,
    highOrderMinor: { EUR: 20_050 },
    vipTags: ["vip", "gold"],
  });
  expect(stored.firstReplyByLanguage.ar).toEqual({ urgent: 45, high: 1_440, normal: 1_440 });
  expect(stored.hours?.mon).toEqual([{ from: "10:00", to: "24:00" }]);
  expect(stored.hours?.sat ?? []).toEqual([]);
  expect(await save.isDisabled()).toBe(true);

  await page.getByLabel("Tickets an agent has at once").fill("3");
  await page.getByRole("button", { name: "Undo changes" }).click();
  expect(await page.getByLabel("Tickets an agent has at once").inputValue()).toBe("8");
});

test("who heads nothing reads it and can change nothing; a page with changes asks before it is left", async () => {
  const page = await openSettings("mina");
  await page.getByText("Only an owner or a merchant").waitFor();
  expect(await page.getByLabel("Tickets an agent has at once").isEnabled()).toBe(false);
  expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
  const own = await openSettings("olga");
  await own.getByLabel("Tickets an agent has at once").fill("4");
  const isHeld = await own.evaluate(
    "(() => { const event = new Event('beforeunload', { cancelable: true }); return !window.dispatchEvent(event); })()",
  );
  expect(isHeld).toBe(true);
});

test("an agent marks a buyer as a VIP and tags them, and it holds for the next case", async () => {
  const story = { name: "Lucía", language: "es", words: ["Hola", "Mi pedido no llega"] } as const;
  const { ticketId, threadKey } = await rig.openStory(story);
  const page = await desk.openAs("mina", `waiting/${ticketId}`, ".column-context .facts");
  await page.getByRole("checkbox", { name: "VIP" }).check();
  await page.getByPlaceholder("Tag the buyer").fill("collector");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove collector" }).waitFor();
  await takePicture(page, "contact-tags");
  const ticket = await rig.ports.tickets.get(shopId(), ticketId);
  const conversation = ticket && (await rig.ports.conversations.get(shopId(), ticket.conversationId));
  const contactId = conversation?.contactId;
  if (!contactId) throw new Error("nobody wrote");
  const since = { lately: rig.ports.clock.now(), frequent: rig.ports.clock.now() };
  await until("both are kept", async () => {
    const { tags } = await rig.ports.desk.caseHistory(shopId(), contactId, since);
    return tags.join() === "vip,collector";
  });
  const mina = await rig.ports.agents.get(shopId(), minaId);
  if (!mina) throw new Error("nobody to resolve it");
  await resolveTicket(mina, ticketId, rig.ports);
  const again = await rig.openStory({ ...story, threadKey });
  await page.goto(`${rig.origin}/console/waiting/${again.ticketId}`);
  await page.getByRole("checkbox", { name: "VIP", checked: true }).waitFor();
});

test.each(LOOKS)("$name: views, filter and what is chosen are free of barriers and fit", async ({ name, ...look }) => {
  const { ticketId } = await story("Looked at", "high");
  const page = await open("open?priority=high&priority=low&tag=vip&tag=礼物", "mina", look);
  await page.locator(".filter-marks").waitFor();
  await takePicture(page, `views-${name}-empty`);
  const found: string[] = [];
  await page.goto(`${rig.origin}/console/open?priority=high`);
  await row(page, ticketId).waitFor();
  await page.locator(".row-check input").first().check();
  await page.locator(".bulk-bar").waitFor();
  await takePicture(page, `views-${name}-chosen`);
  found.push(...(await findBarriers(page)));
  if (look.viewport.width < 600) await expectLargeTargets(page, ".bulk-bar button, .filter-marks button");
  await page.locator(".filter-button").click();
  await page.locator(".filter-dialog").waitFor();
  await takePicture(page, `views-${name}-filter`);
  found.push(...(await findBarriers(page)));
  expect(found).toEqual([]);
});

test.each(LOOKS)("$name: the desk's settings are free of barriers and fit", async ({ name, ...look }) => {
  const page = await openSettings("olga", look);
  await takePicture(page, `desk-settings-${name}`);
  expect(await findBarriers(page)).toEqual([]);
  if (look.viewport.width < 600) await expectLargeTargets(page, ".desk-settings input:not([type=checkbox]):visible");
});
