/** Files to stored articles, stored articles to the index; only what changed is touched, and a fault stops nothing else. */
import type { Article } from "../contracts/answer.ts";
import type { ArticleKey, ShopId } from "../contracts/ids.ts";
import { isLanguage, type Language } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import type { KnowledgeIndex } from "../knowledge/create-knowledge-index.ts";
import { parseArticle } from "../knowledge/parse-article.ts";

/** `path` is relative to the knowledge folder: `<language>/<article-key>.md`. */
export interface KnowledgeFile {
  readonly path: string;
  /** Null for a file, or a whole folder, that is there and cannot be read: what is stored of it is kept. */
  readonly text: string | null;
}

export interface KnowledgeFault {
  readonly origin: string;
  readonly line: number;
  readonly message: string;
}

export interface KnowledgeReport {
  readonly articles: number;
  readonly written: number;
  readonly removed: number;
  readonly faults: readonly KnowledgeFault[];
}

/** What of a shop's knowledge is in the index of this process, by `<articleKey>/<language>`. */
export interface Shelf {
  readonly index: KnowledgeIndex;
  readonly held: Map<string, string>;
}

const FILE_PATH = /^([a-z]{2})\/([a-z0-9][a-z0-9-]{0,59})\.md$/;
/** Articles made elsewhere (console, imports) are never removed because a file is missing. */
const FILE_ORIGIN = "knowledge/";

type StorePorts = Pick<Ports, "knowledge" | "ids" | "live">;

/** Reads files without storing anything: what `dragoman knowledge check` prints. */
export function readKnowledge(files: readonly KnowledgeFile[]): {
  readonly articles: readonly Article[];
  readonly faults: readonly KnowledgeFault[];
} {
  const articles: Article[] = [];
  const faults: KnowledgeFault[] = [];
  for (const file of files) {
    // Whoever tried to read it has said so.
    if (file.text === null) continue;
    const origin = `${FILE_ORIGIN}${file.path}`;
    const match = FILE_PATH.exec(file.path);
    const language = match?.[1] ?? "";
    if (!match || !isLanguage(language)) {
      faults.push({ origin, line: 1, message: "must be <language>/<article-key>.md, e.g. es/shipping-times.md" });
      continue;
    }
    const parsed = parseArticle(origin, match[2] as ArticleKey, language, file.text);
    if (parsed.kind === "article") articles.push(parsed.article);
    else faults.push(...parsed.faults.map((fault) => ({ origin, ...fault })));
  }
  return { articles, faults };
}

/** A file with a fault keeps what was stored of it before. */
export async function storeKnowledge(
  shopId: ShopId,
  files: readonly KnowledgeFile[],
  ports: StorePorts,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<KnowledgeReport> {
  const { articles, faults } = readKnowledge(files);
  const known = await ports.knowledge.fingerprints(shopId);
  const changed = articles.filter((article) => known.get(keyOf(article)) !== fingerprintOf(article, ports));
  for (const [done, article] of changed.entries()) {
    await ports.knowledge.put(shopId, article, fingerprintOf(article, ports));
    onProgress(done + 1, changed.length);
  }
  const present = new Set(files.map((file) => file.path));
  const unread = files.filter((file) => file.text === null).map((file) => file.path);
  const gone = (await ports.knowledge.loadFiles(shopId)).filter(({ origin }) => {
    const path = origin.slice(FILE_ORIGIN.length);
    const isKept = present.has(path) || unread.some((each) => each === "" || path.startsWith(`${each}/`));
    return origin.startsWith(FILE_ORIGIN) && !isKept;
  });
  for (const article of gone) await ports.knowledge.remove(shopId, article.articleKey, article.language);
  if (changed.length + gone.length > 0) ports.live.publish(`knowledge:${shopId}`, {});
  return { articles: articles.length, written: changed.length, removed: gone.length, faults };
}

/** Lets others run: called after every few milliseconds of work. */
export type Breathe = () => Promise<void>;

/**
 * Brings the index of this process to what is stored. Returns how many articles it touched. Nobody waits for it: it
 * goes in steps, and searches meanwhile answer from what there is.
 */
export async function fillShelf(
  shopId: ShopId,
  shelf: Shelf,
  ports: Pick<Ports, "knowledge">,
  breathe: Breathe = () => Promise.resolve(),
): Promise<number> {
  const live = await ports.knowledge.listLive(shopId);
  const gone = [...shelf.held.keys()].filter((key) => !live.has(key));
  for (const key of gone) {
    shelf.index.remove(...readKey(key));
    shelf.held.delete(key);
  }
  const changed = [...live].flatMap(([key, mark]) => (shelf.held.get(key) === mark ? [] : [readKey(key)]));
  for (const [language, keys] of Map.groupBy(changed, ([, each]) => each)) {
    const loaded: LoadedArticle[] = [];
    for (let from = 0; from < keys.length; from += LOADED_AT_ONCE) {
      const wanted = keys.slice(from, from + LOADED_AT_ONCE).map(([articleKey]) => articleKey);
      loaded.push(...(await ports.knowledge.loadSome(shopId, language, wanted)));
    }
    // Put at once and applied at once: a search that finds something put would do it all before it answers.
    for (const { article } of loaded) shelf.index.put(article);
    // Language by language: a large base is never in memory twice, and the first can be asked while the last is read.
    await runGently(shelf.index.applyGently(), breathe);
    // Only now: what is held is also what is saved, and must not be ahead of the index.
    for (const { article, mark } of loaded) shelf.held.set(keyOf(article), mark);
  }
  await runGently(shelf.index.applyGently(), breathe);
  return gone.length + changed.length;
}

type LoadedArticle = Awaited<ReturnType<Ports["knowledge"]["loadSome"]>>[number];

const LOADED_AT_ONCE = 200;
/** What a buyer's message may have to wait for. */
const STEP_MS = 5;

export async function runGently(steps: Generator<void>, breathe: Breathe): Promise<void> {
  let startedAt = performance.now();
  while (!steps.next().done) {
    if (performance.now() - startedAt < STEP_MS) continue;
    await breathe();
    startedAt = performance.now();
  }
}

function readKey(key: string): [ArticleKey, Language] {
  return key.split("/") as [ArticleKey, Language];
}

function keyOf(article: Article): string {
  return `${article.articleKey}/${article.language}`;
}

function fingerprintOf(article: Article, ports: Pick<Ports, "ids">): string {
  return ports.ids.derive(JSON.stringify(article));
}
