/** Team desks in a real browser: a code that works, desks and accounts, letting them go; on a phone, in Arabic, in the dark. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import type { AgentId } from "../../src/contracts/ids.ts";
import type { ChannelName } from "../../src/contracts/message.ts";
import type { StaffDeskId } from "../../src/contracts/staff-desk.ts";
import type { AuditEntry } from "../../src/contracts/stores.ts";
import { createStaffDoor } from "../../src/flows/staff/create-staff-door.ts";
import { type ConsoleBrowser, expectNoBarrier, lookNamed, openConsoleBrowser, takePicture } from "./console-browser.ts";
import type { ConsoleRig } from "./console-rig.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 60_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
let olga: AgentId;
const shopId = () => rig.db.shop.shopId;
const by = (agentId: AgentId): AuditEntry => ({ actor: { kind: "agent", agentId }, action: "test", detail: {} });

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  ({ agentId: olga } = await rig.addAgent(shopId(), "Olga", "owner"));
  await rig.addAgent(shopId(), "Vera", "viewer");
  const web = rig.ports.channels.adapterOf(rig.db.accountId);
  if (!web) throw new Error("no channel");
  // Only what the page asks: which platforms are on, and that they have desks.
  const telegram = { ...web, channel: "telegram" as ChannelName, staff: {} } as unknown as ChannelAdapter;
  Object.assign(rig.ports.channels, { adapterOf: () => telegram });
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

async function linkDesk(placeName: string, fault: "no-rights" | null) {
  const deskId = rig.ports.ids.next<StaffDeskId>();
  const place = { accountId: rig.db.accountId, placeKey: `-100${placeName.length}${fault ?? ""}`, placeName };
  await rig.ports.staff.linkDesk(shopId(), { ...place, deskId, language: "en", linkedBy: olga }, by(olga));
  if (fault) await rig.ports.staff.setFault(shopId(), deskId, fault, 60_000);
}

const heading = (page: Page) => page.locator("#team-title");

test("an owner takes a code that links their own account, sees how the desks are, and lets one go", async () => {
  await linkDesk("Support team", null);
  await linkDesk("Night shift", "no-rights");
  const page = await desk.openAs("olga", "team", "#team-title", lookNamed("en-light-desktop"));
  await page.getByText("The bot may not do there what a desk needs.").waitFor();
  await page.getByRole("region", { name: "Link yourself" }).getByRole("button", { name: "Get a code" }).click();
  const field = page.locator(".copy-box input");
  await field.waitFor();
  await expectNoBarrier(page);
  await takePicture(page, "team-desks");
  const [, code = ""] = (await field.inputValue()).split(" ");
  const door = createStaffDoor({ shopId: shopId(), accountId: rig.db.accountId }, rig.ports);
  const heard = await door.hear({ kind: "link-account", externalId: "e1", senderKey: "77", senderName: "Ola", code });
  expect(await heard.outcome).toMatchObject({ kind: "done", text: expect.stringContaining("You are Olga here now.") });
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByText("Ola answers as Olga").waitFor();
  await page.getByRole("button", { name: "Unlink Night shift" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Unlink" }).click();
  await expect
    .poll(async () => (await rig.ports.staff.desks(shopId())).map(({ placeName }) => placeName))
    .toEqual(["Support team"]);
  await page.getByRole("button", { name: "Unlink Ola" }).click();
  await expect.poll(async () => (await rig.ports.staff.accounts(shopId())).length).toBe(0);
});

test("who only reads sees the desks and nothing to press; the page is whole on a phone, in Arabic, in the dark", async () => {
  await linkDesk("ليلى والفريق", "no-rights");
  const page = await desk.openAs("vera", "team", "#team-title", lookNamed("ar-dark-phone"));
  await heading(page).waitFor();
  expect(await page.locator(".people button").count()).toBe(0);
  const owner = await desk.openAs("olga", "team", "#team-title", lookNamed("ar-dark-phone"));
  await owner.locator(".team-ask button").first().click();
  await owner.locator(".copy-box input").waitFor();
  await expectNoBarrier(owner);
  await takePicture(owner, "team-desks-ar-phone");
});
