/** Goes through the pages of a source, one after the other: same host only, bounded, and as politely as its robots.txt asks. */
import type { KnowledgeSource, NotTaken, SourcePage } from "../../contracts/sources.ts";
import type { Clock } from "../../contracts/runtime.ts";
import type { PageOutcome, SafeFetch } from "../../contracts/web.ts";
import { type ImportedDocument, keyOfPage } from "./import-documents.ts";
import { readRobots, readSitemap } from "./read-sitemap.ts";

export interface CrawlOptions {
  readonly source: Pick<KnowledgeSource, "kind" | "url" | "language">;
  /** Of the last run. */
  readonly known: readonly SourcePage[];
  readonly signal: AbortSignal;
  readonly maxPages?: number;
  readonly onPage?: (done: number, total: number) => void;
}

export interface Crawl {
  readonly documents: AsyncIterable<ImportedDocument>;
  /** Complete once the documents are through. */
  readonly pages: SourcePage[];
  readonly unchanged: Set<string>;
  readonly failed: NotTaken[];
  /** A run that saw no list of pages knows nothing of pages that are gone. */
  isComplete: boolean;
}

interface CrawlPorts {
  readonly fetchPage: SafeFetch;
  readonly clock: Pick<Clock, "sleep">;
}

const MAX_PAGES = 200;
const MAX_SITEMAPS = 50;
/** Between two pages of one site. */
const PAUSE_MS = 250;

const REASONS: Readonly<Record<Extract<PageOutcome, { kind: "refused" }>["fault"], string>> = {
  "not-a-web-address": "This is no http or https address.",
  "private-address": "This address lies inside a private network and is not fetched.",
  "port-not-allowed": "Only the ports 80 and 443 are fetched.",
  "too-many-redirects": "It redirects in a circle.",
  "too-large": "It is larger than 20 MB.",
  "too-slow": "It did not answer within 20 seconds.",
  unreachable: "The server cannot be reached.",
  aborted: "The import was stopped.",
};

export function crawlSource(options: CrawlOptions, ports: CrawlPorts): Crawl {
  const crawl = {
    pages: [] as SourcePage[],
    unchanged: new Set<string>(),
    failed: [] as NotTaken[],
    isComplete: true,
  };
  return Object.assign(crawl, { documents: visitPages(options, ports, crawl) });
}

async function* visitPages(
  options: CrawlOptions,
  ports: CrawlPorts,
  crawl: Omit<Crawl, "documents">,
): AsyncGenerator<ImportedDocument> {
  const { source, signal } = options;
  const urls = source.kind === "page" ? [source.url] : await listPages(options, ports, crawl);
  const known = new Map(options.known.map((page) => [page.url, page]));
  for (const [at, url] of urls.entries()) {
    if (signal.aborted) crawl.isComplete = false;
    if (signal.aborted) return;
    if (at > 0) await ports.clock.sleep(PAUSE_MS, signal);
    const before = known.get(url);
    const outcome = await ports.fetchPage({
      url,
      etag: before?.etag ?? null,
      lastModified: before?.lastModified ?? null,
      signal,
    });
    options.onPage?.(at + 1, urls.length);
    if (outcome.kind === "fetched") {
      const { etag, lastModified, bytes, contentType } = outcome;
      crawl.pages.push({ url, etag, lastModified });
      yield { name: url, bytes, contentType, keyPrefix: keyOfPage(url), url, language: source.language };
    } else if (outcome.kind === "unchanged") {
      crawl.pages.push(before ?? { url, etag: null, lastModified: null });
      crawl.unchanged.add(url);
    } else noteFailure(url, outcome, before, crawl);
  }
}

type Failure = Exclude<PageOutcome, { kind: "fetched" | "unchanged" }>;

export function explainFailure(url: string, outcome: Failure): NotTaken {
  if (outcome.kind === "refused") return notTaken(url, outcome.fault, "", REASONS[outcome.fault]);
  return notTaken(url, "server-answered", String(outcome.status), `The server answered ${outcome.status}.`);
}

function notTaken(name: string, fault: NotTaken["fault"], detail: string, reason: string): NotTaken {
  return { name, line: null, fault, detail, reason };
}

/** A page that fails today is not gone: its articles stay, and the next run looks again. */
function noteFailure(
  url: string,
  outcome: Failure,
  before: SourcePage | undefined,
  crawl: Omit<Crawl, "documents">,
): void {
  const isGone = outcome.kind === "answered" && (outcome.status === 404 || outcome.status === 410);
  crawl.failed.push(explainFailure(url, outcome));
  if (isGone) return;
  crawl.unchanged.add(url);
  if (before) crawl.pages.push(before);
}

/** Sitemaps may name sitemaps, also each other: each is read once, and only what lies on the same host is followed. */
async function listPages(
  { source, signal, maxPages = MAX_PAGES }: CrawlOptions,
  { fetchPage }: CrawlPorts,
  crawl: Omit<Crawl, "documents">,
): Promise<readonly string[]> {
  const host = URL.parse(source.url)?.host;
  const isOwn = (url: string): boolean => URL.parse(url)?.host === host;
  const robots = await fetchPage({ url: new URL("/robots.txt", source.url).href, signal });
  const mayVisit = readRobots(robots.kind === "fetched" ? new TextDecoder().decode(robots.bytes) : "");
  const waiting = [source.url];
  const seen = new Set(waiting);
  const pages = new Set<string>();
  for (let read = 0; waiting.length > 0 && read < MAX_SITEMAPS; read += 1) {
    const url = waiting.shift() ?? "";
    const outcome = await fetchPage({ url, signal });
    if (outcome.kind !== "fetched") {
      crawl.isComplete = false;
      const isSilent = outcome.kind === "unchanged";
      crawl.failed.push(
        isSilent ? notTaken(url, "sitemap-unread", "", "The sitemap cannot be read.") : explainFailure(url, outcome),
      );
      continue;
    }
    const sitemap = readSitemap(new TextDecoder().decode(outcome.bytes));
    const entries = sitemap.kind === "index" ? sitemap.sitemaps : sitemap.pages;
    for (const entry of entries) {
      if (!isOwn(entry)) crawl.failed.push(notTaken(entry, "other-host", "", "It lies on another host."));
      else if (sitemap.kind === "index" && !seen.has(entry)) waiting.push(entry);
      else if (sitemap.kind === "pages" && mayVisit(entry)) pages.add(entry);
      seen.add(sitemap.kind === "index" ? entry : url);
    }
  }
  const [unread] = waiting;
  if (unread !== undefined) {
    // What they name is not gone, only not looked at.
    crawl.isComplete = false;
    const reason = `More than ${MAX_SITEMAPS} sitemaps name one another; the first ${MAX_SITEMAPS} are read.`;
    crawl.failed.push(notTaken(unread, "sitemap-unread", "", reason));
  }
  if (pages.size > maxPages) {
    crawl.isComplete = false;
    const reason = `It names ${pages.size} pages; the first ${maxPages} are taken.`;
    crawl.failed.push(notTaken(source.url, "too-many-pages", String(pages.size), reason));
  }
  return [...pages].slice(0, maxPages);
}
