/** The import page in a real browser: files chosen and dropped, addresses, progress, results with their reasons. */
import { writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { until } from "../support/until.ts";
import { type ConsoleBrowser, expectNoBarrier, LOOKS, openConsoleBrowser } from "./console-browser.ts";
import type { ConsoleRig } from "./console-rig.ts";

/** Others may share the two cores; what is waited for is a condition, this is only the end. */
vi.setConfig({ testTimeout: 90_000 });

let rig: ConsoleRig;
let desk: ConsoleBrowser;
let site: Server;
let siteOrigin: string;
const held: ServerResponse[] = [];

const PAGE = "<html lang=en><main><h1>Shipping</h1><p>We ship within two days.</p></main></html>";

beforeAll(async () => {
  site = createServer((request, response) => {
    if (request.url === "/held") return void held.push(response);
    response.writeHead(request.url === "/gone" ? 404 : 200, { "content-type": "text/html" });
    const url = (path: string) => `<url><loc>${siteOrigin}${path}</loc></url>`;
    response.end(request.url === "/map.xml" ? `<urlset>${url("/help")}${url("/gone")}${url("/held")}</urlset>` : PAGE);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(site.address() as AddressInfo).port}`;
  siteOrigin = `http://${host}`;
  desk = await openConsoleBrowser({ importHosts: [host] });
  ({ rig } = desk);
  await rig.addAgent(rig.db.shop.shopId, "Olga", "owner");
  await rig.addAgent(rig.db.shop.shopId, "Mina", "agent");
  await rig.addAgent(rig.db.shop.shopId, "Vera", "viewer");
});
afterAll(async () => {
  for (const response of held) response.end(PAGE);
  await desk?.close();
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
});
afterEach(() => desk.settle());

const open = (name = "olga", options: BrowserContextOptions = {}): Promise<Page> =>
  desk.openAs(name, "knowledge/import", ".knowledge-main h1", options);

const file = (name: string, text: string | Buffer) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(text),
});
const run = (page: Page, name: string) =>
  page.locator(".group", { has: page.getByText(name, { exact: true }) }).first();

test("files are sent one after the other; each says what it brought or why not, and a draft is one press away", async () => {
  const page = await open();
  await page.setInputFiles("input[type=file]", [
    file("warranty.md", "# Warranty\n\nTwo years on every lamp."),
    file("broken.pdf", Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(3_000, 7)])),
    file("huge.txt", Buffer.alloc(20_000_001, 0x61)),
  ]);
  await run(page, "warranty.md").getByText("1 new").waitFor();
  await run(page, "broken.pdf")
    .getByText(/it is damaged/)
    .waitFor();
  await page.locator(".note-bad", { hasText: "huge.txt — larger than 20 MB" }).waitFor();
  await run(page, "warranty.md").getByRole("link", { name: "Warranty" }).click();
  await page.locator('.badge-state[data-state="draft"]').first().waitFor();
  expect(await page.locator(".textarea-body").inputValue()).toBe("Two years on every lamp.");
});

test("a dropped file is taken in the language that was chosen, and published at once when wished", async () => {
  const page = await open();
  await page.getByLabel("Language", { exact: true }).selectOption("es");
  await page.getByLabel("Publish at once").check();
  const path = join(desk.folder, "horario.md");
  await writeFile(path, "# Horario\n\nDe 9 a 18.");
  // A drag from the desktop as the browser itself gets it: a made-up event carries no file that it would hand over.
  const devtools = await page.context().newCDPSession(page);
  const box = await page.locator(".drop").boundingBox();
  const [x, y] = [(box?.x ?? 0) + 30, (box?.y ?? 0) + 30];
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await devtools.send("Input.dispatchDragEvent", { type, x, y, data });
  }
  await run(page, "horario.md").getByText("1 new · 1 published").waitFor();
  const searched = rig.ports.searchOf(rig.db.shop.shopId);
  await until(
    "the article is searched",
    () => searched.search({ text: "horario", language: "es", limit: 1 }).passages[0],
  );
});

test("a sitemap shows how far it is while one waits elsewhere, ends with its reasons, and is run again or removed", async () => {
  const page = await open();
  await page.getByLabel("A sitemap with all its pages").check();
  await page.getByLabel("Address", { exact: true }).fill(`${siteOrigin}/map.xml`);
  await page.getByLabel("Every day").check();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("2 of 3 pages").waitFor();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page.getByText("2 of 3 pages").waitFor();
  for (const response of held.splice(0)) response.end("<html lang=en><main><h1>Held</h1><p>At last.</p></main>");
  await page.locator(".toast", { hasText: "2 new · 1 not taken" }).waitFor();
  await page.getByText(`${siteOrigin}/gone: The server answered 404.`).waitFor();
  await page.getByText(/pages 2, changed 2, gone 0, not taken 1 · Next time/).waitFor();
  await page.getByRole("button", { name: `Remove: ${siteOrigin}/map.xml` }).click();
  await page.getByText("No address has been imported yet.").waitFor();
});

test("an address inside the network is refused beside the field, and what was typed is kept", async () => {
  const page = await open();
  await page.getByLabel("Address", { exact: true }).fill("http://192.168.1.1/admin");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("This address lies inside a private network and is not fetched.").waitFor();
  expect(await page.getByLabel("Address", { exact: true }).inputValue()).toBe("http://192.168.1.1/admin");
});

test("an agent brings drafts only, and a viewer only looks", async () => {
  const page = await open("mina");
  expect(await page.getByLabel("Publish at once").count()).toBe(0);
  await page.getByText("an owner or a merchant publishes them").waitFor();
  const viewer = await open("vera");
  await viewer.getByText("Your role may see imports").waitFor();
  expect(await viewer.locator("input[type=file], .import-way").count()).toBe(0);
});

test.each(LOOKS)("$name: the page with results is free of barriers and fits", async ({ name, ...look }) => {
  const page = await open("olga", look);
  await page.setInputFiles("input[type=file]", [
    file("a-rather-long-name-of-a-file-that-somebody-exported-from-another-program.csv", "wrong,columns\n1,2\n"),
    file("hours.md", `# Opening hours\n\nFrom 9 to 18, said ${name}.`),
    file("huge.txt", Buffer.alloc(20_000_001, 0x61)),
  ]);
  await run(page, "hours.md").getByRole("link").waitFor();
  await page.locator(".note-bad").waitFor();
  await page.locator(".import-way input[type=text]").fill(`${siteOrigin}/help`);
  await page.keyboard.press("Enter");
  await run(page, `${siteOrigin}/help`).waitFor();
  await page.locator('.badge-state[data-state="running"]').waitFor({ state: "detached" });
  await expectNoBarrier(page);
});
