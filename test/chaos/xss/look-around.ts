/** Opens every page that shows what people have written, as those who can see it, and does what brings the rest of it to light. */
import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { OpenShop, Person } from "./open-shop.ts";
import { lookAt, openWatched, type Watched } from "./watch-pages.ts";
import type { Payload } from "./write-payloads.ts";

const PATHS = new URL("../../../src/console/app/parts/use-path.ts", import.meta.url);
/** Of a list: enough to see how one of them is shown. */
const OF_EACH = 6;
export const SEARCHES = 12;
const PATIENCE_MS = 30_000;

export async function lookAtConsole(
  browser: Browser,
  shop: OpenShop,
  { person, watched, bypassCSP }: { readonly person: Person; readonly watched: Watched; readonly bypassCSP: boolean },
  queries: readonly Payload[],
): Promise<void> {
  const context = await openWatched(browser, watched, { bypassCSP });
  await letIn(context, shop.url, person);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  for (const path of await listPaths(shop)) {
    await page.goto(`${shop.url}/console/${path}`, { waitUntil: "load" });
    await lookAt(page, watched);
    if (path.startsWith("waiting/")) await openMacros(page, watched);
  }
  await search(page, shop.url, { watched, queries });
  await context.close();
}

export async function lookAtWidget(
  browser: Browser,
  url: string,
  { token, watched, bypassCSP }: { readonly token: string; readonly watched: Watched; readonly bypassCSP: boolean },
): Promise<void> {
  const context = await openWatched(browser, watched, { bypassCSP });
  await context.addInitScript((session) => {
    (globalThis as unknown as { localStorage: { setItem(key: string, value: string): void } }).localStorage.setItem(
      "dragoman:session",
      session,
    );
  }, token);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${url}/`, { waitUntil: "load" });
  await page.locator(".launcher").click();
  await page.locator(".panel").waitFor();
  await lookAt(page, watched);
  // Where the answers come from is behind a button.
  for (const button of await page.locator(".panel details summary, .panel [aria-expanded=false]").all()) {
    await button.click({ timeout: 1_000 }).catch(() => undefined);
  }
  await lookAt(page, watched);
  await context.close();
}

async function letIn(context: BrowserContext, url: string, { cookie }: Person): Promise<void> {
  const [name = "", ...value] = cookie.split("=");
  await context.addCookies([{ name, value: value.join("="), url }]);
}

/** The sections that the page itself knows, and of what they list some. */
async function listPaths({ database }: OpenShop): Promise<readonly string[]> {
  const sections = /SECTIONS = \[([^\]]+)\]/u.exec(await readFile(PATHS, "utf8"))?.[1] ?? "";
  const names = [...sections.matchAll(/"([a-z-]+)"/gu)].map(([, name]) => name ?? "");
  const idsOf = async (statement: string) => (await database.query<{ id: string }>(statement)).rows.map(({ id }) => id);
  const some = (statement: string) => idsOf(`${statement} limit ${OF_EACH}`);
  const places: Readonly<Record<string, readonly string[]>> = {
    waiting: await idsOf("select ticket_id id from ticket where status not in ('resolved', 'closed')"),
    resolved: await some("select ticket_id id from ticket where status = 'resolved'"),
    knowledge: await some("select distinct article_key id from article_version"),
    macros: await some("select macro_key id from macro where macro_key like 'hostile%'"),
    incidents: await some("select incident_id id from incident"),
    integrations: await some("select endpoint_id id from webhook_endpoint"),
  };
  const opened = Object.entries(places).flatMap(([section, ids]) => ids.map((id) => `${section}/${id}`));
  return ["waiting", "mine", "open", "knowledge/import", ...names.filter((name) => name !== "inbox"), ...opened];
}

async function openMacros(page: Page, watched: Watched): Promise<void> {
  const composer = page.locator(".composer textarea");
  if ((await composer.count()) === 0) return;
  await page.keyboard.press("m");
  await lookAt(page, watched);
  await page.keyboard.press("Escape");
}

/** What is looked for stands behind the # of the address, and in the field. */
async function search(
  page: Page,
  url: string,
  { watched, queries }: { readonly watched: Watched; readonly queries: readonly Payload[] },
): Promise<void> {
  for (const { text } of queries.slice(0, SEARCHES)) {
    await page.goto(`${url}/console/search#${encodeURIComponent(text)}`, { waitUntil: "load" });
    await lookAt(page, watched);
    const field = page.locator("input[type=search]").first();
    if ((await field.count()) === 0) continue;
    await field.fill(text.replaceAll("\n", " "));
    await lookAt(page, watched);
  }
}
