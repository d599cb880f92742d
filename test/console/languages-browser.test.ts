/** Two people in two languages, in a real browser: the buyer's words made readable, the reply sent as it was shown, and manners. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { workTranslations } from "../../src/flows/translation/translate-messages.ts";
import { createFakeChat } from "../fakes/openai/create-fake-chat.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import {
  type ConsoleBrowser,
  expectNoBarrier,
  findBarriers,
  LOOKS,
  openConsoleBrowser,
  takePicture,
} from "./console-browser.ts";
import type { ConsoleRig } from "./console-rig.ts";

let desk: ConsoleBrowser;
let rig: ConsoleRig;
let fake: OpenAiFake;
beforeAll(async () => {
  fake = await startOpenAiFake();
  desk = await openConsoleBrowser({ model: createFakeChat(fake) });
  ({ rig } = desk);
  await rig.addAgent(shopId(), "mina", "merchant");
});
afterAll(async () => {
  await desk?.close();
  await fake?.stop();
});
afterEach(async () => {
  fake.script.reset();
  await desk.settle();
});

const shopId = () => rig.db.shop.shopId;
const STORY = {
  name: "Lucía",
  language: "es",
  words: ["¿Cuánto tarda el envío a México?", "Mi pedido no llega desde hace 12 días, quiero una persona"],
} as const;
const saying = (text: string) => ({ kind: "text", text: JSON.stringify({ translation: text }) }) as const;
const work = () => workTranslations(shopId(), rig.ports, new AbortController().signal);
const draft = (page: Page) => page.getByRole("textbox", { name: /Reply to/ });
const arrival = (page: Page) => page.getByLabel(/^Arrives in Spanish/u);
const open = (path: string, options = {}) =>
  desk.openAs("mina", path, path === "manners" ? "h1" : ".composer textarea", options);

/** An open page has asked for what it does not read, and the job makes it. */
async function translateOpen(page: Page, ...texts: readonly string[]): Promise<void> {
  await page.locator(".translated", { hasText: "Translating" }).first().waitFor();
  fake.script.next("chat", ...texts.map(saying));
  expect(await work()).toBe(texts.length);
}

test("an agent reads the buyer in their own language, writes in it, and the buyer gets what was shown", async () => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await open(`waiting/${ticketId}`);
  await translateOpen(
    page,
    "How long does delivery to Mexico take?",
    "My order has not arrived for 12 days, I want a person",
  );
  const message = page.locator(".message[data-speaker=buyer]").last();
  await message.getByText("My order has not arrived for 12 days").waitFor();
  await message.getByText("Translated", { exact: true }).waitFor();
  await message.getByRole("button", { name: "Show original" }).click();
  await message.getByText("Mi pedido no llega").waitFor();
  await message.getByRole("button", { name: "Show translation" }).click();

  fake.script.always("chat", saying("Lo sentimos. Le devolvemos 4,90 €."));
  await page.locator(".manner", { hasText: "Understanding first" }).waitFor();
  await draft(page).fill("We are sorry. We refund 4.90 €.");
  await arrival(page).waitFor();
  expect(await arrival(page).inputValue()).toBe("Lo sentimos. Le devolvemos 4,90 €.");
  await takePicture(page, "languages-arrival");
  await expectNoBarrier(page);
  await arrival(page).fill("Lo sentimos mucho. Le devolvemos 4,90 €.");
  await page.locator(".composer button[type=submit]").click();
  const sent = page.locator(".message[data-speaker=agent]").last();
  await sent.getByText("Lo sentimos mucho. Le devolvemos 4,90 €.").waitFor();
  await sent.getByText("Written in English").click();
  await sent.getByText("We are sorry. We refund 4.90 €.").waitFor();
  expect((await rig.deliver()).at(-1)).toBe("Lo sentimos mucho. Le devolvemos 4,90 €.");
  await takePicture(page, "languages-sent");
});

