/** The widget in a real browser: a buyer opens the shop's page, asks, reads, loses the network, comes back. */
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadBundles } from "../../adapters/web-widget/load-bundles.ts";
import type { OutboundId } from "../../src/contracts/ids.ts";
import type { OutboundMessage } from "../../src/contracts/message.ts";
import { buildBundles } from "../fixtures/web-widget/build-bundles.ts";
import { type Script, type Shop, startShop } from "../fixtures/web-widget/start-shop.ts";
import { ask, directionOf, open, PHONE } from "./widget-page.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const QUIET = ["background-networking", "component-update", "sync", "gpu", "quic"].map((name) => `--disable-${name}`);
const WAIT = { timeout: 15_000, interval: 20 };

let browser: Browser;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  await buildBundles();
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--no-first-run", ...QUIET] });
});

afterAll(() => browser?.close());

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Visit {
  readonly page: Page;
  readonly shop: Shop;
  /** What the browser complained about: policy violations, exceptions. */
  readonly faults: string[];
  /** Addresses asked for outside of the shop. */
  readonly strangers: string[];
}

async function visit(
  script: Script = () => {},
  options: BrowserContextOptions = {},
  origins: string[] = [],
): Promise<Visit> {
  const shop = await startShop(script);
  shop.host.widgetOrigins = origins;
  closers.push(() => shop.stop());
  const page = await newPage(options);
  const faults: string[] = [];
  const strangers: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(shop.origin)) strangers.push(request.url());
  });
  await page.goto(shop.origin);
  return { page, shop, faults, strangers };
}

