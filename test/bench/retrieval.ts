/**
 * The search without a model at three sizes: what ships, a thousand articles in every language, and a hundred thousand
 * passages in the real program, where articles change while it runs and which is then started again.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openProgram, type Program } from "../../src/compose/open-program.ts";
import { readKnowledgeFolder } from "../../src/compose/read-knowledge-folder.ts";
import { type Config, readConfig } from "../../src/config.ts";
import type { KnowledgeSearch, SearchQuery } from "../../src/contracts/answer.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import { LANGUAGES } from "../../src/contracts/language.ts";
import { storeKnowledge } from "../../src/flows/refresh-knowledge.ts";
import { createKnowledgeIndex, type KnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import { createJsonLogger } from "../../src/ops/json-logger.ts";
import { systemClock } from "../../src/ops/system-clock.ts";
import { percentile } from "../support/print-report.ts";
import { createArticleMaker, createDraw, readShippedArticles } from "./made-articles.ts";
import { createPlainSearch } from "./plain-search.ts";

const ARTICLES = 1_000;
/** Measured on the made articles: so many passages each. */
const PASSAGES = 100_000;
const QUERIES = 900;
const CHANGES = 10;

type Figures = Readonly<Record<string, unknown>>;

export async function runRetrieval(options: { readonly passages: number }): Promise<Figures> {
  // First, in a process that has not grown yet.
  const large = await measureProgram(options.passages || PASSAGES);
  const shipped = measureShipped();
  const made = measureMade();
  return { ...made, ...shipped, ...large };
}

function measureShipped(): Figures {
  const articles = readShippedArticles();
  const index = createKnowledgeIndex();
  for (const article of articles) index.put(article);
  index.prepare();
  const queries = articles.flatMap(({ questions, language }) =>
    questions.map((text) => ({ text, language, limit: 5 })),
  );
  const some = queries.filter((_, at) => at % Math.ceil(queries.length / QUERIES) === 0);
  const times = timeAll(index, some);
  return { shippedPassages: index.stats().passages, shippedP50Ms: times.p50, shippedP95Ms: times.p95 };
}

/** And the plainest search that could be written over the same passages, as the baseline. */
function measureMade(): Figures {
  const index = createKnowledgeIndex();
  fillMade(index, ARTICLES);
  const queries = makeQueries(ARTICLES);
  const times = timeAll(index, queries);
  const plain = createPlainSearch();
  for (const language of LANGUAGES) {
    for (let at = 0; at < ARTICLES; at += 1) {
      for (const passage of index.passagesOf(`made-${at}` as ArticleKey, language)) plain.add(passage);
    }
  }
  const baseline = timeAll(plain, queries);
  return {
    articles: ARTICLES,
    queryP50Ms: times.p50,
    queryP95Ms: times.p95,
    queryCpuP95Ms: times.cpuP95,
    baselineP95Ms: baseline.p95,
    ratioToBaseline: Math.round((times.p95 / baseline.p95) * 100) / 100,
  };
}

function fillMade(index: KnowledgeIndex, articles: number): void {
  const maker = createArticleMaker();
  for (const language of LANGUAGES) {
    for (let at = 0; at < articles; at += 1) index.put(maker.make(at, language));
    index.prepare();
  }
}

/** What buyers type: a known question whole, with a letter missing, or without its first word. */
function makeQueries(articles: number): SearchQuery[] {
  const maker = createArticleMaker();
  const draw = createDraw(7);
  return Array.from({ length: QUERIES }, (_, at): SearchQuery => {
    const language = LANGUAGES[at % LANGUAGES.length] ?? "en";
    const { questions } = maker.make(draw(articles), language);
    const text = questions[draw(questions.length)] ?? "";
    const forms = [text, text.slice(0, -3) + text.slice(-2), text.split(" ").slice(1).join(" ") || text];
    return { text: forms[at % 3] ?? text, language, limit: 5 };
  });
}

/** By the clock, and by this thread's own processor time, which does not know what else the machine does. */
function timeAll(search: Pick<KnowledgeSearch, "search">, queries: readonly SearchQuery[]) {
  for (const query of queries.slice(0, 60)) search.search(query);
  const cpuTimes: number[] = [];
  const times = queries.map((query) => {
    const before = process.threadCpuUsage();
    const startedAt = performance.now();
    search.search(query);
    const tookMs = performance.now() - startedAt;
    const { user, system } = process.threadCpuUsage(before);
    cpuTimes.push((user + system) / 1_000);
    return tookMs;
  });
  return { p50: percentile(times, 50), p95: percentile(times, 95), cpuP95: percentile(cpuTimes, 95) };
}

