/** The golden questions through the shop's knowledge as it stands in the folder; no database unless a model is asked. */
import { basename, resolve } from "node:path";
import type { Article, KnowledgeSearch } from "../../contracts/answer.ts";
import type { ShopId } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { Shop } from "../../contracts/stores.ts";
import { readKnowledgeFolder } from "../../compose/read-knowledge-folder.ts";
import { readTexts } from "../../compose/read-texts.ts";
import type { Config } from "../../config.ts";
import { AppError } from "../../contracts/errors.ts";
import { createScriptedModel } from "../../eval/scripted/create-scripted-model.ts";
import type { EvalReport } from "../../eval/figure.ts";
import { askGolden } from "../../eval/questions/ask-golden.ts";
import { goldenFigures } from "../../eval/questions/golden-figures.ts";
import type { GoldenQuestion } from "../../eval/questions/golden-question.ts";
import type { JudgedReply } from "../../eval/questions/judge-reply.ts";
import { scoreGolden } from "../../eval/questions/score-golden.ts";
import { type Withheld, withholdArticles } from "../../eval/questions/withhold-articles.ts";
import type { AskPorts } from "../../flows/ask-once.ts";
import { readKnowledge } from "../../flows/refresh-knowledge.ts";
import { createKnowledgeIndex } from "../../knowledge/create-knowledge-index.ts";
import { parseGlossary } from "../../knowledge/lexicon/parse-glossary.ts";
import { createJsonLogger } from "../../ops/json-logger.ts";
import { createPrometheusMetrics } from "../../ops/prometheus-metrics.ts";
import { createRandomIds } from "../../ops/random-ids.ts";
import { systemClock } from "../../ops/system-clock.ts";
import { prepareKnowledge } from "../ask.ts";
import { createProgress } from "../progress.ts";
import { withProgram } from "../with-program.ts";
import type { EvalOptions } from "./eval-options.ts";
import { fingerprintOf, readGoldenFolder } from "./read-golden-folder.ts";

export interface GoldenOutcome {
  readonly report: EvalReport;
  readonly judged: readonly JudgedReply[];
}

const DEFAULT_PATH = "test/eval/golden";
/** A model server takes several questions at a time; words alone are only slowed down by company. */
const MODEL_CONCURRENCY = 4;

/** Of the settings only the knowledge folder, the shop's name and whether there is a model matter here. */
export async function evalGolden(
  options: EvalOptions,
  config: Pick<Config, "knowledgeFolder" | "shopName" | "model">,
): Promise<GoldenOutcome> {
  const folder = await readGoldenFolder(options.path ?? DEFAULT_PATH);
  const questions = choose(folder.questions, options);
  const knowledge = await readShopKnowledge(config);
  const withheld = options.withheld === true ? "question" : (options.withheld ?? null);
  const searchFor = buildSearch(knowledge, questions, withheld);
  const usesServer = config.model !== null && options.withoutModel !== true && options.scriptedModel !== true;
  const ask = (shop: Shop, ports: AskPorts): Promise<JudgedReply[]> => {
    const progress = createProgress("asking");
    const portsFor = (question: GoldenQuestion) => ({ ...ports, searchOf: () => searchFor(question) });
    // A withheld article is taken out of the one index there is: the next question waits for it to be back.
    const concurrency = usesServer && withheld === null ? MODEL_CONCURRENCY : 1;
    return askGolden(questions, { shop, portsFor, concurrency, onProgress: progress.update }).finally(progress.stop);
  };
  const judged = usesServer ? await askWithProgram(ask) : await ask(shopOf(config), await openPorts(options));
  const by = usesServer ? "model" : options.scriptedModel === true ? "scripted" : "plain";
  const asked = { golden: folder.fingerprint, by, ...(usesServer ? { model: config.model.chatModel } : {}) };
  return { judged, report: reportOn(judged, options, withheld, { ...knowledge.versions, ...asked }) };
}

function choose(questions: readonly GoldenQuestion[], { split, language }: EvalOptions): readonly GoldenQuestion[] {
  const chosen = questions.filter(
    (question) =>
      (split === "all" || question.split === split) && (language === undefined || question.lang === language),
  );
  if (chosen.length > 0) return chosen;
  throw new AppError("REQUEST_INVALID", "No golden question is left with this --split and --language.");
}

interface ShopKnowledge {
  readonly articles: readonly Article[];
  readonly glossary: string | null;
  readonly versions: EvalReport["versions"];
}

/** A faulty article is left out here as it is by the server; `knowledge check` names the fault. */
async function readShopKnowledge({ knowledgeFolder }: Pick<Config, "knowledgeFolder">): Promise<ShopKnowledge> {
  const { files, glossary } = await readKnowledgeFolder(knowledgeFolder);
  const { articles } = readKnowledge(files);
  if (articles.length === 0)
    throw new AppError("REQUEST_INVALID", `${knowledgeFolder} holds no article to answer from.`);
  const texts = files.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, text }) => `${path}\n${text ?? ""}`);
  const versions = { articles: articles.length, knowledge: fingerprintOf([...texts, glossary ?? ""]) };
  return { articles, glossary, versions };
}

function buildSearch(
  { articles, glossary }: ShopKnowledge,
  questions: readonly GoldenQuestion[],
  what: Withheld | null,
): (question: GoldenQuestion) => KnowledgeSearch {
  const index = createKnowledgeIndex();
  if (glossary !== null) index.useGlossary(parseGlossary(glossary).glossary);
  for (const article of articles) index.put(article);
  index.prepare();
  return what === null ? () => index : withholdArticles(index, articles, { questions, what });
}

function shopOf(config: Pick<Config, "shopName">): Shop {
  const shopId = "eval" as ShopId;
  const name = config.shopName;
  return { shopId, shopKey: "eval", name, defaultLanguage: "en", languages: LANGUAGES, widgetOrigins: [] };
}

/** All that asking takes, without a database: what the machine answers is not stored anywhere. */
async function openPorts({ scriptedModel }: EvalOptions): Promise<AskPorts> {
  const log = createJsonLogger({ level: "error", form: "line", write: (line) => void process.stderr.write(line) });
  return {
    searchOf: () => createKnowledgeIndex(),
    texts: await readTexts(createRandomIds(systemClock)),
    model: scriptedModel === true ? createScriptedModel() : null,
    embedder: null,
    vectors: null,
    metrics: createPrometheusMetrics(),
    clock: systemClock,
    log,
  };
}

/** With a server: its embeddings are kept in the database, so the second run pays for questions only. */
function askWithProgram(ask: (shop: Shop, ports: AskPorts) => Promise<JudgedReply[]>): Promise<JudgedReply[]> {
  return withProgram(async (program) => {
    await prepareKnowledge(program);
    return ask(program.shop, program.ports);
  });
}

function reportOn(
  judged: readonly JudgedReply[],
  { split, path }: EvalOptions,
  withheld: Withheld | null,
  versions: EvalReport["versions"],
): EvalReport {
  // Questions of another folder have figures of their own in a baseline.
  const name = path === undefined || resolve(path) === resolve(DEFAULT_PATH) ? "golden" : basename(resolve(path));
  const missing = withheld === null ? [] : [withheld === "question" ? "withheld" : "withheld-language"];
  const how = [split, ...missing, ...(versions.by === "plain" ? [] : [String(versions.by)])];
  return {
    key: [name, ...how].join("/"),
    title: `${name} questions: ${how.join(", ")}`,
    figures: goldenFigures(withheld !== null),
    rows: { ...scoreGolden(judged) } as unknown as EvalReport["rows"],
    versions: { ...versions, questions: judged.length },
  };
}
