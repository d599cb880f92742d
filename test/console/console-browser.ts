/** The built console in a real browser over a rig of its own: pages that complain about nothing, and people who sign in. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { expect } from "vitest";
import { type ConsoleRig, openConsoleRig, PASSWORD, type RigOptions } from "./console-rig.ts";

export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

const ALL_LOOKS = [
  { name: "en-light-desktop", locale: "en", colorScheme: "light", ...DESKTOP },
  { name: "en-dark-desktop", locale: "en", colorScheme: "dark", ...DESKTOP },
  { name: "ar-light-desktop", locale: "ar", colorScheme: "light", ...DESKTOP },
  { name: "ar-dark-phone", locale: "ar", colorScheme: "dark", ...PHONE },
  { name: "zh-light-phone", locale: "zh", colorScheme: "light", ...PHONE },
  { name: "es-dark-phone", locale: "es", colorScheme: "dark", ...PHONE },
] as const;

/**
 * The look in which most goes wrong: right to left, dark, on a phone; the stories themselves are told in the plainest one.
 * With `LOOKS=all` in the environment, all six. A page costs seconds in each.
 */
export const LOOKS = ALL_LOOKS.filter(({ name }) => process.env["LOOKS"] === "all" || name === "ar-dark-phone");

type Look = (typeof ALL_LOOKS)[number];

export function lookNamed(name: Look["name"]): Look {
  return ALL_LOOKS.find((look) => look.name === name) ?? ALL_LOOKS[0];
}

const CHROMIUM =
  "--no-sandbox --disable-background-networking --disable-quic --disable-gpu --no-first-run --disable-component-update --disable-sync";

export interface ConsoleBrowser {
  readonly rig: ConsoleRig;
  /** Holds the built pages, and whatever file a test puts there. */
  readonly folder: string;
  /** The sign-in page; `path` is where it leads, below /console. */
  openPage(options?: BrowserContextOptions, path?: string): Promise<Page>;
  signIn(page: Page, name?: string, password?: string): Promise<void>;
  /** Signed in as `name` at `path`, once `ready` (a selector) is in sight. */
  openAs(name: string, path: string, ready: string, options?: BrowserContextOptions): Promise<Page>;
  /** After each test: closes its pages, and fails when one of them complained. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openConsoleBrowser(options: RigOptions = {}): Promise<ConsoleBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "console-app-"));
  const configFile = new URL("../../src/console/app/vite.config.ts", import.meta.url).pathname;
  await build({ configFile, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
  const rig = await openConsoleRig({ ...options, pages: { console: folder, storefront: folder } });
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: CHROMIUM.split(" ") });
  let complaints: string[] = [];
  const self: ConsoleBrowser = {
    rig,
    folder,
    async openPage(context = {}, path = "") {
      const page = await openListened(browser, context, (complaint) => complaints.push(complaint));
      await page.goto(`${rig.origin}/console${path === "" ? "" : `/${path}`}`);
      await page.waitForSelector("form");
      return page;
    },
    async signIn(page, name = "mina", password = PASSWORD) {
      await page.fill("input[name=shop]", "first");
      await page.fill("input[name=email]", `${name}@shop.example`);
      await page.fill("input[name=password]", password);
      await page.click("button[type=submit]");
    },
    async openAs(name, path, ready, context = {}) {
      const page = await self.openPage(context, path);
      await self.signIn(page, name);
      await page.waitForSelector(ready);
      return page;
    },
    async settle() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      const found = complaints;
      complaints = [];
      expect(found).toEqual([]);
    },
    async close() {
      await browser.close();
      await rig.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return self;
}

/** What axe finds in the page as it stands now, and how much wider than the window it is. `unheeded` are rules of axe. */
export async function findBarriers(page: Page, unheeded: string[] = []): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"])
    .disableRules(unheeded)
    // Half the time: without it the findings are put together in a page of their own. Nothing here is in frames.
    .setLegacyMode(true)
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  // A page that shows nothing has no barrier either.
  if (!passes.some(({ id }) => id === "color-contrast")) found.push("no text in sight was looked at");
  const excess = Number(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"));
  if (!(excess <= 0)) found.push(`${excess} px too wide`);
  return found;
}

export async function expectNoBarrier(page: Page): Promise<void> {
  expect(await findBarriers(page)).toEqual([]);
}

/** What a thumb would miss: whatever of these is lower than 44 pixels, less what rounding takes. */
export async function expectLargeTargets(page: Page, targets: string): Promise<void> {
  const heights = await page
    .locator(targets)
    .evaluateAll((all) => all.map((one) => [one.className, one.getBoundingClientRect().height] as const));
  expect(heights.length).toBeGreaterThan(0);
  expect(heights.filter(([, height]) => height < 43.5)).toEqual([]);
}

/** A picture in the folder that DRAGOMAN_TEST_PICTURES names, for whoever wants to look; none otherwise. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const pictures = process.env["DRAGOMAN_TEST_PICTURES"];
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

async function openListened(
  browser: Browser,
  options: BrowserContextOptions,
  complain: (complaint: string) => void,
): Promise<Page> {
  const context = await browser.newContext({ locale: "en", ...DESKTOP, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => {
    // A request that fails on purpose is written into the browser's log by the browser itself.
    if (["error", "warning"].includes(message.type()) && !/Failed to load resource/.test(message.text()))
      complain(message.text());
  });
  page.on("pageerror", (error) => complain(String(error)));
  page.on("dialog", (dialog) => {
    complain(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return page;
}