async function newPage(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 860 }, ...options });
  closers.push(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

const ANSWER: Partial<OutboundMessage> = {
  text: "It takes **7 to 12 days** [1].",
  sources: [{ number: 1, articleKey: "shipping", title: "Shipping times", quote: "Within 7 to 12 days.", url: null }],
};
const answering: Script = (_message, shop) => shop.say(ANSWER);

describe("A buyer in the shop", () => {
  test("is greeted, taps a question, and opens the passage behind the answer in place", async () => {
    const { page, shop, faults, strangers } = await visit(answering);
    await open(page);
    expect(await page.locator(".suggestion").count()).toBe(4);
    await page.locator(".suggestion").first().click();
    await page.locator(".from-assistant .chip").click();
    expect(await page.locator(".passage").innerText()).toContain("Within 7 to 12 days.");
    expect(await page.locator(".from-assistant .bubble strong").innerText()).toBe("7 to 12 days");
    expect(await page.locator(".speaker").last().innerText()).toBe("Assistant");
    expect(shop.host.received[0]?.parts[0]).toMatchObject({ kind: "text" });
    await page.locator(".person").click();
    await expect
      .poll(() => shop.host.received[1]?.parts[0], WAIT)
      .toMatchObject({ kind: "choice", choiceId: "person" });
    expect([faults, strangers]).toEqual([[], []]);
  });

  test("presses a choice once, and it is gone when it was answered", async () => {
    const choices = [{ choiceId: "clarify:returns", label: "Returns" }];
    const { page, shop } = await visit((message, shop) =>
      message.parts[0].kind === "text" ? shop.say({ text: "Which one?", choices }) : shop.say(ANSWER),
    );
    await open(page);
    await ask(page, "hm");
    await page.getByRole("button", { name: "Returns" }).click();
    await page.locator(".chip").waitFor();
    expect(await page.locator(".choice").count()).toBe(0);
    expect(shop.host.received[1]?.parts).toEqual([{ kind: "choice", choiceId: "clarify:returns", label: "Returns" }]);
  });

  test("finds the thread again after a reload, and what came meanwhile is counted on the button", async () => {
    const { page, shop } = await visit(answering);
    await open(page);
    await ask(page, "How long?");
    await page.locator(".chip").waitFor();
    await page.goto("about:blank");
    await shop.say({ text: "One more thing." });
    await page.goto(shop.origin);
    await expect.poll(() => page.locator(".badge").innerText(), WAIT).toBe("1");
    await open(page);
    const bubbles = page.locator(".lines .bubble");
    await expect.poll(() => bubbles.count(), WAIT).toBe(3);
    expect(await bubbles.first().innerText()).toBe("How long?");
    await expect.poll(() => page.locator(".badge").isVisible(), WAIT).toBe(false);
    expect(shop.host.received).toHaveLength(1);
  });

  test("writes on while the network is away: told once, kept, sent once and in order", async () => {
    const { page, shop } = await visit();
    await open(page);
    await ask(page, "first");
    await expect.poll(() => shop.host.received.length, WAIT).toBe(1);
    await page.context().setOffline(true);
    await ask(page, "second");
    await ask(page, "third");
    await page.locator(".status span").waitFor();
    expect(await page.locator(".is-sending").count()).toBe(2);
    expect(await page.locator(".progress").count()).toBe(1);
    await page.context().setOffline(false);
    await expect.poll(() => page.locator(".is-done").count(), WAIT).toBe(3);
    await expect.poll(() => page.locator(".status span").count(), WAIT).toBe(0);
    const texts = shop.host.received.map(({ parts }) => (parts[0].kind === "text" ? parts[0].text : ""));
    expect(texts).toEqual(["first", "second", "third"]);
  });

  test("reloads while the shop's server fails, and the message is still sent, once", async () => {
    const { page, shop } = await visit(answering);
    let tried = 0;
    shop.host.beforeStore = () => Promise.reject(new Error(`the database is away ${(tried += 1)}`));
    await open(page);
    await ask(page, "do not lose me");
    // The thread has its line and the message is not stored: it is on its way, and nothing else is said of it.
    await expect.poll(() => tried, WAIT).toBeGreaterThan(1);
    await page.locator(".is-sending").waitFor();
    expect(await page.locator(".is-done").count()).toBe(0);
    await page.locator("textarea").fill("half a sente");
    await page.reload();
    await open(page);
    expect(await page.locator("textarea").inputValue()).toBe("half a sente");
    await page.locator(".is-sending").waitFor();
    shop.host.beforeStore = () => Promise.resolve();
    await page.locator(".chip").waitFor();
    expect(await page.locator(".lines .from-buyer").count()).toBe(1);
    expect(shop.host.received).toHaveLength(1);
  });

  test("is told when a message is refused, though the thread shows its line, and sends it again", async () => {
    const { page, shop } = await visit();
    shop.host.outcome = { kind: "refused", reason: "empty", retryAfterMs: 0 };
    await open(page);
    await ask(page, "take this");
    await page.locator(".is-failed .retry").waitFor();
    await page.reload();
    await open(page);
    await page.locator(".is-failed", { hasText: "take this" }).waitFor();
    shop.host.outcome = { kind: "stored" };
    await page.locator(".retry").click();
    await page.locator(".is-done", { hasText: "take this" }).waitFor();
    expect(await page.locator(".lines .from-buyer").count()).toBe(1);
    expect(shop.host.received).toHaveLength(1);
  });

  test("sees in a second tab what was said in the first", async () => {
    const { page, shop } = await visit(answering);
    await open(page);
    await ask(page, "How long?");
    await page.locator(".chip").waitFor();
    const second = await page.context().newPage();
    await second.goto(shop.origin);
    await open(second);
    await second.locator(".chip").waitFor();
    await ask(second, "and from here?");
    await expect.poll(() => second.locator(".lines .bubble").count(), WAIT).toBe(4);
    await page.bringToFront();
    await expect.poll(() => page.locator(".lines .bubble").count(), WAIT).toBe(4);
    expect(shop.host.received).toHaveLength(2);
  });

  test("watches a draft become the answer without a jump", async () => {
    const { page, shop } = await visit();
    await open(page);
    await ask(page, "How long?");
    await expect.poll(() => shop.host.received.length, WAIT).toBe(1);
    const { host, adapter } = shop;
    const to = { shopId: host.shopId, accountId: host.accountId, threadKey: host.received[0]?.threadKey ?? "" };
    const drafts = page.locator(".coming p");
    // Kept nowhere, so one shown before the page listens is gone: again, until it is seen.
    const show = () => adapter.showDraft?.(to, "the-answer" as OutboundId, "It takes 7 to 12 days.");
    await expect.poll(() => (show(), drafts.count()), WAIT).toBe(1);
    const before = await drafts.boundingBox();
    await shop.say({ outboundId: "the-answer" as OutboundId, text: "It takes 7 to 12 days." });
    await page.locator(".lines .from-assistant p").waitFor();
    expect(await page.locator(".coming").count()).toBe(0);
    const after = await page.locator(".lines .from-assistant p").boundingBox();
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 99))).toBeLessThanOrEqual(1);
    expect(after?.x).toBe(before?.x);
  });

  test("who reads Arabic gets everything from right to left, and may change the language", async () => {
    const { page, shop } = await visit(answering, { locale: "ar" });
    await open(page);
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    const panel = page.locator(".panel");
    expect(await directionOf(panel)).toBe("rtl");
    expect((await panel.boundingBox())?.x).toBeLessThan(100);
    await panel.locator("select").selectOption("ja");
    await expect.poll(() => directionOf(panel), WAIT).toBe("ltr");
    expect((await panel.boundingBox())?.x).toBeGreaterThan(800);
    await ask(page, "いつ届きますか");
    await expect.poll(() => shop.host.received[0]?.locale, WAIT).toBe("ja");
    await page.reload();
    await expect.poll(() => page.locator("html").getAttribute("lang"), WAIT).toBe("ja");
  });

  test("works by keyboard alone: opens, stays inside, leaves by Escape to where it came from", async () => {
    const { page } = await visit();
    await page.locator(".launcher").focus();
    await page.keyboard.press("Enter");
    await page.locator(".panel").waitFor();
    const focused = () =>
      page.evaluate<string | null>("document.activeElement?.shadowRoot?.activeElement?.className ?? null");
    await expect
      .poll(() => page.evaluate("document.activeElement?.shadowRoot?.activeElement?.tagName"), WAIT)
      .toBe("TEXTAREA");
    const visited = new Set<string | null>();
    for (let press = 0; press < 20; press += 1) {
      await page.keyboard.press("Tab");
      visited.add(await focused());
    }
    expect(visited.has(null)).toBe(false);
    expect([...visited]).toEqual(expect.arrayContaining(["close", "suggestion", "person"]));
    await page.keyboard.press("Escape");
    await expect.poll(focused, WAIT).toBe("launcher");
    expect(await page.locator(".panel").isVisible()).toBe(false);
  });
});

