/** A page with a hole for every payload, to see that those that are sent would run, and that a run is seen. Nowhere but here. */
import type { Browser } from "playwright-core";
import { FOREIGN_HOST, type Payload } from "./write-payloads.ts";

/** At a time: each is a few frames. */
const BATCH = 40;
/** Behind the last frame that has loaded: an animation begins, an image fails. */
const AFTERWARDS_MS = 300;

/** Where careless pages put a stranger's words. */
const HOLES: readonly ((text: string) => string)[] = [
  (text) => `<p>${text}</p>`,
  (text) => `<input value="${text}">`,
  (text) => `<input value='${text}'>`,
  (text) => `<textarea>${text}</textarea>`,
  (text) => `<style>${text}</style>`,
  (text) => `<script>var a = "${text}";</script>`,
  (text) => `<script>var a = '${text}';</script>`,
  (text) => `<!-- ${text} -->`,
];

interface Hole {
  ran: (id: unknown) => void;
  heard: number[];
  readonly document: {
    createElement(name: string): { srcdoc: string; onload: (() => void) | null };
    readonly body: { append(child: unknown): void };
  };
}

/** How many of them ran somewhere on it, and how many of those were heard of. */
export async function countLive(browser: Browser, payloads: readonly Payload[]): Promise<number> {
  const context = await browser.newContext({ bypassCSP: true });
  const live = new Set<number>();
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.hostname === FOREIGN_HOST) live.add(Number(url.pathname.slice(1)));
  });
  const page = await context.newPage();
  // What runs is to be a page's own script, and no request leaves the machine.
  await page.route("**/*", (route) =>
    route.request().url().endsWith("/hole")
      ? route.fulfill({ contentType: "text/html", body: "<!doctype html><title>hole</title><body></body>" })
      : route.abort(),
  );
  for (let at = 0; at < payloads.length; at += BATCH) {
    await page.goto("http://hole.invalid/hole");
    const documents = payloads.slice(at, at + BATCH).flatMap(({ text }) => HOLES.map((hole) => hole(text)));
    await page.evaluate(openFrames, documents);
    await page.waitForTimeout(AFTERWARDS_MS);
    for (const id of await page.evaluate(() => (globalThis as unknown as Hole).heard)) live.add(id);
  }
  await context.close();
  live.delete(0);
  return live.size;
}

/** Runs in the page. */
async function openFrames(documents: readonly string[]): Promise<void> {
  const hole = globalThis as unknown as Hole;
  hole.heard = [];
  hole.ran = (id) => void hole.heard.push(Number(id));
  const loaded = documents.map((text) => {
    const frame = hole.document.createElement("iframe");
    frame.srcdoc = text;
    return new Promise<void>((resolve) => {
      frame.onload = () => resolve();
      hole.document.body.append(frame);
    });
  });
  const late = new Promise<void>((resolve) => setTimeout(resolve, 15_000));
  await Promise.race([Promise.all(loaded), late]);
}
