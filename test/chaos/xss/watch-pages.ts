/** A browser that counts: script that ran, requests to a foreign host, what the policy had to stop, and markup that a payload became. */
import { type BrowserContext, type BrowserContextOptions, type Browser, chromium, type Page } from "playwright-core";
import { FOREIGN_HOST } from "./write-payloads.ts";

export interface Watched {
  /** Payloads that ran, by number; 0 where a dialog does not say. */
  readonly ran: Map<number, string>;
  readonly violations: Set<string>;
  /** Elements and attributes that only a payload can have made. */
  readonly planted: Set<string>;
  /** Payloads whose words stood on a screen. */
  readonly seen: Set<number>;
  pages: number;
}

const CHROMIUM = "--no-sandbox --disable-background-networking --disable-gpu --no-first-run --disable-component-update";
const SETTLED_MS = 150;
const MOST_LOOKS = 30;

export function createWatched(): Watched {
  return { ran: new Map(), violations: new Set(), planted: new Set(), seen: new Set(), pages: 0 };
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: CHROMIUM.split(" ") });
}

/** With `bypassCSP` the page's own care is alone; without it, what the policy stops is counted. */
export async function openWatched(
  browser: Browser,
  watched: Watched,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "en", viewport: { width: 1440, height: 900 }, ...options });
  await context.exposeFunction("ran", (id: unknown) => void watched.ran.set(Number(id) || 0, "script"));
  await context.exposeFunction("violated", (what: string) => void watched.violations.add(what));
  await context.addInitScript(() => {
    const page = globalThis as unknown as {
      document: { addEventListener(name: string, hear: (event: Record<string, string>) => void): void };
      top: { violated(what: string): void };
    };
    page.document.addEventListener("securitypolicyviolation", (event) =>
      page.top.violated(`${event["violatedDirective"]} ${event["blockedURI"]} ${event["sample"]}`),
    );
  });
  context.on("dialog", (dialog) => {
    watched.ran.set(0, `dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.hostname === FOREIGN_HOST) watched.ran.set(Number(url.pathname.slice(1)) || 0, "request");
  });
  return context;
}

interface Look {
  readonly seen: readonly number[];
  readonly planted: readonly string[];
}

/** Waits until no more of the payloads comes into sight, and notes what stands there. */
export async function lookAt(page: Page, watched: Watched): Promise<void> {
  watched.pages += 1;
  let last = -1;
  let still = 0;
  for (let count = 0; count < MOST_LOOKS && still < 3; count += 1) {
    const look = await page.evaluate(inspect, FOREIGN_HOST);
    for (const id of look.seen) watched.seen.add(id);
    for (const each of look.planted) watched.planted.add(each);
    still = look.seen.length === last ? still + 1 : 0;
    last = look.seen.length;
    await page.waitForTimeout(SETTLED_MS);
  }
}

interface Element {
  readonly tagName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly value?: string | number;
  readonly shadowRoot: Root | null;
  readonly src?: string;
}

interface Root {
  readonly textContent: string | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

/** Runs in the page. */
function inspect(foreignHost: string): Look {
  const page = globalThis as unknown as { document: { documentElement: Root }; location: { origin: string } };
  const seen = new Set<number>();
  const planted: string[] = [];
  // A list's item has a number for its value.
  const note = (text: string | number | null | undefined) => {
    for (const [, id] of String(text ?? "").matchAll(/q(\d+)q/g)) seen.add(Number(id));
  };
  const bad = new RegExp(`^[\\s\\u0000-\\u0020]*(javascript|vbscript|data:text)|${foreignHost}`, "i");
  const walk = (root: Root): void => {
    note(root.textContent);
    for (const element of root.querySelectorAll("*")) {
      const name = element.tagName.toLowerCase();
      note(element.value);
      if (["iframe", "object", "embed", "base", "marquee", "math"].includes(name)) planted.push(name);
      if (name === "script" && !(element.src ?? "").startsWith(page.location.origin)) planted.push("script");
      for (const attribute of element.attributes) {
        note(attribute.value);
        if (attribute.name.startsWith("on") || attribute.name === "srcdoc") planted.push(`${name} ${attribute.name}`);
        const isAddress = ["href", "src", "action", "formaction", "xlink:href", "style", "srcset"].includes(
          attribute.name,
        );
        if (isAddress && bad.test(attribute.value)) planted.push(`${name} ${attribute.name}=${attribute.value}`);
      }
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(page.document.documentElement);
  return { seen: [...seen], planted };
}