describe("The widget", () => {
  test("fills a phone, with nothing to tap smaller than 44 pixels", async () => {
    const { page } = await visit(answering, PHONE);
    await page.locator(".launcher").tap();
    expect(await page.locator(".panel").boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    const small = async () =>
      page
        .locator(".panel button:visible:not(.mark), .panel select:visible, .panel textarea:visible")
        .evaluateAll((all) =>
          all
            .map((one) => ({ name: one.className || one.tagName, box: one.getBoundingClientRect() }))
            .filter(({ box }) => box.width < 44 || box.height < 44)
            .map(({ name, box }) => `${name} ${box.width}x${box.height}`),
        );
    expect(await small()).toEqual([]);
    await page.locator(".suggestion").first().tap();
    await page.locator(".chip").waitFor();
    expect(await small()).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`has no fault that axe can find, shop page included (${colorScheme})`, async () => {
      const { page } = await visit(
        async (message, shop) => {
          if (message.parts[0].kind === "text") return shop.say(ANSWER);
          await shop.say({ speaker: "notice", text: "Ticket 7 is open." });
          await shop.say({ speaker: "agent", speakerName: "Mina", text: "Hello!" });
        },
        { colorScheme, reducedMotion: "reduce" },
      );
      await page.locator("body.is-ready").waitFor();
      const check = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
      };
      expect(await check()).toEqual([]);
      await open(page);
      expect(await check()).toEqual([]);
      await ask(page, "How long?");
      await page.locator(".chip").click();
      await page.locator(".person").click();
      await page.locator(".from-agent").waitFor();
      expect(await check()).toEqual([]);
    });
  }

  test("loads its panel on the first press and not before", async () => {
    const { page, shop } = await visit();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.reload();
    await page.locator(".launcher").waitFor();
    await page.waitForLoadState("networkidle");
    expect(asked.filter((path) => /assets\/panel|session|events/.test(path))).toEqual([]);
    await open(page);
    expect(asked.filter((path) => path.includes("/channels/web/assets/panel"))).toHaveLength(1);
    expect(shop.host.received).toEqual([]);
  });

  test("shows hostile text as text, and links to the shop's own hosts alone", async () => {
    const hostile = [
      "<img src=x onerror=alert(1)><script>alert(1)</script>",
      "[click](javascript:alert(1)) [click](https://evil.example/x) https://evil.example/y https://shop.example@evil.example/",
      "[![x](https://evil.example/p.png)](https://evil.example) data:text/html,x //evil.example",
      "[fine](https://shop.example/returns) https://shop.example/a.",
    ].join("\n\n");
    const { page, faults, strangers } = await visit(
      (_message, shop) =>
        shop.say({
          text: hostile,
          sources: [
            { number: 1, articleKey: "a", title: "<b>bold</b>", quote: "<i>q</i>", url: "https://evil.example/" },
            { number: 2, articleKey: "b", title: "Shop", quote: "q", url: "https://shop.example/b" },
          ],
        }),
      {},
      ["https://shop.example"],
    );
    await open(page);
    await ask(page, "<script>alert(2)</script>");
    await page.locator(".chip").first().click();
    expect(await page.locator(".passage a").count()).toBe(0);
    await page.locator(".chip").last().click();
    const links = await page
      .locator(".panel a")
      .evaluateAll((all) => all.map((one) => [one.getAttribute("href"), one.getAttribute("rel")]));
    const rel = "noopener noreferrer nofollow";
    expect(links).toEqual([
      ["https://shop.example/returns", rel],
      ["https://shop.example/a", rel],
      ["https://shop.example/b", rel],
    ]);
    expect(await page.locator(".panel img, .panel script, .panel iframe, .panel b").count()).toBe(0);
    expect(await page.locator(".lines .from-buyer").innerText()).toContain("<script>alert(2)</script>");
    expect([faults, strangers]).toEqual([[], []]);
  });

  test("works on a shop's own page when its origin is listed, and does not appear when it is not", async () => {
    const shop = await startShop(answering);
    closers.push(() => shop.stop());
    const page = createHttpServer((_request, response) => {
      response.setHeader("content-type", "text/html");
      // A strict policy of the shop: this script and these requests, no inline styles.
      response.setHeader(
        "content-security-policy",
        `default-src 'none'; script-src ${shop.origin}; connect-src ${shop.origin}; style-src 'none'`,
      );
      response.end(
        `<!doctype html><title>x</title><h1>x</h1><script async src="${shop.origin}/channels/web/widget.js"></script>`,
      );
    });
    page.listen(0, "127.0.0.1");
    await once(page, "listening");
    closers.push(() => (page.closeAllConnections(), once(page.close(), "close")));
    const origin = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    const tab = await newPage({});
    const refused = tab.waitForEvent("requestfailed", (request) => request.url().includes("/config"));
    await tab.goto(origin);
    await refused;
    expect(shop.host.refusals).toContain("origin-not-allowed");
    expect(await tab.locator(".launcher").count()).toBe(0);
    shop.host.widgetOrigins = [origin];
    await tab.reload();
    await open(tab);
    await ask(tab, "How long?");
    await tab.locator(".chip").waitFor();
    expect(await tab.locator(".chip").isVisible()).toBe(true);
  });

  test("weighs at most 15 kB before the first press and 40 kB in all, compressed", async () => {
    const bundles = await loadBundles(new URL("../../dist/widget/", import.meta.url));
    const bytes = (content: Uint8Array | undefined) => gzipSync(content ?? new Uint8Array(), { level: 9 }).byteLength;
    const beforeClick = bytes(bundles?.loader.plain);
    const total = beforeClick + (bundles?.assets ?? []).reduce((sum, asset) => sum + bytes(asset.plain), 0);
    expect(beforeClick).toBeGreaterThan(500);
    expect(beforeClick).toBeLessThanOrEqual(15_000);
    expect(total).toBeGreaterThan(beforeClick);
    expect(total).toBeLessThanOrEqual(40_000);
  });
});
