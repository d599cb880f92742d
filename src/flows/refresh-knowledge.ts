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
  // A file without text could not be read; whoever tried has said so.
  const read = files.flatMap(({ path, text }) => (text === null ? [] : [readFile(path, text)]));
  return { articles: read.flatMap(({ article }) => article ?? []), faults: read.flatMap(({ faults }) => faults) };
}

interface ReadFile {
  readonly article: Article | null;
  readonly faults: readonly KnowledgeFault[];
}

function readFile(path: string, text: string): ReadFile {
  const origin = `${FILE_ORIGIN}${path}`;
  const match = FILE_PATH.exec(path);
  const language = match?.[1] ?? "";
  if (!match || !isLanguage(language)) {
    const message = "must be <language>/<article-key>.md, e.g. es/shipping-times.md";
    return { article: null, faults: [{ origin, line: 1, message }] };
  }
  const parsed = parseArticle(origin, match[2] as ArticleKey, language, text);
  return parsed.kind === "article"
    ? { article: parsed.article, faults: [] }
    : { article: null, faults: parsed.faults.map((fault) => ({ origin, ...fault })) };
}

/** What this process stored of each file: one that has not changed since is not parsed again. */
interface StoredFile {
  readonly textMark: string;
  readonly fingerprint: string;
}

const storedFiles = new WeakMap<StorePorts["knowledge"], Map<string, StoredFile>>();

/** A file with a fault keeps what was stored of it before. */
export async function storeKnowledge(
  shopId: ShopId,
  files: readonly KnowledgeFile[],
  ports: StorePorts,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<KnowledgeReport> {
  const listed = await ports.knowledge.listFiles(shopId);
  const known = new Map(listed.map((file) => [file.origin, file.fingerprint]));
  const { changed, faults, articles } = findChanges(shopId, files, { ports, known });
  for (const [done, { article, fingerprint, remember }] of changed.entries()) {
    await ports.knowledge.put(shopId, article, fingerprint);
    remember();
    onProgress(done + 1, changed.length);
  }
  const gone = listed.filter(createGoneTest(files));
  for (const { articleKey, language } of gone) await ports.knowledge.remove(shopId, articleKey, language);
  if (changed.length + gone.length > 0) ports.live.publish(`knowledge:${shopId}`, {});
  return { articles, written: changed.length, removed: gone.length, faults };
}

interface ChangedFile {
  readonly article: Article;
  readonly fingerprint: string;
  /** Once it is stored. */
  readonly remember: () => void;
}

function findChanges(
  shopId: ShopId,
  files: readonly KnowledgeFile[],
  { ports, known }: { readonly ports: StorePorts; readonly known: ReadonlyMap<string, string> },
): { readonly changed: readonly ChangedFile[]; readonly faults: readonly KnowledgeFault[]; readonly articles: number } {
  const stored = storedFiles.get(ports.knowledge) ?? new Map<string, StoredFile>();
  storedFiles.set(ports.knowledge, stored);
  const changed: ChangedFile[] = [];
  const faults: KnowledgeFault[] = [];
  let articles = 0;
  for (const { path, text } of files) {
    if (text === null) continue;
    const textMark = ports.ids.derive<string>(text);
    const before = stored.get(`${shopId}/${path}`);
    const inStore = known.get(`${FILE_ORIGIN}${path}`);
    if (before?.textMark === textMark && before.fingerprint === inStore) {
      articles += 1;
      continue;
    }
    const read = readFile(path, text);
    faults.push(...read.faults);
    if (read.article === null) continue;
    articles += 1;
    const fingerprint = fingerprintOf(read.article, ports);
    const remember = () => void stored.set(`${shopId}/${path}`, { textMark, fingerprint });
    if (inStore === fingerprint) remember();
    else changed.push({ article: read.article, fingerprint, remember });
  }
  return { changed, faults, articles };
}

/** Articles from elsewhere stay, and those of files and folders that are there and could not be read. */
function createGoneTest(files: readonly KnowledgeFile[]): (stored: { readonly origin: string }) => boolean {
  const present = new Set(files.map((file) => file.path));
  const unread = files.filter((file) => file.text === null).map((file) => file.path);
  return ({ origin }) => {
    const path = origin.slice(FILE_ORIGIN.length);
    const isKept = present.has(path) || unread.some((each) => each === "" || path.startsWith(`${each}/`));
    return origin.startsWith(FILE_ORIGIN) && !isKept;
  };
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
