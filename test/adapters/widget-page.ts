/** What a buyer does with the widget in a real browser: opens it and asks. */
import type { BrowserContextOptions, Locator, Page } from "playwright-core";

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  reducedMotion: "reduce",
};

export async function open(page: Page): Promise<void> {
  await page.locator(".launcher").click();
  await page.locator(".panel").waitFor();
}

export async function ask(page: Page, text: string): Promise<void> {
  await page.locator("textarea").fill(text);
  await page.locator("textarea").press("Enter");
}

/** As the browser computed it; the tests' own types know no browser. */
export function directionOf(element: Locator): Promise<string> {
  return element.evaluate((one) => {
    const { getComputedStyle } = globalThis as unknown as {
      getComputedStyle: (of: unknown) => { direction: string };
    };
    return getComputedStyle(one).direction;
  });
}
