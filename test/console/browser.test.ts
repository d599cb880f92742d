/** The console in a real browser, over the real server and database: what an agent does in a day, and what goes wrong. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Language } from "../../src/contracts/language.ts";
import {
  type ConsoleBrowser,
  expectLargeTargets,
  expectNoBarrier,
  LOOKS,
  openConsoleBrowser,
  PHONE,
} from "./console-browser.ts";
import type { ConsoleRig } from "./console-rig.ts";
import { openDemoStories } from "./demo-stories.ts";

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>"\'><svg/onload=alert(1)>';

/** Nine people and their browsers may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;

beforeAll(async () => {
  desk = await openConsoleBrowser();
  ({ rig } = desk);
  await rig.addAgent(rig.db.shop.shopId, "Mina");
  await rig.addAgent(rig.db.shop.shopId, "Jonas");
});
afterAll(() => desk?.close());
afterEach(() => desk.settle());

const openPage = (options?: BrowserContextOptions) => desk.openPage(options);
const signIn = (page: Page, name?: string, password?: string) => desk.signIn(page, name, password);

const openInbox = (options: BrowserContextOptions = {}, name = "mina"): Promise<Page> =>
  desk.openAs(name, "", ".inbox", options);

const story = (name: string, words: string, language: Language = "es") =>
  rig.openStory({ name, language, words: ["Hola", words] });

const openTicket = async (page: Page, ticketId: string) => {
  await page.click(`.queue-row[href*="${ticketId}"]`);
  await page.waitForSelector(".handover");
};

describe("a day's work", () => {
  test("an agent signs in, sees who waits, takes, answers and resolves, with the keyboard alone", async () => {
    const page = await openInbox();
    const { ticketId } = await story("Lucía", "Mi pedido no llega");
    const row = page.locator(`.queue-row[href*="${ticketId}"]`);
    await row.waitFor();
    expect(await row.innerText()).toContain("Mi pedido no llega");
    const focused = () => page.evaluate("document.activeElement.getAttribute('href')");
    for (let n = 0; n < 20 && !String(await focused()).includes(ticketId); n += 1) await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-owner="queue"]');
    expect(await page.locator(".handover").innerText()).toMatch(/Mi pedido no llega[\s\S]*asked for a person/);
    await page.keyboard.press("t");
    await page.waitForSelector('[data-owner="you"]');
    await page.keyboard.press("r");
    await page.keyboard.type("Hola Lucía, lo miro ahora mismo.");
    await page.keyboard.press("Control+Enter");
    await page.locator('.message[data-speaker="agent"]:not([data-outgoing])', { hasText: "lo miro" }).waitFor();
    expect(await page.locator("textarea").inputValue()).toBe("");
    expect(await rig.deliver()).toContain("Hola Lucía, lo miro ahora mismo.");
    await page.getByText("Delivered").first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await page.locator(".toast", { hasText: "is resolved" }).waitFor();
    await page.click('a[href="/console/resolved"]');
    await page.locator(`.queue-row[href="/console/resolved/${ticketId}"]`).waitFor();
  });

  test("what the buyer writes while the ticket is open appears by itself and is read out once", async () => {
    const { ticketId, threadKey } = await story("Ana", "Necesito ayuda");
    const page = await openInbox();
    await openTicket(page, ticketId);
    await rig.buyerSays(threadKey, "Ana", "¿Sigue ahí?");
    await page.locator(".bubble-text", { hasText: "¿Sigue ahí?" }).waitFor();
    await expect.poll(() => page.locator('[role="log"]').innerText()).toContain("New message from Ana: ¿Sigue ahí?");
  });

  test("of two agents who take at once one has it, and the other is told who", async () => {
    const { ticketId } = await story("Pedro", "Quiero cambiar la talla");
    const pages = [await openInbox(), await openInbox({}, "jonas")] as const;
    for (const page of pages) await openTicket(page, ticketId);
    await Promise.all(pages.map((page) => page.keyboard.press("t")));
    await expect
      .poll(async () => {
        const owners = await Promise.all(pages.map((page) => page.locator(".ownership").getAttribute("data-owner")));
        return new Set(owners);
      })
      .toEqual(new Set(["colleague", "you"]));
  });

  test("a wrong password is said in a sentence, and nothing else changes", async () => {
    const page = await openPage();
    await signIn(page, "mina", "wrong");
    await page.locator("[role=alert]", { hasText: "not right" }).waitFor();
    expect(await page.locator("input[name=email]").inputValue()).toBe("mina@shop.example");
  });
});

describe("when something goes wrong", () => {
  test("a reply without a network stays, is sent again on demand, and arrives once", async () => {
    const { ticketId } = await story("Rosa", "No puedo pagar");
    const page = await openInbox();
    await openTicket(page, ticketId);
    await page.context().setOffline(true);
    await page.fill("textarea", "Pruebe con otra tarjeta.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Not sent.").waitFor();
    await page.context().setOffline(false);
    // Other columns that met the missing network offer the same words.
    await page.locator("[data-outgoing]").getByRole("button", { name: "Try again" }).click();
    await page.locator('.message[data-speaker="agent"]:not([data-outgoing])').waitFor();
    expect(await page.locator("[data-outgoing]").count()).toBe(0);
    expect((await rig.deliver()).filter((text) => text === "Pruebe con otra tarjeta.")).toHaveLength(1);
  });

  test("an answer that is lost on the way back does not make the buyer read the reply twice", async () => {
    const { ticketId } = await story("Iván", "Factura, por favor");
    const page = await openInbox();
    await openTicket(page, ticketId);
    // The server gets it and writes it; only its answer never arrives.
    await page.route("**/reply", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.fill("textarea", "Se la envío hoy.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Not sent.").waitFor();
    await page.unroute("**/reply");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => page.locator("[data-outgoing]").count()).toBe(0);
    expect((await rig.deliver()).filter((text) => text === "Se la envío hoy.")).toHaveLength(1);
  });

  test("drafts are kept per ticket, over a reload and over an ended session", async () => {
    const first = await story("Eva", "¿Garantía?");
    const second = await story("Hugo", "¿Color azul?");
    const page = await openInbox();
    await openTicket(page, first.ticketId);
    await page.fill("textarea", "La garantía es de dos años");
    await openTicket(page, second.ticketId);
    await expect.poll(() => page.locator("textarea").inputValue()).toBe("");
    await page.fill("textarea", "Azul hay");
    await page.reload();
    await openTicket(page, first.ticketId);
    await expect.poll(() => page.locator("textarea").inputValue()).toBe("La garantía es de dos años");
    await page.context().clearCookies();
    // Whatever the page asks next is answered 401.
    rig.ports.live.publish(`console:${rig.db.shop.shopId}`, { kind: "ticket-changed", ...first });
    await page.getByText("Your session has ended").waitFor();
    await signIn(page);
    await page.waitForSelector(".handover");
    await expect.poll(() => page.locator("textarea").inputValue()).toBe("La garantía es de dos años");
  });

  test("a ticket of nobody or of another shop is said to be missing, with the way back in sight", async () => {
    const page = await openInbox();
    await page.goto(`${rig.origin}/console/waiting/0193c0de-0000-7000-8000-00000000dead`);
    await page.getByText("No such ticket").waitFor();
  });

  test("what a buyer or an article says is text, never markup, and links lead only to https", async () => {
    const { ticketId } = await rig.openStory({
      name: HOSTILE.slice(0, 60),
      language: "en",
      words: [HOSTILE, `${HOSTILE} person please`],
      answer: {
        text: HOSTILE,
        sources: [
          { number: 1, articleKey: "a", title: HOSTILE, quote: HOSTILE, url: "javascript:document.title=3" },
          { number: 2, articleKey: "b", title: "fine", quote: "fine", url: "https://shop.example/x" },
        ],
      },
      ticket: { note: HOSTILE },
    });
    const page = await openInbox();
    await openTicket(page, ticketId);
    for (const summary of await page.locator(".sources summary").all()) await summary.click();
    expect(await page.title()).toBe("Dragoman console");
    expect(await page.locator(".bubble-text").first().innerText()).toBe(HOSTILE);
    const links = await page.locator(".sources a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    expect(new Set(links)).toEqual(new Set(["https://shop.example/x"]));
    expect(await page.locator(".messages img, .messages script, .messages svg:not(.icon)").count()).toBe(0);
  });
});

