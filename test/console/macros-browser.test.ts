/** Macros in a real browser: in the composer, in the list, in the editor; on a phone, in Arabic, in the dark. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { saveMacro } from "../../src/flows/desk/macros.ts";
import { until } from "../support/until.ts";
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
  const { agentId } = await rig.addAgent(shopId(), "Mina");
  await rig.addAgent(shopId(), "Vera", "viewer");
  const mina = await rig.ports.agents.get(shopId(), agentId);
  if (!mina) throw new Error("nobody to write macros");
  await saveMacro(
    mina,
    {
      macroKey: "where",
      names: { en: "Where it is" },
      texts: { es: "Hola {buyer}, soy {agent}. El pedido {order} va en camino.", en: "Order {order} is on its way." },
      actions: { tags: ["shipped"], category: "delivery" },
    },
    rig.ports,
  );
  await saveMacro(
    mina,
    { macroKey: "bye", names: { en: "Goodbye" }, texts: { en: "All the best!" }, actions: goodbye() },
    rig.ports,
  );
  for (let times = 0; times < 3; times += 1) await rig.ports.macros.noteUsed(shopId(), "where");
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

// oxlint-disable-next-line unicorn/no-thenable -- a word of the API, on a plain object
const goodbye = () => ({ then: "resolve" }) as const;
const STORY = { name: "Lucía", language: "es", words: ["¿Cuánto tarda?", "Quiero una persona"] } as const;
const draft = (page: Page) => page.getByRole("textbox", { name: /Reply to/ });
const macro = async (macroKey: string) =>
  (await rig.ports.macros.list(shopId())).find((each) => each.macroKey === macroKey);

const open = (path: string, name = "mina", options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, path, path.startsWith("macros") ? ".knowledge-main h1" : ".composer textarea", options);

test("a macro goes into the draft filled in, is held back while a value is open, and counts once it is out", async () => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await open(`waiting/${ticketId}`);
  await page.keyboard.press("m");
  // The most used stands first.
  await page.getByRole("menuitem").first().getByText("Where it is").waitFor();
  await page.keyboard.type("photos");
  await expect.poll(() => page.getByRole("menuitem").count()).toBe(1);
  await page.locator(".macro-search input").fill("hola");
  await page.locator(".macro-none", { hasText: "No macro fits" }).waitFor();
  await page.locator(".macro-search input").fill("where it is");
  await takePicture(page, "macro-menu");
  await page.keyboard.press("Enter");
  await expect.poll(() => draft(page).inputValue()).toBe("Hola Lucía, soy Mina. El pedido {order} va en camino.");
  await page.locator(".macro-notes", { hasText: "the order number" }).waitFor();
  await takePicture(page, "macro-open-value");

  await page.locator(".composer button[type=submit]").click();
  await page.locator(".macro-notes [role=alert]", { hasText: "Not sent" }).waitFor();
  expect((await macro("where"))?.usedCount).toBe(3);
  await page.locator(".message").getByRole("button", { name: "Edit" }).click();
  await draft(page).fill((await draft(page).inputValue()).replace("{order}", "1042"));
  await expect.poll(() => page.locator(".macro-notes .note-warn, .macro-notes .note-bad").count()).toBe(0);
});

test("what a macro does to the case is done with its reply, and the agent may leave it", async () => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await open(`waiting/${ticketId}`);
  const insert = async () => {
    await page.getByRole("button", { name: "Insert a macro" }).click();
    await page.getByRole("menuitem", { name: "Goodbye", exact: true }).click();
    await expect.poll(() => draft(page).inputValue()).toContain("All the best!");
  };
  await insert();
  // It is written in English only, and says so.
  await page.locator(".macro-notes", { hasText: "English" }).waitFor();
  await page.getByRole("button", { name: "Keep the ticket as it is" }).click();
  await page.locator(".composer button[type=submit]").click();
  await until("it is counted", async () => (await macro("bye"))?.usedCount === 1);
  expect((await rig.ports.tickets.get(shopId(), ticketId))?.status).toBe("held");
  await insert();
  await page.locator(".macro-notes", { hasText: "resolves the ticket" }).waitFor();
  await page.locator(".composer button[type=submit]").click();
  await until("it is counted", async () => (await macro("bye"))?.usedCount === 2);
  await until("resolved", async () => (await rig.ports.tickets.get(shopId(), ticketId))?.status === "resolved");
});

test("tags and category come with the reply", async () => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await open(`waiting/${ticketId}`);
  await page.keyboard.press("m");
  await page.getByRole("menuitem", { name: "Where it is", exact: true }).click();
  await expect.poll(() => draft(page).inputValue()).toContain("{order}");
  // What is open is chosen, once the menu is gone: typing replaces it.
  await expect.poll(() => page.evaluate("getSelection().toString()")).toBe("{order}");
  await page.keyboard.type("1042");
  await expect.poll(() => draft(page).inputValue()).toContain("El pedido 1042 va");
  await page.keyboard.press("Control+Enter");
  await until("the tag", async () => (await rig.ports.tickets.get(shopId(), ticketId))?.tags.includes("shipped"));
  expect((await rig.ports.tickets.get(shopId(), ticketId))?.category).toBe("delivery");
});

test("an agent writes one, rewrites what shipped, has it back, hides it and shows it again", async () => {
  const page = await open("macros");
  await page.getByRole("link", { name: "New macro" }).click();
  await page.getByLabel("Name in English, for agents").fill("Gift note");
  await page.getByLabel("What the buyer reads in English").fill("Dear {byuer}");
  await page.getByRole("alert").filter({ hasText: "{byuer}" }).waitFor();
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await page.getByLabel("What the buyer reads in English").fill("Dear ");
  await page.getByRole("button", { name: "Insert: the buyer’s name" }).click();
  await page.getByRole("tab", { name: /Spanish/ }).click();
  await page.getByLabel("What the buyer reads in Spanish").fill("Hola {buyer}");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/macros\/gift-note$/u);
  expect((await macro("gift-note"))?.texts).toEqual({ en: "Dear {buyer}", es: "Hola {buyer}" });

  await page.goto(`${rig.origin}/console/macros/delay`);
  await page.getByLabel("What the buyer reads in English").fill("Ours.");
  await takePicture(page, "macro-editor");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".state-line", { hasText: "Changed by your shop" }).waitFor();
  await page.getByRole("button", { name: "Restore the original" }).click();
  await page.locator(".toast", { hasText: "original" }).waitFor();
  expect((await macro("delay"))?.texts).toEqual({});

  await page.getByRole("link", { name: /Apology for a delay/ }).click();
  await page.getByRole("button", { name: "Hide" }).click();
  await page.getByText("1 hidden macro").click();
  await page.getByRole("link", { name: /Apology for a delay/ }).click();
  await page.getByRole("button", { name: "Show again" }).click();
  await expect.poll(() => page.getByText("1 hidden macro").count()).toBe(0);
});

test("a viewer reads them and can change nothing", async () => {
  const page = await open("macros", "vera");
  expect(await page.getByRole("link", { name: "New macro" }).count()).toBe(0);
  await page.getByRole("link", { name: /Where it is/ }).click();
  await page.locator(".note-info").first().waitFor();
  expect(await page.locator("#macro-text").isEditable()).toBe(false);
  expect(await page.getByRole("button", { name: /Save|Hide|Delete|Insert/ }).count()).toBe(0);
});

test.each(LOOKS)("$name: every page of the macros is free of barriers and fits", async ({ name, ...look }) => {
  const { ticketId } = await rig.openStory(STORY);
  const page = await open("macros", "mina", look);
  const found: string[] = [];
  for (const path of ["macros", "macros/where", "macros/new", `waiting/${ticketId}`]) {
    await page.goto(`${rig.origin}/console/${path}`);
    await page.waitForSelector(path.startsWith("macros") ? ".knowledge-main h1" : ".composer textarea");
    if (path.startsWith("waiting")) {
      await page.locator(".macro-button").click();
      await page.locator(".macro-item").first().waitFor();
    }
    await takePicture(page, `macros-${name}-${path.replace("/", "-").slice(0, 14)}`);
    if (path.startsWith("waiting")) {
      const box = await page.locator(".macro-popover").boundingBox();
      const { width, height } = look.viewport;
      const isInSight =
        box !== null && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
      if (!isInSight) found.push(`the menu stands at ${JSON.stringify(box)}`);
    }
    // While a menu is open, what is behind it is hidden from readers, landmarks and headings with it.
    const unheeded = path.startsWith("waiting") ? ["landmark-one-main", "page-has-heading-one"] : [];
    for (const barrier of await findBarriers(page, unheeded)) found.push(`${path} ${barrier}`);
  }
  expect(found).toEqual([]);
});
