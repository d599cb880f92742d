/** Documents and pages become drafts that people publish; what was there before is known again. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ArticleKey } from "../../../src/contracts/ids.ts";
import type { KnowledgeSource, SourceId } from "../../../src/contracts/sources.ts";
import { type ImportedDocument, importDocuments } from "../../../src/flows/import/import-documents.ts";
import { readRobots, readSitemap } from "../../../src/flows/import/read-sitemap.ts";
import { runDueSource, runSource } from "../../../src/flows/import/run-source.ts";
import { createDocumentReader } from "../../../src/ops/documents/create-document-reader.ts";
import { createSafeFetch } from "../../../src/ops/web/create-safe-fetch.ts";
import { createTestProgram, type TestProgram } from "../../support/test-program.ts";

let program: TestProgram;
const documents = createDocumentReader();
beforeAll(async () => {
  program = await createTestProgram();
});
afterAll(() => Promise.all([program?.close(), documents.close()]));

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const doc = (name: string, text: string): ImportedDocument => ({
  name,
  bytes: new TextEncoder().encode(text),
  keyPrefix: name.replace(/\.[a-z]+$/, ""),
  url: null,
  language: null,
});
const importing = (sourceKey: string, publishes = false) => ({
  shop: program.shop,
  sourceKey,
  publishes,
  isDryRun: false,
});
const run = (list: readonly ImportedDocument[], sourceKey: string, publishes = false) =>
  importDocuments(list, importing(sourceKey, publishes), { ...program.ports, documents });

describe("documents", () => {
  test("become drafts in their language, cut at their headings, and nothing is published unasked", async () => {
    const long = `# Manual\n\n## Cleaning\n${"Wipe the lamp with a dry cloth. ".repeat(60)}\n\n## Reinigung der Lampe\nx\n\n## Batteries\n${"Charge it for three hours. ".repeat(60)}`;
    const report = await run(
      [
        doc("manual.md", long),
        doc(
          "aviso.md",
          "# Aviso\n\nEsta tienda está cerrada en verano, pero los pedidos que usted haga hoy se envían mañana mismo.",
        ),
      ],
      "test-docs",
    );
    expect(report.lines.map(({ articleKey, language }) => `${articleKey}/${language}`)).toEqual(
      expect.arrayContaining(["manual-cleaning/en", "manual-batteries/en", "aviso/es"]),
    );
    expect(report.refused).toEqual([]);
    const live = await program.ports.knowledgeBase.live(program.shop.shopId, "aviso" as ArticleKey);
    expect(live).toEqual([]);
  });

  test("imported again are known again: unchanged, changed, and gone", async () => {
    const first = await run([doc("a.md", "# A\n\nOne."), doc("b.md", "# B\n\nTwo.")], "test-again", true);
    expect(first.published).toBe(2);
    const second = await run([doc("a.md", "# A\n\nOne, and more.")], "test-again");
    expect(second.lines.map(({ outcome }) => outcome)).toEqual(["changed"]);
    expect(second.vanished).toEqual([{ articleKey: "b", language: "en" }]);
    const versions = await program.ports.knowledgeBase.versions(program.shop.shopId, "b" as ArticleKey, "en");
    expect(versions[0]).toMatchObject({ isWithdrawal: true, state: "draft" });
    const live = await program.ports.knowledgeBase.live(program.shop.shopId, "b" as ArticleKey);
    expect(live).toHaveLength(1);
    expect((await run([doc("a.md", "# A\n\nOne, and more.")], "test-again")).lines[0]?.outcome).toBe("unchanged");
  });

  test("a table of questions gives an article a key, with all its questions", async () => {
    const csv =
      "key,question,answer,language\nfee,How much?,5 USD.,en\nfee,What does it cost?,5 USD.,en\nfee,¿Cuánto?,5 USD.,es\n";
    const { lines } = await run([doc("faq.csv", csv)], "test-table");
    expect(lines.map(({ articleKey, language }) => `${articleKey}/${language}`)).toEqual(["faq-fee/en", "faq-fee/es"]);
    const [draft] = await program.ports.knowledgeBase.versions(program.shop.shopId, "faq-fee" as ArticleKey, "en");
    expect(draft?.questions).toEqual(["How much?", "What does it cost?"]);
  });

  test("that cannot be read are named with a reason, and the others are taken", async () => {
    const report = await run([doc("bad.pdf", "%PDF-1.4 nonsense"), doc("good.md", "# G\n\nText.")], "test-bad");
    expect(report.refused).toMatchObject([{ name: "bad.pdf" }]);
    expect(report.lines).toHaveLength(1);
  });
});

describe("a site", () => {
  interface Site {
    readonly host: string;
    readonly hits: string[];
    readonly pages: Map<string, string>;
    readonly redirects: Map<string, string>;
  }

  async function serveSite(): Promise<Site> {
    const hits: string[] = [];
    const pages = new Map<string, string>();
    const redirects = new Map<string, string>();
    const server = createServer((request, response) => {
      const path = request.url ?? "";
      hits.push(path);
      const body = pages.get(path);
      const etag = `"${body?.length}"`;
      const location = redirects.get(path);
      if (location !== undefined) response.writeHead(302, { location }).end();
      else if (body === undefined) response.writeHead(404).end();
      else if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.setHeader("etag", etag).setHeader("content-type", "text/html").end(body);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, hits, pages, redirects };
  }

  const page = (title: string, lang = "en", head = "") =>
    `<html lang="${lang}"><head>${head}</head><body><h1>${title}</h1><p>${title} in so many words as are needed here.</p></body></html>`;

  async function source(host: string, path: string): Promise<KnowledgeSource> {
    const wanted = {
      sourceId: program.ports.ids.next<SourceId>(),
      kind: "sitemap" as const,
      url: `http://${host}${path}`,
      language: null,
      everyMs: 3_600_000,
      publishes: true,
    };
    const sourceId = await program.ports.sources.save(program.shop.shopId, wanted);
    return { ...wanted, sourceId, nextDueAt: null, lastRunAt: null, lastOutcome: null };
  }

  const ports = (host: string) => ({
    ...program.ports,
    documents,
    fetchPage: createSafeFetch({ allowed: [host] }),
    clock: { ...program.ports.clock, sleep: () => Promise.resolve() },
  });
  const signal = new AbortController().signal;

  test("is read along sitemaps that name one another, on its own host only, and as its robots.txt asks", async () => {
    const site = await serveSite();
    const at = (path: string) => `<loc>http://${site.host}${path}</loc>`;
    site.pages.set("/robots.txt", "User-agent: *\nDisallow: /private\n");
    site.pages.set("/sitemap.xml", `<sitemapindex>${at("/sitemap.xml")}${at("/two.xml")}</sitemapindex>`);
    site.pages.set(
      "/two.xml",
      `<urlset>${at("/en/help/returns")}${at("/es/help/devoluciones")}${at("/private/x")}<loc>http://169.254.169.254/</loc><loc>http://elsewhere.example/</loc></urlset>`,
    );
    const links = `<link rel="alternate" hreflang="en" href="http://${site.host}/en/help/returns"><link rel="alternate" hreflang="es" href="http://${site.host}/es/help/devoluciones">`;
    site.pages.set("/en/help/returns", page("Returns", "en", links));
    site.pages.set("/es/help/devoluciones", page("Devoluciones", "es", links));
    const report = await runSource(
      { shop: program.shop, source: await source(site.host, "/sitemap.xml"), signal },
      ports(site.host),
    );
    expect(report.lines.map(({ articleKey, language }) => `${articleKey}/${language}`)).toEqual([
      "help-returns/en",
      "help-returns/es",
    ]);
    expect(report.refused.map(({ reason }) => reason)).toEqual([
      "It lies on another host.",
      "It lies on another host.",
    ]);
    expect(site.hits.filter((path) => path === "/sitemap.xml")).toHaveLength(1);
    expect(site.hits).not.toContain("/private/x");
  });

  test("seen again costs nothing where nothing changed, and a page that is gone is proposed for withdrawal", async () => {
    const site = await serveSite();
    const at = (path: string) => `<loc>http://${site.host}${path}</loc>`;
    site.pages.set("/s.xml", `<urlset>${at("/one")}${at("/two")}</urlset>`);
    site.pages.set("/one", page("One"));
    site.pages.set("/two", page("Two"));
    const wanted = await source(site.host, "/s.xml");
    await runSource({ shop: program.shop, source: wanted, signal }, ports(site.host));
    site.pages.delete("/two");
    site.pages.set("/s.xml", `<urlset>${at("/one")}</urlset>`);
    const again = await runSource({ shop: program.shop, source: wanted, signal }, ports(site.host));
    expect(again.lines).toEqual([]);
    expect(again.vanished).toEqual([{ articleKey: "two", language: "en" }]);
    const [listed] = (await program.ports.sources.list(program.shop.shopId)).filter(({ url }) => url === wanted.url);
    expect(listed?.lastOutcome).toContain("1 gone");
  });

  test("that is away loses no article, and a source is run once when it is due", async () => {
    const site = await serveSite();
    site.pages.set("/s.xml", `<urlset><loc>http://${site.host}/only</loc></urlset>`);
    site.pages.set("/only", page("Only"));
    const wanted = await source(site.host, "/s.xml");
    await runSource({ shop: program.shop, source: wanted, signal }, ports(site.host));
    site.pages.clear();
    const away = await runSource({ shop: program.shop, source: wanted, signal }, ports(site.host));
    expect(away.vanished).toEqual([]);
    const { shopId } = program.shop;
    expect(await runDueSource(shopId, signal, ports(site.host))).toBe(false);
  });

  test("whose sitemaps name ever new ones ends, and none of its articles is taken for gone", async () => {
    const site = await serveSite();
    const at = (path: string) => `<loc>http://${site.host}${path}</loc>`;
    site.pages.set("/s.xml", `<urlset>${at("/first")}</urlset>`);
    site.pages.set("/first", page("First"));
    const wanted = await source(site.host, "/s.xml");
    await runSource({ shop: program.shop, source: wanted, signal }, ports(site.host));
    site.pages.set("/s.xml", `<sitemapindex>${at("/s1.xml")}${at("/s.xml")}</sitemapindex>`);
    for (let deep = 1; deep < 200; deep += 1) {
      site.pages.set(`/s${deep}.xml`, `<sitemapindex>${at(`/s${deep + 1}.xml`)}${at("/s.xml")}</sitemapindex>`);
    }
    site.hits.length = 0;
    const report = await runSource({ shop: program.shop, source: wanted, signal }, ports(site.host));
    const read = site.hits.filter((path) => path.startsWith("/s"));
    expect(read.length).toBeGreaterThan(10);
    expect(read.length).toBeLessThanOrEqual(51);
    expect(new Set(read).size).toBe(read.length);
    expect(report.vanished).toEqual([]);
  });

  test("with more sitemaps than are read at once is read as far as that, not given up", async () => {
    const site = await serveSite();
    const at = (path: string) => `<loc>http://${site.host}${path}</loc>`;
    const names = Array.from({ length: 60 }, (_, number) => `/m${number}.xml`);
    site.pages.set("/s.xml", `<sitemapindex>${names.map(at).join("")}</sitemapindex>`);
    for (const name of names) site.pages.set(name, `<urlset>${at("/page")}</urlset>`);
    site.pages.set("/page", page("Page"));
    const report = await runSource(
      { shop: program.shop, source: await source(site.host, "/s.xml"), signal },
      ports(site.host),
    );
    expect(report.lines).toHaveLength(1);
    expect(site.hits.filter((path) => path.startsWith("/m"))).toHaveLength(49);
  });

  test("that lies inward, or whose pages lead inward by a redirect, is read nowhere", async () => {
    const site = await serveSite();
    const away = "http://127.0.0.1/s.xml";
    const direct = await runSource(
      { shop: program.shop, source: await source("127.0.0.1", "/s.xml"), signal },
      ports(site.host),
    );
    expect([direct.lines, direct.refused]).toMatchObject([[], [{ name: away, fault: "private-address" }]]);

    const doors = ["http://127.0.0.1/secret", "http://169.254.169.254/latest/meta-data", "http://[::1]/secret"];
    const at = doors.map((_door, number) => `<loc>http://${site.host}/door${number}</loc>`);
    site.pages.set("/s.xml", `<urlset>${at.join("")}</urlset>`);
    for (const [number, door] of doors.entries()) site.redirects.set(`/door${number}`, door);
    const led = await runSource(
      { shop: program.shop, source: await source(site.host, "/s.xml"), signal },
      ports(site.host),
    );
    expect([led.lines, led.refused.map(({ fault }) => fault)]).toEqual([[], doors.map(() => "private-address")]);
    expect(site.hits).toContain("/door2");
  });
});

describe("lists of pages", () => {
  test("are read leniently", () => {
    expect(readSitemap("<urlset><url><loc> https://a.example/x?a=1&amp;b=2 </loc></url></urlset>")).toEqual({
      kind: "pages",
      pages: ["https://a.example/x?a=1&b=2"],
    });
    expect(readSitemap("https://a.example/1\nhttps://a.example/2\nnonsense").kind).toBe("pages");
  });

  test("the longest rule of our own group decides", () => {
    const may = readRobots(
      "User-agent: *\nDisallow: /\n\nUser-agent: Dragoman\nDisallow: /a\nAllow: /a/b$\nDisallow: *.pdf\n",
    );
    expect([may("https://x.example/"), may("https://x.example/a/c"), may("https://x.example/a/b")]).toEqual([
      true,
      false,
      true,
    ]);
    expect(may("https://x.example/z/file.pdf")).toBe(false);
    expect(readRobots("")("https://x.example/")).toBe(true);
  });
});
