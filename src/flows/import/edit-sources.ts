/** What people do with imports in the console, and who may: upload a file, add an address, run it now, remove it. */
import { AppError } from "../../contracts/errors.ts";
import type { Language } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { KnowledgeSource, NotTaken, SourceId, SourceStore } from "../../contracts/sources.ts";
import type { Agent, Shop } from "../../contracts/stores.ts";
import type { SafeFetch } from "../../contracts/web.ts";
import { may } from "../../shared/assert-may.ts";
import { assertMayPublish, assertMayWrite, mayPublish } from "../edit-knowledge.ts";
import { explainFailure } from "./crawl-source.ts";
import type { ImportedFile, ImportRun, ImportRunPorts, ImportRuns } from "./create-import-runs.ts";

export type ImportDesk = Pick<Ports, "shops" | "ids"> & {
  readonly sources: SourceStore;
  readonly fetchPage: SafeFetch;
  readonly runs: ImportRuns;
};

export function createImportDesk(ports: ImportRunPorts, runs: ImportRuns): ImportDesk {
  const { shops, ids, sources, fetchPage } = ports;
  return { shops, ids, sources, fetchPage, runs };
}

export interface SourceWish {
  readonly kind: KnowledgeSource["kind"];
  readonly url: string;
  readonly language: Language | null;
  readonly everyMs: number | null;
  readonly publishes: boolean;
}

export type AddedSource =
  | { readonly kind: "started"; readonly run: ImportRun }
  /** It cannot be read today, so it was not added. */
  | { readonly kind: "refused"; readonly why: NotTaken };

export async function importFile(agent: Agent, file: ImportedFile, desk: ImportDesk): Promise<ImportRun> {
  assertMayWrite(agent);
  if (file.publishes) assertMayPublish(agent);
  return desk.runs.takeFile(await shopOf(agent, desk), file, agent.agentId);
}

/** Fetched once before anything is kept: a typing error is said at once, and an address inside is never stored. */
export async function addSource(
  agent: Agent,
  wish: SourceWish,
  desk: ImportDesk,
  signal: AbortSignal,
): Promise<AddedSource> {
  const shop = await shopOf(agent, desk);
  const known = await desk.sources.list(shop.shopId);
  assertMayRun(agent, wish);
  const before = known.find(({ kind, url }) => kind === wish.kind && url === wish.url);
  if (before) assertMayRun(agent, before);
  const outcome = await desk.fetchPage({ url: wish.url, signal });
  if (outcome.kind === "refused" || outcome.kind === "answered") {
    return { kind: "refused", why: explainFailure(wish.url, outcome) };
  }
  const sourceId = await desk.sources.save(shop.shopId, { ...wish, sourceId: desk.ids.next<SourceId>() });
  const source = { nextDueAt: null, lastRunAt: null, lastOutcome: null, ...wish, sourceId };
  return { kind: "started", run: desk.runs.startSource(shop, source, agent.agentId) };
}

export async function runSourceNow(agent: Agent, sourceId: SourceId, desk: ImportDesk): Promise<ImportRun> {
  const source = await sourceOf(agent, sourceId, desk);
  const run = desk.runs.startSource(await shopOf(agent, desk), source, agent.agentId);
  // Counts from now: a worker that finds it due at this moment would read every page a second time.
  await desk.sources.save(agent.shopId, source);
  return run;
}

export async function removeSource(agent: Agent, sourceId: SourceId, desk: ImportDesk): Promise<void> {
  const { kind, url } = await sourceOf(agent, sourceId, desk);
  await desk.sources.remove(agent.shopId, sourceId);
  // Whoever removes it does not want the rest of its pages.
  const run = desk.runs.ofShop(agent.shopId).find(({ what, name }) => what === kind && name === url);
  if (run) desk.runs.stop(agent.shopId, run.runId);
}

/** What a source publishes is read by buyers, so it is for those who publish. */
export function mayRun(agent: Agent, { publishes }: Pick<KnowledgeSource, "publishes">): boolean {
  return may(agent, "knowledge:write") && (!publishes || mayPublish(agent));
}

function assertMayRun(agent: Agent, source: Pick<KnowledgeSource, "publishes">): void {
  assertMayWrite(agent);
  if (source.publishes) assertMayPublish(agent);
}

async function sourceOf(agent: Agent, sourceId: SourceId, desk: ImportDesk): Promise<KnowledgeSource> {
  assertMayWrite(agent);
  const source = (await desk.sources.list(agent.shopId)).find((each) => each.sourceId === sourceId);
  if (!source) throw new AppError("NOT_FOUND", "There is no such source.");
  assertMayRun(agent, source);
  return source;
}

async function shopOf(agent: Agent, { shops }: Pick<Ports, "shops">): Promise<Shop> {
  const shop = await shops.get(agent.shopId);
  if (!shop) throw new AppError("NOT_FOUND", "This shop does not exist.");
  return shop;
}
