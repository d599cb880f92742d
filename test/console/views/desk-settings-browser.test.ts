/** What the desk promises, in a real browser: read, changed, refused, undone; and what is noted of a buyer. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { AgentId } from "../../../src/contracts/ids.ts";
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
let minaId: AgentId;
const shopId = () => rig.db.shop.shopId;

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  await rig.addAgent(shopId(), "Olga", "owner");
  ({ agentId: minaId } = await rig.addAgent(shopId(), "Mina"));
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const open = (name: string, options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, "desk", ".desk-settings h1", options);

test("an owner changes promises, hours, holidays and limits; what is wrong is named and not sent", async () => {
  const page = await open("olga");
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
  const page = await open("mina");
  await page.getByText("Only an owner or a merchant").waitFor();
  expect(await page.getByLabel("Tickets an agent has at once").isEnabled()).toBe(false);
  expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
  const own = await open("olga");
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
  await page.getByPlaceholder("Add a tag to the buyer").fill("collector");
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
  await expect.poll(() => page.getByRole("checkbox", { name: "VIP" }).isChecked()).toBe(true);
});

test.each(LOOKS.filter(({ name }) => name === "en-light-desktop" || name === "ar-dark-phone"))(
  "$name: the settings are free of barriers and fit",
  async ({ name, ...look }) => {
    const page = await open("olga", look);
    await takePicture(page, `desk-settings-${name}`);
    expect(await findBarriers(page)).toEqual([]);
    if (look.viewport.width < 600) await expectLargeTargets(page, ".desk-settings input:not([type=checkbox]):visible");
  },
);