async function measureProgram(passages: number): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-retrieval-"));
  const knowledgeFolder = join(folder, "knowledge");
  await mkdir(join(knowledgeFolder, "en"), { recursive: true });
  const config = { ...readConfig({ DRAGOMAN_DATA: join(folder, "data") }), knowledgeFolder };
  // 2.3 passages an article, in every language.
  const articles = Math.ceil(passages / LANGUAGES.length / 2.3);
  try {
    const first = await open(config);
    const figures = await runAndClose(first, (program) => measureFirstRun(program, articles, knowledgeFolder));
    return { ...figures, ...(await measureRestart(config)) };
  } finally {
    const place = JSON.parse(await readFile(join(config.dataFolder, "postgres.json"), "utf8")) as {
      dataDirectory: string;
    };
    await rm(place.dataDirectory, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

async function runAndClose<Result>(program: Program, work: (program: Program) => Promise<Result>): Promise<Result> {
  try {
    return await work(program);
  } finally {
    await program.close();
  }
}

async function measureFirstRun(program: Program, articles: number, knowledgeFolder: string): Promise<Figures> {
  await storeMade(program, articles);
  const built = await measureBuild(program, articles);
  const changed = await measureChanges(program, knowledgeFolder);
  await program.shelves.settle();
  return { ...built, ...changed };
}

function open(config: Config): Promise<Program> {
  const log = createJsonLogger({ level: "silent", form: "line" });
  return openProgram(config, { clock: systemClock, log, mode: "serve", isShared: false });
}

/** Straight into the table: how fast articles are stored is not what is measured. */
async function storeMade({ store, shop }: Program, articles: number): Promise<void> {
  const maker = createArticleMaker();
  const client = new pg.Client({ connectionString: store.urls.ownerUrl });
  await client.connect();
  try {
    await client.query(`select set_config('dragoman.shop_id', $1, false)`, [shop.shopId]);
    for (const language of LANGUAGES) {
      for (let from = 0; from < articles; from += 250) {
        const rows = Array.from({ length: Math.min(250, articles - from) }, (_, at) => maker.make(from + at, language));
        await client.query(
          `insert into article (shop_id, article_key, language, title, questions, tags, body, origin, fingerprint)
           select $1, r->>'articleKey', r->>'language', r->>'title', r->'questions', r->'tags', r->>'body', r->>'origin', md5(r::text)
           from jsonb_array_elements($2::jsonb) r`,
          [shop.shopId, JSON.stringify(rows)],
        );
      }
    }
    await client.query("analyze article");
  } finally {
    await client.end();
  }
}

async function measureBuild(program: Program, articles: number): Promise<Figures> {
  const { shelves, shop } = program;
  const rss = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const stalls = watchStalls();
  await shelves.fill(shop.shopId);
  const buildMs = Math.round(performance.now() - startedAt);
  const buildCpuMs = Math.round(process.cpuUsage(cpu).user / 1_000);
  await shelves.settle();
  const search = shelves.searchOf(shop.shopId) as KnowledgeIndex;
  const times = timeAll(search, makeQueries(articles));
  return {
    passages: search.stats().passages,
    questions: search.stats().questions,
    buildMs,
    buildCpuMs,
    buildStallMs: stalls.stop(),
    rssMb: Math.round((process.memoryUsage.rss() - rss) / 1_048_576),
    largeP50Ms: times.p50,
    largeP95Ms: times.p95,
    largeCpuP95Ms: times.cpuP95,
  };
}

/** The longest time in which nobody else could run. */
function watchStalls(): { stop(): number } {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 2);
    last = now;
  }, 2);
  return {
    stop() {
      clearInterval(timer);
      return Math.round(longest);
    },
  };
}

/** One article at a time, by the store and by a file in turn, until the search shows it. */
async function measureChanges(program: Program, knowledgeFolder: string): Promise<Figures> {
  const { ports, shelves, shop } = program;
  const { shopId } = shop;
  const times: number[] = [];
  const stalls = watchStalls();
  // What the server does with the news.
  const stop = ports.live.subscribe(`knowledge:${shopId}`, () => void shelves.fill(shopId));
  for (let at = 0; at < CHANGES; at += 1) {
    const word = `zebrawood${"abcdefghij"[at] ?? ""}`;
    const startedAt = performance.now();
    if (at % 2 === 0) {
      const [stored] = await ports.knowledge.loadSome(shopId, "en", [`made-${at}` as ArticleKey]);
      if (!stored) throw new Error("An article is missing.");
      const article = { ...stored.article, body: `${stored.article.body}\n\nWe sell ${word} too.` };
      await ports.knowledge.put(shopId, article, word);
      ports.live.publish(`knowledge:${shopId}`, {});
    } else {
      await writeFile(join(knowledgeFolder, "en/news.md"), `---\ntitle: News\n---\nWe sell ${word} too.\n`);
      const { files } = await readKnowledgeFolder(knowledgeFolder);
      await storeKnowledge(shopId, files, ports);
    }
    const query: SearchQuery = { text: word, language: "en", limit: 20 };
    const isShown = () =>
      shelves
        .searchOf(shopId)
        .search(query)
        .passages.some(({ passage }) => passage.text.includes(word));
    while (!isShown()) {
      if (performance.now() - startedAt > 60_000) throw new Error("A change was not seen within a minute.");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    times.push(performance.now() - startedAt);
  }
  stop();
  return {
    articleVisibleMs: percentile(times, 100),
    articleVisibleP50Ms: percentile(times, 50),
    changeStallMs: stalls.stop(),
  };
}

/** The same data folder once more: what was saved is loaded, only what changed since is analysed. */
async function measureRestart(config: Config): Promise<Figures> {
  const program = await open(config);
  const startedAt = performance.now();
  const analysed = await program.shelves.fill(program.shop.shopId);
  const restartMs = Math.round(performance.now() - startedAt);
  await program.shelves.settle();
  await program.close();
  return { restartMs, restartAnalysed: analysed };
}
