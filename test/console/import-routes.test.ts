/** Importing over HTTP: files as they are, addresses, who may, what is refused and why; on the real database. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AddedView, ImportPageView, ImportResultView, ImportRunView } from "../../src/console/import-api.ts";
import type { ArticlePageView } from "../../src/console/knowledge-api.ts";
import { until } from "../support/until.ts";
import { type Answer, type ConsoleClient, createConsoleClient, errorCode, signInEach } from "./console-client.ts";
import { type ConsoleRig, openConsoleRig } from "./console-rig.ts";

let rig: ConsoleRig;
let owner: ConsoleClient;
let agent: ConsoleClient;
let viewer: ConsoleClient;
let foreigner: ConsoleClient;
let site: Server;
let siteOrigin: string;
/** What the shop's own website says; a page that waits is let go by the test. */
const pages = new Map<string, string>();
let holding: (() => void)[] = [];

beforeAll(async () => {
  site = createServer((request, response) => {
    const body = pages.get(request.url ?? "");
    if (request.url === "/slow") return void holding.push(() => response.end());
    const isMap = request.url?.endsWith(".xml") ?? false;
    response.writeHead(body === undefined ? 404 : 200, { "content-type": isMap ? "application/xml" : "text/html" });
    response.end(body ?? "");
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(site.address() as AddressInfo).port}`;
  siteOrigin = `http://${host}`;
  rig = await openConsoleRig({ importHosts: [host] });
  ({ owner, agent, viewer, foreigner } = await signInEach(rig));
});
afterAll(async () => {
  for (const release of holding) release();
  await rig?.close();
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
});

/** As the page does it: the bytes as the body, the name in the address. */
async function send(client: ConsoleClient, name: string, bytes: string | Uint8Array, more = ""): Promise<Answer> {
  const response = await fetch(`${rig.origin}/console/api/knowledge/import?name=${encodeURIComponent(name)}${more}`, {
    method: "POST",
    headers: {
      cookie: client.cookie,
      origin: rig.origin,
      "sec-fetch-site": "same-origin",
      "x-csrf-token": client.csrfToken,
      "content-type": "application/octet-stream",
    },
    body: typeof bytes === "string" ? bytes : Buffer.from(bytes),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
function resultOf(answer: Answer): ImportResultView {
  const { state } = answer.body as ImportRunView;
  if (state.kind !== "done") throw new Error(`${answer.status} ${state.kind}`);
  return state.result;
}
const page = async (client = owner) => (await client.call("GET", "/knowledge/import")).body as ImportPageView;
const article = async (key: string) =>
  (await owner.call("GET", `/knowledge/articles/${key}`)).body as Partial<ArticlePageView>;
const add = async (client: ConsoleClient, url: string, more: object = {}) =>
  client.call("POST", "/knowledge/import/sources", {
    body: { kind: "page", url, language: null, every: "once", publishes: false, ...more },
  });
async function runEnds(runId: string): Promise<ImportRunView> {
  return until("the run has ended", async () => {
    const run = (await page()).runs.find((each) => each.runId === runId);
    return run && run.state.kind !== "running" ? run : null;
  });
}

describe("a file", () => {
  test("becomes a draft by whoever sent it; sent again it is known, and changed it is changed", async () => {
    const first = resultOf(await send(agent, "Gift wrap.md", "# Gift wrap\n\nWe wrap every parcel for free."));
    expect(first).toMatchObject({ added: 1, refused: 0, published: 0, lines: [{ outcome: "new", language: "en" }] });
    const key = first.lines[0]?.articleKey ?? "";
    const { versions, live } = await article(key);
    expect(versions).toMatchObject([{ state: "draft", sourceKind: "import", author: "Mina", title: "Gift wrap" }]);
    expect(live).toEqual([]);
    const again = resultOf(await send(agent, "Gift wrap.md", "# Gift wrap\n\nWe wrap every parcel for free."));
    expect(again).toMatchObject({ added: 0, unchanged: 1, lines: [] });
    const changed = resultOf(await send(agent, "Gift wrap.md", "# Gift wrap\n\nWe wrap every parcel for 2 euros."));
    expect(changed).toMatchObject({ changed: 1, lines: [{ articleKey: key, outcome: "changed" }] });
  });

  test("is in the language that was chosen, and published at once when the owner says so", async () => {
    const sent = await send(owner, "aviso.md", "# Hola\n\nOK.", "&language=es&publish=yes");
    expect(resultOf(sent)).toMatchObject({ published: 1, lines: [{ language: "es" }] });
    const { live } = await article(resultOf(sent).lines[0]?.articleKey ?? "");
    expect(live).toMatchObject([{ language: "es", body: "OK." }]);
    const refused = await send(agent, "aviso.md", "# Hola\n\nNo.", "&publish=yes");
    expect([refused.status, errorCode(refused)]).toEqual([403, "NOT_ALLOWED"]);
  });

  test("that is damaged, or no document, is named with its reason and changes nothing", async () => {
    const broken = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(4_000, 7)]);
    expect(resultOf(await send(owner, "broken.pdf", broken))).toMatchObject({
      added: 0,
      lines: [],
      notTaken: [{ name: "broken.pdf", fault: "damaged" }],
    });
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 0, 0, 0]);
    expect(resultOf(await send(owner, "photo.md", picture))).toMatchObject({ added: 0, refused: 1 });
  });

  test("its name is only a name: folders and control characters are left out", async () => {
    const { body } = await send(owner, "../../etc/\u0007paßwd.md", "# Etc\n\nOne.");
    expect((body as ImportRunView).name).toBe("paßwd.md");
  });

  test("above 20 MB is refused with a hint, at exactly 20 MB it is read", async () => {
    const large = await send(owner, "large.txt", Buffer.alloc(20_000_001, 0x61));
    expect([large.status, errorCode(large)]).toEqual([413, "REQUEST_TOO_LARGE"]);
    expect(JSON.stringify(large.body)).toContain("split it into smaller files");
    const limit = await send(owner, "limit.bin", Buffer.alloc(20_000_000, 0));
    expect(resultOf(limit)).toMatchObject({ notTaken: [{ fault: "unknown-kind" }] });
  });

  test("without a session, a token, the right type or the right role its body is not even read", async () => {
    const stranger = createConsoleClient(rig.origin);
    expect((await send(stranger, "a.md", "# A\n\nx")).status).toBe(401);
    const forged = { ...owner, csrfToken: "wrong" };
    expect(errorCode(await send(forged, "a.md", "# A\n\nx"))).toBe("CSRF_INVALID");
    const json = await owner.call("POST", "/knowledge/import?name=a.md", { body: { text: "x" } });
    expect([json.status, errorCode(json)]).toEqual([400, "REQUEST_INVALID"]);
    const seen = await send(viewer, "a.md", Buffer.alloc(1_000_000, 0x61));
    expect([seen.status, errorCode(seen)]).toEqual([403, "NOT_ALLOWED"]);
    expect((await page()).runs.filter(({ name }) => name === "a.md")).toEqual([]);
  });

  test("is seen by its own shop alone", async () => {
    await send(owner, "ours.md", "# Ours\n\nOne.");
    expect((await page()).runs.map(({ name }) => name)).toContain("ours.md");
    expect(await page(foreigner)).toMatchObject({ runs: [], sources: [] });
  });
});

