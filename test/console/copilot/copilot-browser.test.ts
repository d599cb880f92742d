/** Help for an agent in a real browser: the story, a suggested reply, a draft said otherwise; with a model and without. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { briefHandovers } from "../../../src/flows/copilot/brief-handovers.ts";
import { createFakeChat } from "../../fakes/openai/create-fake-chat.ts";
import { type OpenAiFake, startOpenAiFake } from "../../fakes/openai/start-openai-fake.ts";
import { until } from "../../support/until.ts";
import { type ConsoleBrowser, findBarriers, LOOKS, openConsoleBrowser, takePicture } from "../console-browser.ts";
import { takePrompts, teach } from "./copilot-rig.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let fake: OpenAiFake;
let desk: ConsoleBrowser;
const shopId = () => desk.rig.db.shop.shopId;

beforeAll(async () => {
  fake = await startOpenAiFake();
  desk = await openConsoleBrowser({ model: createFakeChat(fake) });
  await teach(desk.rig);
  await desk.rig.addAgent(shopId(), "Mina");
});
afterAll(async () => {
  await desk?.close();
  await fake.stop();
});
afterEach(async () => {
  fake.script.reset();
  await desk.settle();
});

const STORY = {
  name: "Lucía",
  language: "es",
  words: ["¿Cuánto tarda el envío a México? Pedido HL-20481733", "Quiero una persona"],
  ticket: { category: "delivery", priority: "high", tags: ["angry"] },
} as const;
const BRIEF = JSON.stringify({
  wants: "She wants to know how long order [order 1] takes to Mexico.",
  tried: "The assistant answered nothing, and she asked for a person.",
  stake: "She is angry; no term is named.",
  priority: "high",
  category: "delivery",
  why: "anger",
});
const says = (...texts: readonly string[]) =>
  fake.script.next("chat", ...texts.map((text) => ({ kind: "text", text }) as const));
const draft = (page: Page) => page.getByRole("textbox", { name: /Reply to/ });

/** Solved cases whose tag fits: three of the same subject. */
async function openTagged(): Promise<void> {
  for (let at = 0; at < 3; at += 1) {
    const { ticketId } = await desk.rig.openStory({ ...STORY, words: ["¿Y mi pedido?", "Quiero una persona"] });
    await desk.rig.ports.desk.edit(
      shopId(),
      ticketId,
      { tags: ["mexico"] },
      { audit: { actor: { kind: "system" }, action: "test", detail: {} } },
    );
  }
}

async function openStory(): Promise<string> {
  const { ticketId } = await desk.rig.openStory(STORY);
  fake.script.always("chat", { kind: "text", text: BRIEF });
  while ((await briefHandovers(shopId(), desk.rig.ports, new AbortController().signal)) > 0);
  fake.script.always("chat", null);
  return ticketId;
}

test("an agent reads the story, looks at a reply, puts it into the draft, has it rewritten, takes that back, and sends", async () => {
  await openTagged();
  const ticketId = await openStory();
  const page = await desk.openAs("mina", `waiting/${ticketId}`, ".handover-writer");
  await page.locator(".handover", { hasText: "how long order HL-20481733 takes" }).waitFor();
  await page.locator(".handover", { hasText: "She is angry; no term is named." }).waitFor();

  await page.getByRole("button", { name: "Suggest a reply" }).click();
  const card = page.getByRole("region", { name: "Suggested reply" });
  await card.locator(".suggestion-text", { hasText: /7 a 12 días/u }).waitFor();
  await card.getByText("Plazos de envío").click();
  await takePicture(page, "copilot-suggested");
  expect(await draft(page).inputValue()).toBe("");
  await card.getByRole("button", { name: "Put into the reply" }).click();
  await expect.poll(() => draft(page).inputValue()).toContain("7 a 12 días");
  expect(await card.count()).toBe(0);

  const before = await draft(page).inputValue();
  const after = `¡Hola! ${before} ¡Gracias!`;
  says(JSON.stringify({ text: after }));
  await page.getByRole("button", { name: "Reword the draft" }).click();
  await page.getByRole("menuitem", { name: "Friendlier" }).click();
  await expect.poll(() => draft(page).inputValue()).toBe(after);
  await page.getByText("Made friendlier.").waitFor();
  await takePicture(page, "copilot-rewritten");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => draft(page).inputValue()).toBe(before);

  says(JSON.stringify({ text: "De 9 días." }), JSON.stringify({ text: "De 9 días." }));
  await page.getByRole("button", { name: "Reword the draft" }).click();
  await page.getByRole("menuitem", { name: "Shorten" }).click();
  await page.getByText(/lost or changed a number/u).waitFor();
  expect(await draft(page).inputValue()).toBe(before);

  // Nothing was sent by all this.
  expect((await desk.rig.ports.tickets.get(shopId(), ticketId as never))?.status).toBe("waiting");
  await page.getByRole("button", { name: "Add the tag: mexico" }).click();
  await until("the tag", async () =>
    (await desk.rig.ports.tickets.get(shopId(), ticketId as never))?.tags.includes("mexico"),
  );
  await expect.poll(() => page.getByRole("button", { name: "Add the tag: mexico" }).count()).toBe(0);
  await page.getByRole("button", { name: "Insert the macro: Apology for a delay" }).click();
  await expect.poll(() => draft(page).inputValue()).toMatch(/7 a 12[^]*Siento/u);
});

test("without a model the console says so, and offers the closest articles and macros", async () => {
  const { ports } = desk.rig;
  const { model } = ports;
  try {
    Object.assign(ports, { model: null });
    const { ticketId } = await desk.rig.openStory(STORY);
    takePrompts(fake);
    const page = await desk.openAs("mina", `waiting/${ticketId}`, ".copilot-chip");
    await page.locator(".handover", { hasText: "¿Cuánto tarda el envío a México?" }).waitFor();
    await page.locator(".handover", { hasText: "High · The buyer is angry" }).waitFor();
    expect(await page.getByRole("button", { name: "Suggest a reply" }).count()).toBe(0);
    await page.getByRole("button", { name: /^\d articles?$/u }).click();
    const closest = page.getByRole("region", { name: "Closest articles" });
    await closest.getByText(/No model is set up/u).waitFor();
    await takePicture(page, "copilot-plain");
    await closest.getByRole("button", { name: "Quote in the reply: Plazos de envío" }).click();
    await expect.poll(() => draft(page).inputValue()).toContain("El envío a México tarda de 7 a 12");
    await page.getByRole("button", { name: "Reword the draft" }).click();
    await page.getByText(/drafts cannot be rewritten/u).waitFor();
    expect(await page.getByRole("menuitem", { name: "Shorten" }).getAttribute("aria-disabled")).toBe("true");
    expect(takePrompts(fake)).toEqual([]);
  } finally {
    Object.assign(ports, { model });
  }
});

test.each(LOOKS)("$name: what helps is free of barriers and fits", async ({ name, ...look }) => {
  const ticketId = await openStory();
  const page = await desk.openAs("mina", `waiting/${ticketId}`, ".copilot-ask", look);
  await page.locator(".copilot-ask").click();
  await page.locator(".suggestion[data-ready]").waitFor();
  await takePicture(page, `copilot-${name}`);
  expect(await findBarriers(page)).toEqual([]);
  // The buyer's words stay in sight beside everything that helps.
  const height = (await page.locator(".messages-frame").boundingBox())?.height ?? 0;
  expect(height).toBeGreaterThan(look.viewport.height * 0.12);
});
