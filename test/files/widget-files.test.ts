/** Files in the widget, in a real browser on a page with a strict policy: pictures drawn, downloads by name, nobody else's. */
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { OutboundId } from "../../src/contracts/ids.ts";
import type { KeptPart } from "../../src/contracts/message.ts";
import { buildBundles } from "../fixtures/web-widget/build-bundles.ts";
import { type Shop, startShop } from "../fixtures/web-widget/start-shop.ts";
import { ask, open, PHONE } from "../adapters/widget-page.ts";
import { drawPicture } from "./draw-picture.ts";
import { keptOf, PDF } from "./sample-files.ts";

const PHOTO = drawPicture(320, 200);
const FILES: readonly KeptPart[] = [
  keptOf(PHOTO, "front.png", "image/png"),
  keptOf(PDF, "Bedingungen «neu».pdf", "application/pdf"),
];
const SENT = "0193c0de-0000-7000-8000-00000000f11e" as OutboundId;
let browser: Browser;
let shop: Shop;
let isErased = false;

beforeAll(async () => {
  await buildBundles();
  const args = ["--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-background-networking"];
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args,
    // Without a language of UTF-8 in its environment it can name no file "Bedingungen «neu».pdf".
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  shop = await startShop((_message, started) =>
    started.say({ outboundId: SENT, speaker: "agent", speakerName: "Mina", text: "Both sides", files: FILES }),
  );
  shop.host.files.openInThread = (threadKey, { outboundId, position }) => {
    const file = FILES[position];
    const isOurs = shop.host.received.some((message) => message.threadKey === threadKey);
    if (!file || outboundId !== SENT || !isOurs || isErased) return Promise.resolve(null);
    const content = (async function* () {
      yield position === 0 ? PHOTO : PDF;
    })();
    return Promise.resolve({ ...file, content });
  };
});
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
});
afterEach(async () => {
  isErased = false;
  await Promise.all(browser.contexts().map((context) => context.close()));
});

test.each([
  ["desktop", { viewport: { width: 1280, height: 860 }, locale: "en-US" }],
  ["phone", { ...PHONE, locale: "ar" }],
] as const)("on a %s a picture is drawn in the thread, and a download has the file's own name", async (_name, look) => {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
  await page.goto(shop.origin);
  await open(page);
  await ask(page, "How does it look?");
  const picture = page.locator("canvas.picture:visible");
  await picture.waitFor();
  // Its own pixels: the corner's colour is what was drawn there.
  const corner = await picture.evaluate((canvas: { getContext(kind: "2d"): unknown }) => {
    const drawn = canvas.getContext("2d") as { getImageData(...at: number[]): { data: ArrayLike<number> } };
    return Array.from(drawn.getImageData(319, 0, 1, 1).data);
  });
  expect(corner.map((value) => Math.round(value / 16))).toEqual([16, 0, 9, 16]);
  const downloading = page.waitForEvent("download");
  await page.locator(".file", { hasText: "Bedingungen" }).click();
  expect((await downloading).suggestedFilename()).toBe("Bedingungen «neu».pdf");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  isErased = true;
  await page.locator(".file", { hasText: "Bedingungen" }).click();
  await page.locator(".file-failed").waitFor();
  expect(faults.filter((fault) => !/404/u.test(fault))).toEqual([]);
});

test("a file opens for its own session alone; an address without one, or of another thread, opens nothing", async () => {
  const ask404 = async (headers: Record<string, string>, query = `message=${SENT}&at=0`) =>
    (await fetch(`${shop.origin}/channels/web/files?${query}`, { headers: { origin: shop.origin, ...headers } }))
      .status;
  const token = "A".repeat(43);
  expect(await ask404({})).toBe(401);
  expect(await ask404({ "x-dragoman-session": token })).toBe(404);
  expect(await ask404({ "x-dragoman-session": token }, "message=nothing&at=0")).toBe(400);
  expect(await ask404({ "x-dragoman-session": token, origin: "https://elsewhere.example" })).toBe(403);
});