describe("an address", () => {
  test("of a page is imported, listed with what came of it, run again, and removed", async () => {
    pages.set("/help/returns.html", "<html lang=en><body><main><h1>Returns</h1><p>Within 30 days.</p></main></body>");
    const added = (await add(agent, `${siteOrigin}/help/returns.html`, { every: "week" })).body as AddedView;
    if (added.kind !== "started") throw new Error(added.why.fault);
    expect(await runEnds(added.runId)).toMatchObject({ what: "page", state: { kind: "done", result: { added: 1 } } });
    const [source] = (await page()).sources;
    expect(source).toMatchObject({ kind: "page", everyMs: 604_800_000, last: { pages: 1, changed: 1, refused: 0 } });
    expect((source?.nextDueAt ?? 0) - (source?.lastRunAt ?? 0)).toBeGreaterThan(600_000_000);
    pages.set("/help/returns.html", "<html lang=en><body><main><h1>Returns</h1><p>Within 45 days.</p></main></body>");
    const path = `/knowledge/import/sources/${source?.sourceId}`;
    const again = (await agent.call("POST", `${path}/runs`)).body as ImportRunView;
    expect(await runEnds(again.runId)).toMatchObject({ state: { kind: "done", result: { changed: 1 } } });
    expect((await foreigner.call("DELETE", path)).status).toBe(404);
    expect((await viewer.call("DELETE", path)).status).toBe(403);
    expect((await agent.call("DELETE", path)).status).toBe(200);
    expect((await page()).sources).toEqual([]);
    expect((await agent.call("POST", `${path}/runs`)).status).toBe(404);
    expect((await article("help-returns")).versions?.length).toBeGreaterThan(0);
  });

  test("of a sitemap brings its pages, says which were not taken, and what is gone the next time", async () => {
    const map = (...paths: string[]) =>
      `<urlset>${paths.map((path) => `<url><loc>${siteOrigin}${path}</loc></url>`).join("")}</urlset>`;
    pages.set("/a", "<html lang=en><main><h1>Alpha</h1><p>The first.</p></main>");
    pages.set("/b", "<html lang=en><main><h1>Beta</h1><p>The second.</p></main>");
    pages.set("/sitemap.xml", map("/a", "/b", "/missing"));
    const wish = { kind: "sitemap", publishes: true, every: "day" };
    const first = (await add(owner, `${siteOrigin}/sitemap.xml`, wish)).body as AddedView;
    expect(await runEnds(first.kind === "started" ? first.runId : "")).toMatchObject({
      state: {
        result: { added: 2, published: 2, notTaken: [{ fault: "server-answered", detail: "404" }] },
      },
    });
    pages.set("/sitemap.xml", map("/a"));
    const [source] = (await page()).sources;
    // What publishes is run by those who publish.
    expect((await page(agent)).sources).toMatchObject([{ mayRun: false }]);
    const path = `/knowledge/import/sources/${source?.sourceId}`;
    expect((await agent.call("POST", `${path}/runs`)).status).toBe(403);
    expect((await add(agent, `${siteOrigin}/sitemap.xml`, { kind: "sitemap" })).status).toBe(403);
    const again = (await owner.call("POST", `${path}/runs`)).body as ImportRunView;
    expect(await runEnds(again.runId)).toMatchObject({
      state: { result: { gone: 1, lines: [{ articleKey: "b", outcome: "gone" }] } },
    });
    await owner.call("DELETE", path);
  });

  test("inside the network, that is not there, or no address at all is refused with its reason and not kept", async () => {
    const faultOf = async (url: string) => {
      const { body } = await add(owner, url);
      return (body as { why?: { fault?: string } }).why?.fault;
    };
    expect(await faultOf("http://169.254.169.254/latest/meta-data/")).toBe("private-address");
    expect(await faultOf("http://[::ffff:10.0.0.1]/")).toBe("private-address");
    expect(await faultOf("http://localhost/")).toBe("private-address");
    expect(await faultOf("https://shop.example:8443/")).toBe("port-not-allowed");
    expect(await faultOf(`${siteOrigin}/nowhere`)).toBe("server-answered");
    expect((await add(owner, "file:///etc/passwd")).status).toBe(400);
    expect((await add(viewer, `${siteOrigin}/a`)).status).toBe(403);
    expect((await page()).sources).toEqual([]);
  });

  test("that takes long shows how far it is, is not started twice, and is stopped with what it has", async () => {
    pages.set(
      "/slow.xml",
      `<urlset><url><loc>${siteOrigin}/a</loc></url><url><loc>${siteOrigin}/slow</loc></url></urlset>`,
    );
    const added = (await add(owner, `${siteOrigin}/slow.xml`, { kind: "sitemap" })).body as AddedView;
    const runId = added.kind === "started" ? added.runId : "";
    await until("the second page is asked for", () => holding.length > 0);
    const run = (await page()).runs.find((each) => each.runId === runId);
    expect(run?.state).toEqual({ kind: "running", done: 1, total: 2 });
    const [source] = (await page()).sources;
    const twice = await owner.call("POST", `/knowledge/import/sources/${source?.sourceId}/runs`);
    expect((twice.body as ImportRunView).runId).toBe(runId);
    expect((await foreigner.call("POST", `/knowledge/import/runs/${runId}/stop`)).status).toBe(404);
    expect((await owner.call("POST", `/knowledge/import/runs/${runId}/stop`)).status).toBe(200);
    expect(await runEnds(runId)).toMatchObject({ state: { kind: "stopped", result: { gone: 0 } } });
    expect((await owner.call("POST", `/knowledge/import/runs/${runId}/stop`)).status).toBe(404);
    holding = [];
  });

  test("that is removed while it runs is stopped, and what it brought stays", async () => {
    pages.set("/kept", "<html lang=en><main><h1>Kept</h1><p>Read before the end.</p></main>");
    pages.set(
      "/cut.xml",
      `<urlset><url><loc>${siteOrigin}/kept</loc></url><url><loc>${siteOrigin}/slow</loc></url></urlset>`,
    );
    const added = (await add(owner, `${siteOrigin}/cut.xml`, { kind: "sitemap" })).body as AddedView;
    await until("the second page is asked for", () => holding.length > 0);
    const source = (await page()).sources.find(({ url }) => url.endsWith("/cut.xml"));
    expect((await owner.call("DELETE", `/knowledge/import/sources/${source?.sourceId}`)).status).toBe(200);
    const ended = await runEnds(added.kind === "started" ? added.runId : "");
    expect(ended).toMatchObject({ state: { kind: "stopped", result: { added: 1 } } });
    expect((await article("kept")).versions).toMatchObject([{ state: "draft" }]);
    expect((await page()).sources.map(({ url }) => url)).not.toContain(`${siteOrigin}/cut.xml`);
  });
});
