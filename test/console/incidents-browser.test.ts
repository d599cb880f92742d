/** Incidents in a real browser: declared, previewed by language, approved after a question, closed; phone, Arabic, dark. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { mergeTexts } from "../../src/console/app/incidents/merge-texts.ts";
import { editIncident } from "../../src/flows/desk/edit-incident.ts";
import { declareIncident } from "../../src/flows/desk/incidents.ts";
import { type ConsoleBrowser, findBarriers, LOOKS, openConsoleBrowser, takePicture } from "./console-browser.ts";
import type { ConsoleRig } from "./console-rig.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
const shopId = () => rig.db.shop.shopId;

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  await rig.addAgent(shopId(), "Olga", "owner");
  await rig.addAgent(shopId(), "Mina", "agent");
  for (const [language, said] of [
    ["en", "My parcel to Indonesia does not move"],
    ["es", "Mi paquete a Indonesia no llega"],
    ["es", "¿Qué pasa con los envíos a Indonesia?"],
    ["id", "Paket saya ke Indonesia belum sampai"],
    ["en", "My parcel to Mexico does not move"],
  ] as const)
    await rig.openStory({ name: "Ana", language, words: [said, said] });
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const open = (path: string, name = "olga", options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, path, ".knowledge-main h1", options);

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function write(page: Page, language: string, [title, answer, apology, closing]: readonly string[]) {
  await page.getByRole("tab", { name: new RegExp(`^${language}`, "u") }).click();
  for (const [part, words] of [
    ["Title", title],
    ["Answer", answer],
    ["Apology", apology],
    ["Closing", closing],
  ] as const)
    await page.getByLabel(`${part} in ${language}`).fill(words ?? "");
}

test("without an incident the page teaches what one is; an agent may look and not declare", async () => {
  const page = await open("incidents");
  await page.getByRole("heading", { name: "Nothing is wrong" }).waitFor();
  expect(await page.locator(".incident-steps li").count()).toBe(4);
  await takePicture(page, "incidents-empty");
  const agent = await open("incidents", "mina");
  expect(await agent.getByRole("link", { name: "Declare an incident" }).count()).toBe(0);
  await agent.goto(`${rig.origin}/console/incidents/new`);
  await agent.getByText(/Owners and merchants declare/u).waitFor();
  expect(await agent.locator("form, textarea").count()).toBe(0);
});

test("an owner declares it, sees who is affected in which language, approves after a question, and closes it", async () => {
  const page = await open("incidents");
  await page.getByRole("link", { name: "Declare an incident" }).click();
  const declare = page.getByRole("button", { name: "Declare and see who is affected" });
  await write(page, "English", [
    "Parcels to Indonesia are late",
    "Ten days longer.",
    "We are sorry.",
    "It moves again.",
  ]);
  expect(await declare.isDisabled()).toBe(true);
  await page.getByRole("tab", { name: /^Spanish/u }).click();
  await page.getByLabel("Title in Spanish").fill("Retraso");
  await page.getByText(/Finish or empty: Spanish/u).waitFor();
  await write(page, "Spanish", ["Retraso", "Diez días más.", "Lo sentimos.", ""]);
  await page.getByRole("combobox", { name: "Countries" }).fill("indone");
  await takePicture(page, "incidents-declare");
  await page.getByRole("option", { name: /Indonesia/u }).click();
  await page.locator(".chip", { hasText: "Indonesia" }).waitFor();
  await page.getByLabel("Words buyers use").fill("parcel, paquete, envíos, paket");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".chip").count()).toBe(5);
  await declare.click();

  await page.getByRole("heading", { name: "4 tickets affected" }).waitFor();
  const shares = await page.locator(".incident-share").allInnerTexts();
  expect(shares.map((each) => each.replace(/\s+/gu, " "))).toEqual([
    "Spanish 2",
    "English 1",
    expect.stringMatching(/^Indonesian 1 Not written$/u),
  ]);
  await page.getByText("Nothing is written in Indonesian: these buyers read English.").waitFor();
  await takePicture(page, "incidents-preview");
  const [incident] = await rig.ports.incidents.list(shopId());
  expect(incident).toMatchObject({ places: ["ID"], words: ["parcel", "paquete", "envíos", "paket"], approvedAt: null });

  await press(page, "Approve and tell them");
  const asked = page.getByRole("alertdialog");
  await asked.getByText("4 buyers will be told now, in English (2) and Spanish (2).").waitFor();
  await takePicture(page, "incidents-approve");
  await asked.getByRole("button", { name: "Cancel" }).click();
  expect((await rig.ports.incidents.list(shopId()))[0]?.approvedAt).toBeNull();
  await press(page, "Approve and tell them");
  await asked.getByRole("button", { name: "Approve and tell them" }).click();
  await page.locator(".state-line", { hasText: "Approved" }).waitFor();
  expect((await rig.deliver()).filter((each) => /We are sorry|Lo sentimos/u.test(each))).toHaveLength(4);

  await press(page, "Close the incident");
  // Nothing is written for the end in Spanish: those two hear nothing.
  await asked.getByText("2 buyers will be told that it is over, in English (2).").waitFor();
  await asked.getByRole("button", { name: "Close the incident" }).click();
  await page.locator(".state-line", { hasText: "Closed" }).waitFor();
  expect((await rig.deliver()).filter((each) => each === "It moves again.")).toHaveLength(2);
  expect(await page.getByRole("button", { name: /Approve|Close the/u }).count()).toBe(0);
  await page.getByRole("link", { name: "Incidents" }).first().click();
  await page.locator(".incident-row", { hasText: "Closed" }).waitFor();
});

test("two change the texts at once: the second sees the other's words beside their own, and loses neither", async () => {
  const olga = await rig.ports.agents.findForSignIn(shopId(), "olga@shop.example");
  if (!olga) throw new Error("Olga is not there");
  const texts = { en: { title: "Strike", answer: "It lasts.", apology: "We are sorry.", closing: "" } };
  const wanted = { texts, categories: [], places: [], words: ["strike"] };
  const { incident } = await declareIncident(olga.agent, wanted, rig.ports);
  const { incidentId } = incident;
  const page = await open(`incidents/${incidentId}`);
  await press(page, "Change what is said");
  await page.getByText(/Nobody has been told yet/u).waitFor();
  await page.getByLabel("Apology in English", { exact: true }).fill("We are very sorry.");
  const { agentId } = await rig.addAgent(shopId(), "Omar", "merchant");
  const omar = { ...olga.agent, agentId, name: "Omar", role: "merchant" } as const;
  const theirs = { en: { ...texts.en, answer: "It lasts two days.", apology: "Sorry, postage is on us." } };
  await editIncident(omar, incidentId, { texts: theirs, basedOn: 1 }, rig.ports);
  await press(page, "Save the texts");

  const conflict = page.getByRole("group", { name: "What a colleague has saved" });
  await conflict.getByText(/^Omar has saved these texts/u).waitFor();
  expect(await conflict.locator("blockquote").allInnerTexts()).toEqual(["Sorry, postage is on us."]);
  expect(await page.getByLabel("Apology in English", { exact: true }).inputValue()).toBe("We are very sorry.");
  // Nobody else wrote there: what the other one saved is in the form already.
  expect(await page.getByLabel("Answer in English").inputValue()).toBe("It lasts two days.");
  await takePicture(page, "incidents-conflict");
  // Half under the page's head, a link is smaller than it is.
  await page.evaluate("window.scrollTo(0, 0)");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByLabel("Apology in English", { exact: true }).fill("We are very sorry: postage is on us.");
  await press(page, "Save the texts");
  await page.getByRole("button", { name: "Change what is said" }).waitFor();
  const kept = await rig.ports.incidents.get(shopId(), incidentId);
  expect(kept?.texts.en).toMatchObject({
    answer: "It lasts two days.",
    apology: "We are very sorry: postage is on us.",
  });

  await press(page, "Approve and tell them");
  const asked = page.getByRole("alertdialog");
  await asked.getByText(/Nothing is written in .*Spanish.*Whoever speaks one of these reads English/u).waitFor();
  await takePicture(page, "incidents-approve-unwritten");
});

test("what two people wrote is put together, and where both wrote something is named", () => {
  const said = (apology: string, closing: string) => ({ title: "T", answer: "A", apology, closing });
  const base = { en: said("old", "old"), es: said("viejo", "") };
  const mine = { en: said("mine", "old"), es: said("viejo", ""), de: said("neu", "") };
  const theirs = { en: said("theirs", "theirs") };
  expect(mergeTexts(base, mine, theirs)).toEqual({
    texts: { en: said("mine", "theirs"), de: said("neu", "") },
    conflicts: [{ language: "en", part: "apology", theirs: "theirs" }],
  });
});

test.each(LOOKS)("$name: every page of the incidents is free of barriers and fits", async ({ name, ...look }) => {
  const page = await open("incidents", "olga", look);
  const [incident] = await rig.ports.incidents.list(shopId());
  const found: string[] = [];
  for (const path of ["incidents", "incidents/new", `incidents/${incident?.incidentId ?? ""}`]) {
    await page.goto(`${rig.origin}/console/${path}`);
    await page.waitForSelector(".knowledge-main h1");
    if (path.endsWith("/new")) {
      const tab = await page.locator('[role="tab"][aria-selected="true"]').boundingBox();
      if (tab === null || tab.x < 0 || tab.x + tab.width > look.viewport.width)
        found.push("its own tab is out of sight");
    }
    await takePicture(page, `incidents-${name}-${path.replace("/", "-").slice(0, 14)}`);
    for (const barrier of await findBarriers(page)) found.push(`${path} ${barrier}`);
    const edit = page.locator(".incident-card > .button", { hasText: /Change what|تغيير/u });
    if ((await edit.count()) === 0) continue;
    await edit.click();
    await page.locator("#incident-title").last().waitFor();
    await takePicture(page, `incidents-${name}-edit`);
    for (const barrier of await findBarriers(page)) found.push(`edit ${barrier}`);
  }
  expect(found).toEqual([]);
});
