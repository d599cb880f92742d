/** People and accounts in a real browser: invited and let in, a second factor, a session that ends, rights that are lost. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { computeCode, decodeBase32, STEP_MS } from "../../../src/http/session/compute-code.ts";
import { until } from "../../support/until.ts";
import { type ConsoleBrowser, findBarriers, LOOKS, openConsoleBrowser, takePicture } from "../console-browser.ts";
import { type ConsoleRig, PASSWORD } from "../console-rig.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

const NEW_PASSWORD = "seven quiet herons at dawn";
const STORY = { name: "Lucía", language: "es", words: ["¿Cuánto tarda?", "Quiero una persona"] } as const;

let rig: ConsoleRig;
let desk: ConsoleBrowser;
const shopId = () => rig.db.shop.shopId;
const HEADING = ".knowledge-main h1";

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  await rig.addAgent(shopId(), "Olga", "owner");
  await rig.addAgent(shopId(), "Mina");
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const roleOf = async (email: string) => (await rig.ports.access.people(shopId())).find((each) => each.email === email);
const codeFor = (factorKey: string, at = Date.now()) => computeCode(decodeBase32(factorKey), Math.floor(at / STEP_MS));

async function agentOf(name: string) {
  const person = await roleOf(`${name}@shop.example`);
  if (!person) throw new Error(`no ${name}`);
  return person;
}

async function invite(page: Page, email: string): Promise<string> {
  const form = page.locator(".invite-form");
  await form.getByLabel("E-mail").fill(email);
  await form.getByRole("button", { name: "Make the link" }).click();
  const link = page.locator(".copy-box input");
  await link.waitFor();
  return link.inputValue();
}

test("an owner invites somebody, who joins by the link, is given another role, disabled and let in again", async () => {
  const page = await desk.openAs("olga", "people", HEADING);
  const link = await invite(page, "nia@shop.example");
  expect(new URL(link).pathname + new URL(link).search).toBe("/console/join");
  await takePicture(page, "people-invited");
  await page.getByRole("button", { name: "Close" }).click();

  const guest = await desk.openPage();
  await guest.goto(link);
  await guest.getByRole("heading", { name: /^Welcome to/u }).waitFor();
  await guest.getByLabel("Your name").fill("Nia Okoro");
  await guest.getByLabel("Password", { exact: true }).fill("password1234");
  await guest.getByLabel("Arabic").check();
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.getByText("Too easy to guess").waitFor();
  await takePicture(guest, "join");
  await guest.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD);
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.locator(".column-queue").first().waitFor();
  expect(guest.url()).not.toContain("#");

  await page.reload();
  await page.waitForSelector(HEADING);
  await page.getByLabel("Role of Nia Okoro").selectOption("merchant");
  await until("she is a merchant", async () => (await roleOf("nia@shop.example"))?.role === "merchant");
  await page.getByRole("button", { name: "More for Nia Okoro" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
  await page.locator(".people-row", { hasText: "Nia Okoro" }).getByText("Disabled").waitFor();
  await guest.reload();
  await guest.waitForSelector("input[name=password]");
  await page.getByRole("button", { name: "More for Nia Okoro" }).click();
  await page.getByRole("menuitem", { name: "Let in again" }).click();
  await until("she is let in", async () => (await roleOf("nia@shop.example"))?.isDisabled === false);
  // The last owner stays one.
  await page.getByLabel("Role of Olga").selectOption("viewer");
  await page.locator(".toast-bad", { hasText: "one owner" }).waitFor();
  expect((await roleOf("olga@shop.example"))?.role).toBe("owner");
});

test("somebody adds a second factor, comes in with its code, and takes it away", async () => {
  await rig.addAgent(shopId(), "Fay");
  const page = await desk.openAs("fay", "account", HEADING);
  await page.getByRole("button", { name: "Add a second factor" }).click();
  await page.getByLabel("Your password now").first().fill(PASSWORD);
  await page.getByRole("button", { name: "Add a second factor" }).click();
  const factorKey = (await page.locator("[data-key]").getAttribute("data-key")) ?? "";
  await page.getByRole("img", { name: "Picture of the key" }).waitFor();
  await takePicture(page, "account-factor-key");
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("The code is not right").waitFor();
  await page.getByLabel("Code").fill(codeFor(factorKey));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.locator(".recovery-codes li").last().waitFor();
  const codes = await page.locator(".recovery-codes li").allTextContents();
  expect(codes).toHaveLength(10);
  await takePicture(page, "account-recovery-codes");
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("10 recovery codes are left.").waitFor();

  await page.getByRole("button", { name: /Fay/u }).first().click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForSelector("input[name=password]");
  await desk.signIn(page, "fay");
  await page.locator("input[name=code]").fill("000000");
  await page.click("button[type=submit]");
  await page.getByText("The code is not right").waitFor();
  await takePicture(page, "sign-in-code");
  expect(await findBarriers(page)).toEqual([]);
  // The step of the proof was taken with it; the next one is not, and counts a step early.
  await page.locator("input[name=code]").fill(codeFor(factorKey, Date.now() + STEP_MS));
  await page.click("button[type=submit]");
  await page.getByText("10 recovery codes are left.").waitFor();
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.getByLabel("Your password now").first().fill(PASSWORD);
  await page.getByLabel("Code").fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.getByRole("button", { name: "Add a second factor" }).waitFor();
  expect((await agentOf("fay")).hasFactor).toBe(false);
});

test("a password is changed, other sessions are seen and ended", async () => {
  await rig.addAgent(shopId(), "Gil");
  const other = await desk.openAs("gil", "account", HEADING);
  const page = await desk.openAs("gil", "account", HEADING);
  await expect.poll(() => page.locator(".account .people-row").count()).toBe(2);
  await page.getByRole("button", { name: "End all others" }).click();
  await expect.poll(() => page.locator(".account .people-row").count()).toBe(1);
  await other.reload();
  await other.waitForSelector("input[name=password]");
  await page.getByLabel("Your password now").fill(PASSWORD);
  await page.getByLabel("New password").fill("password1234");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("Too easy to guess").waitFor();
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.locator(".toast", { hasText: "The password is changed" }).waitFor();
  // The page goes on under its new session: what changes something still has the right token.
  await page.getByLabel("Your name").fill("Gil Azulay");
  await page.getByRole("button", { name: "Save" }).click();
  await until("the name is saved", async () => (await agentOf("gil")).name === "Gil Azulay");
});

test("a session that ends while somebody types costs no word: the draft is there after the sign-in", async () => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await desk.openAs("mina", `waiting/${ticketId}`, ".composer textarea");
  const field = page.locator(".composer textarea");
  await field.fill("Hola Lucía, ahora mismo lo miro.");
  const { agentId } = await agentOf("mina");
  await rig.ports.access.endSessions(shopId(), { agentId, exceptHash: null }, null);
  // The next thing the page does is refused, and the way in is shown.
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("input[name=password]");
  await desk.signIn(page);
  await page.waitForSelector(".composer textarea");
  const kept = page.locator(".message", { hasText: "ahora mismo lo miro" }).first();
  await kept.waitFor();
  await kept.getByRole("button", { name: "Edit" }).click();
  await expect.poll(() => field.inputValue()).toBe("Hola Lucía, ahora mismo lo miro.");
  // And words that were not sent yet stand in the field, as if nothing had been.
  await field.fill("Otra cosa.");
  await rig.ports.access.endSessions(shopId(), { agentId, exceptHash: null }, null);
  await page.reload();
  await page.waitForSelector("input[name=password]");
  await desk.signIn(page);
  await page.waitForSelector(".composer textarea");
  expect(await field.inputValue()).toBe("Otra cosa.");
});

test("who lost their rights in the middle of a reply is told so, and the words stay in the field", async () => {
  const { ticketId } = await rig.openStory(STORY);
  await rig.addAgent(shopId(), "Rosa");
  const page = await desk.openAs("rosa", `waiting/${ticketId}`, ".composer textarea");
  const field = page.locator(".composer textarea");
  await field.fill("Hola, ya lo tengo.");
  const { agentId } = await agentOf("rosa");
  const change = { agentId, from: "agent", to: "viewer" } as const;
  await rig.ports.access.changeRole(shopId(), change, null);
  await page.keyboard.press("Control+Enter");
  await page.locator(".composer [role=alert]", { hasText: "your role does not allow answering" }).waitFor();
  expect(await field.inputValue()).toBe("Hola, ya lo tengo.");
  await takePicture(page, "rights-lost");
  expect((await rig.deliver()).filter((text) => text.includes("ya lo tengo"))).toEqual([]);
  expect((await rig.ports.tickets.get(shopId(), ticketId))?.status).toBe("waiting");
});

test("asked of everybody, who has no second factor is led to their account, and out of it once there is one", async () => {
  await rig.addAgent(shopId(), "Ivo");
  await rig.ports.access.saveSettings(shopId(), { isFactorRequired: true }, null);
  try {
    const page = await desk.openAs("ivo", "waiting", HEADING);
    await page.getByText("Your shop asks for a second factor").waitFor();
    await page.getByRole("button", { name: "Add a second factor" }).click();
    await page.getByLabel("Your password now").fill(PASSWORD);
    await page.getByRole("button", { name: "Add a second factor" }).click();
    const factorKey = (await page.locator("[data-key]").getAttribute("data-key")) ?? "";
    await page.getByLabel("Code").fill(codeFor(factorKey));
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.locator(".queue-row, .column-queue").first().waitFor();
  } finally {
    await rig.ports.access.saveSettings(shopId(), { isFactorRequired: false }, null);
  }
});

test.each(LOOKS)(
  "$name: people, account and the page behind a link are free of barriers and fit",
  async ({ name, ...look }) => {
    const page = await desk.openAs("olga", "people", HEADING, look);
    const found: string[] = [];
    await page.locator(".invite-form input").first().fill("new@shop.example");
    await page.locator(".invite-form button[type=submit]").click();
    const link = await page.locator(".copy-box input").inputValue();
    for (const path of ["people", "account"]) {
      if (path !== "people") await page.goto(`${rig.origin}/console/${path}`);
      await page.waitForSelector(HEADING);
      await page.locator(".people-row").first().waitFor();
      await takePicture(page, `access-${name}-${path}`);
      for (const barrier of await findBarriers(page)) found.push(`${path} ${barrier}`);
    }
    await page.goto(link);
    await page.locator(".join-languages").waitFor();
    await takePicture(page, `access-${name}-join`);
    for (const barrier of await findBarriers(page)) found.push(`join ${barrier}`);
    await page.goto("about:blank");
    await page.goto(`${rig.origin}/console/join#first.nothing`);
    await page.locator(".sign-in-card h1").waitFor();
    expect(await page.locator(".sign-in-card input").count()).toBe(0);
    await takePicture(page, `access-${name}-void`);
    for (const barrier of await findBarriers(page)) found.push(`void ${barrier}`);
    expect(found).toEqual([]);
  },
);
