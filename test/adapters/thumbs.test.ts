/** The two thumbs as each channel shows them: side by side, pressed where they were pressed, and never a line of the talk. */
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeMessage as encodeForDiscord } from "../../adapters/discord/encode.ts";
import { encodeMessage as encodeForTelegram } from "../../adapters/telegram/encode.ts";
import type { OutboundId } from "../../src/contracts/ids.ts";
import type { Choice, OutboundMessage } from "../../src/contracts/message.ts";
import { writeRatingChoice } from "../../src/shared/rating-choice.ts";
import { buildBundles } from "../fixtures/web-widget/build-bundles.ts";
import { startShop } from "../fixtures/web-widget/start-shop.ts";

const outboundId = "0193c0de-0000-8000-8000-00000000cafe" as OutboundId;
const [up, down]: readonly [string, string] = [
  writeRatingChoice({ rating: "up", outboundId }),
  writeRatingChoice({ rating: "down", outboundId }),
];
const THUMBS: readonly Choice[] = [
  { choiceId: up, label: "👍 Helpful" },
  { choiceId: down, label: "👎 Not helpful" },
];
const MESSAGE: OutboundMessage = {
  outboundId,
  to: { shopId: "s" as never, accountId: "a" as never, threadKey: "42" },
  conversationId: "c" as never,
  speaker: "assistant",
  speakerName: null,
  text: "Seven days.",
  language: "en",
  choices: [{ choiceId: "person", label: "Talk to a person" }, ...THUMBS],
  sources: [],
  isMaybeDuplicate: false,
};

let browser: Browser;
beforeAll(async () => {
  await buildBundles();
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-gpu"],
  });
});
afterAll(() => browser?.close());

test("Telegram: in one row below the other buttons", () => {
  const { reply_markup } = encodeForTelegram(MESSAGE, { chat_id: 42 }, "Sources");
  expect(reply_markup?.inline_keyboard.map((row) => row.map((button) => button.callback_data))).toEqual([
    ["person"],
    [up, down],
  ]);
});

test("Discord: as two buttons with ids that it takes", async () => {
  const [body] = await encodeForDiscord(MESSAGE);
  expect(JSON.stringify(body?.components)).toContain(up);
  expect(JSON.stringify(body?.components)).toContain(down);
});

test("the widget: pressed, changed, the same after a reload, and no line of the buyer's", async () => {
  const shop = await startShop((message, own) => {
    if (message.parts[0].kind === "text") void own.say({ text: "Seven days.", outboundId, choices: THUMBS });
  });
  const context = await browser.newContext({ locale: "en-US" });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(shop.origin);
    await page.locator(".launcher").click();
    await page.locator("textarea").fill("How long?");
    await page.keyboard.press("Enter");
    const pressed = () => page.locator('.thumb[aria-pressed="true"]');
    await page.getByRole("button", { name: "Helpful", exact: true }).click();
    await expect.poll(() => pressed().getAttribute("aria-label")).toBe("Helpful");
    await page.getByRole("button", { name: "Not helpful" }).click();
    await expect.poll(() => pressed().getAttribute("aria-label")).toBe("Not helpful");
    await expect.poll(() => shop.host.received.length).toBe(3);
    expect(shop.host.received.slice(1).map(({ parts }) => parts[0])).toEqual([
      { kind: "choice", ...THUMBS[0] },
      { kind: "choice", ...THUMBS[1] },
    ]);
    expect(await page.locator(".from-buyer").count()).toBe(1);
    await page.reload();
    // Open or not after a reload is the widget's own affair.
    if (!(await page.locator(".panel").isVisible())) await page.locator(".launcher").click();
    await expect.poll(() => pressed().getAttribute("aria-label")).toBe("Not helpful");
    const box = await pressed().boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  } finally {
    await context.close();
    await shop.stop();
  }
});