test("a number that changed is named, and a translation that fails stops nobody", async () => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await open(`waiting/${ticketId}`);
  await page.locator(".translated", { hasText: "Translating" }).first().waitFor();
  fake.script.always("chat", { kind: "text", text: "no idea" });
  await work();
  const failed = page.locator(".translated", { hasText: "Could not be translated" });
  await expect.poll(() => failed.count()).toBe(2);
  await page.getByText(STORY.words[1]).last().waitFor();
  await draft(page).fill("We refund 49.90 € to you.");
  await page.locator(".arrival-failed").waitFor();
  await takePicture(page, "languages-failed");
  fake.script.always("chat", saying("Le devolvemos 94,90 €."));
  await page.locator(".arrival-failed").getByRole("button", { name: "Try again" }).click();
  await page.locator(".arrival .doubt", { hasText: "49.9" }).waitFor();
  await page.locator(".composer button[type=submit]").click();
  await page.locator(".ask-first", { hasText: "49.9" }).getByRole("button", { name: "Look again" }).click();
  await expect.poll(() => page.locator(".ask-first").count()).toBe(0);
  await takePicture(page, "languages-doubts");
  // One switch away: the agent's own words, as they are.
  await page.locator(".arrival .switch").click();
  await expect.poll(() => arrival(page).count()).toBe(0);
  await page.locator(".composer button[type=submit]").click();
  await page.locator(".message[data-speaker=agent]", { hasText: "We refund 49.90 € to you." }).waitFor();
  fake.script.always("chat", saying("How long does it take?"));
  await failed.first().getByRole("button", { name: "Try again" }).click();
  await page.locator(".translated", { hasText: "Translating" }).waitFor();
  expect(await work()).toBe(1);
  await page.getByText("How long does it take?").waitFor();
});

test("a merchant changes how the shop speaks with a market, adds one, and has the default back", async () => {
  const page = await open("manners");
  const market = (name: string) => page.locator(`.manner-row[data-market=${name}]`);
  // What was saved stands there anew, closed.
  const openAgain = async (name: string) => {
    await page.locator(`.manner-row[data-market=${name}]:not([open])`).waitFor();
    await market(name).locator("summary").click();
  };
  await market("ja").locator("summary").click();
  await takePicture(page, "manners-open");
  await expectNoBarrier(page);
  await market("ja").getByLabel("Solution first").check();
  await market("ja").getByLabel("excuses").uncheck();
  await market("ja").getByRole("button", { name: "Save" }).click();
  await market("ja").getByText("Changed by your shop").waitFor();
  expect(await rig.ports.manners.list(shopId())).toMatchObject([{ market: "ja", opening: "solution" }]);
  await openAgain("ja");
  await market("ja").getByRole("button", { name: "Restore the default" }).click();
  await market("ja").getByText("Default", { exact: true }).waitFor();
  expect(await rig.ports.manners.list(shopId())).toEqual([]);

  await page.getByLabel(/such as en-GB/u).fill("xx");
  await page.getByRole("button", { name: "Add a market" }).click();
  await page.getByRole("alert").filter({ hasText: "Write a language" }).waitFor();
  await page.getByLabel(/such as en-GB/u).fill("en-gb");
  await page.getByRole("button", { name: "Add a market" }).click();
  await market("en-GB").getByLabel("In your own words, for agents and the assistant").fill("Mind the queue.");
  await market("en-GB").getByRole("button", { name: "Save" }).click();
  await market("en-GB").getByText("Your shop’s own").waitFor();
  await openAgain("en-GB");
  await market("en-GB").getByRole("button", { name: "Remove this market" }).click();
  await expect.poll(() => market("en-GB").count()).toBe(0);
});

/** In light, on a desktop and in English the stories above have looked. */
const ARABIC = LOOKS.filter(({ name }) => name === "ar-dark-phone");
test.each(ARABIC)(
  "$name: words in two languages and manners are free of barriers and fit",
  async ({ name, ...look }) => {
    const { ticketId } = await rig.openStory(STORY);
    const page = await open(`waiting/${ticketId}`, look);
    await page.locator(".translated").first().waitFor();
    const made = "لم يصل طلبي منذ 12 يومًا وأريد شخصًا";
    fake.script.always("chat", saying(made));
    await work();
    await page.getByText(made).last().waitFor();
    fake.script.always("chat", saying("Lo sentimos. Le devolvemos 4,90 €."));
    await page.locator(".composer textarea").first().fill("نأسف لذلك، سنعيد لك 4.50 €.");
    await page.locator(".arrival-text").waitFor();
    await page.locator(".manner summary").click();
    await takePicture(page, `languages-${name}`);
    const found = (await findBarriers(page)).map((barrier) => `ticket ${barrier}`);
    await page.locator(".composer textarea").first().fill("");
    await page.goto(`${rig.origin}/console/manners`);
    await page.locator(".manner-row summary").first().click();
    await takePicture(page, `manners-${name}`);
    for (const barrier of await findBarriers(page)) found.push(`manners ${barrier}`);
    expect(found).toEqual([]);
  },
);