describe("for everybody", () => {
  beforeAll(async () => {
    await openDemoStories(rig);
  });

  test.each(LOOKS)("no serious barrier and no sideways scrolling: $name", async ({ name: _name, ...look }) => {
    const page = await openPage(look);
    await expectNoBarrier(page);
    await signIn(page);
    const row = page.locator(".queue-row").first();
    await row.waitFor();
    await page.locator(".first-run:visible").waitFor();
    await expectNoBarrier(page);
    await row.click();
    await page.locator(".message").first().waitFor();
    await expectNoBarrier(page);
    expect(await page.evaluate("document.documentElement.dir")).toBe(look.locale === "ar" ? "rtl" : "ltr");
    await page.keyboard.press("Shift+?");
    await page.locator("[role=dialog]").waitFor();
    await expectNoBarrier(page);
  });

  test("the language can be changed while working, and the page turns with it", async () => {
    const page = await openInbox();
    await page.click(".who");
    await page.getByRole("menuitemradio", { name: "العربية" }).click();
    await page.locator("html[dir=rtl][lang=ar]").waitFor();
    await page.reload();
    await page.locator("html[dir=rtl][lang=ar]").waitFor();
  });

  test("on a phone every target is large enough for a thumb", async () => {
    const page = await openInbox(PHONE);
    await page.locator(".queue-row").first().click();
    await page.locator(".message").first().waitFor();
    await expectLargeTargets(page, "button:visible, a:visible, textarea:visible");
  });
});
