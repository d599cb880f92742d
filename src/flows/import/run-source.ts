/** One run of a source: its pages are visited and imported, and the source remembers what came of it. */
import type { DocumentReader } from "../../contracts/document.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Author } from "../../contracts/knowledge-base.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { KnowledgeSource, SourceStore } from "../../contracts/sources.ts";
import type { Shop } from "../../contracts/stores.ts";
import type { SafeFetch } from "../../contracts/web.ts";
import { crawlSource } from "./crawl-source.ts";
import { importDocuments, type ImportReport } from "./import-documents.ts";

export type SourcePorts = Pick<Ports, "knowledgeBase" | "live" | "clock" | "log" | "shops"> & {
  readonly sources: SourceStore;
  readonly documents: DocumentReader;
  readonly fetchPage: SafeFetch;
};

export interface SourceRun {
  readonly shop: Shop;
  readonly source: KnowledgeSource;
  readonly signal: AbortSignal;
  /** Who asked for this run; left out, it was due. */
  readonly by?: Author;
  readonly onPage?: (done: number, total: number) => void;
}

/** Longer than any crawl: 200 pages with pauses and slow servers. */
const LEASE_MS = 2 * 3_600_000;

export async function runSource(
  { shop, source, signal, by = null, onPage }: SourceRun,
  ports: SourcePorts,
): Promise<ImportReport> {
  const known = await ports.sources.pages(shop.shopId, source.sourceId);
  const crawl = crawlSource({ source, known, signal, ...(onPage ? { onPage } : {}) }, ports);
  const options = { shop, sourceKey: source.url, publishes: source.publishes, isDryRun: false, by };
  const report = await importDocuments(crawl.documents, options, ports, () => crawl);
  const changed = report.lines.filter(({ outcome }) => outcome !== "unchanged").length;
  const refused = [...report.refused, ...crawl.failed];
  const outcome = `${crawl.pages.length} pages, ${changed} articles changed, ${report.vanished.length} gone, ${refused.length} not taken`;
  await ports.sources.settle(shop.shopId, source.sourceId, { pages: crawl.pages, outcome });
  ports.log.info("knowledge-source-run", { shopId: shop.shopId, changed, refused: refused.length });
  return { ...report, refused };
}

export interface RunFigures {
  readonly pages: number;
  readonly changed: number;
  readonly gone: number;
  readonly refused: number;
}

const OUTCOME = /^(\d+) pages, (\d+) articles changed, (\d+) gone, (\d+) not taken$/;

/** The line above, for whoever shows it in another language. */
export function readOutcome(outcome: string | null): RunFigures | null {
  const [, pages, changed, gone, refused] = OUTCOME.exec(outcome ?? "") ?? [];
  if (pages === undefined) return null;
  return { pages: Number(pages), changed: Number(changed), gone: Number(gone), refused: Number(refused) };
}

/** Runs one source that is due. False when none is. */
export async function runDueSource(shopId: ShopId, signal: AbortSignal, ports: SourcePorts): Promise<boolean> {
  const source = await ports.sources.claimDue(shopId, LEASE_MS);
  const shop = source ? (await ports.shops.list()).find((each) => each.shopId === shopId) : undefined;
  if (!source || !shop) return false;
  await runSource({ shop, source, signal }, ports);
  return true;
}
