/** The golden questions through the shop's knowledge; no database unless a model or what is stored is asked. */
import { basename, resolve } from "node:path";
import type { KnowledgeSearch } from "../../contracts/answer.ts";
import type { ShopId } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { Shop } from "../../contracts/stores.ts";
import type { Program } from "../../compose/open-program.ts";
import { readTexts } from "../../compose/read-texts.ts";
import type { Config } from "../../config.ts";
import { AppError } from "../../contracts/errors.ts";
import { createAnswerKeys } from "../../eval/scripted/create-answer-key.ts";
import { createSlip } from "../../eval/scripted/create-slip.ts";
import { createScriptedModel } from "../../eval/scripted/create-scripted-model.ts";
import type { EvalReport } from "../../eval/figure.ts";
import { askGolden } from "../../eval/questions/ask-golden.ts";
import { goldenFigures } from "../../eval/questions/golden-figures.ts";
import type { GoldenQuestion } from "../../eval/questions/golden-question.ts";
import type { JudgedReply } from "../../eval/questions/judge-reply.ts";
import { scoreGolden } from "../../eval/questions/score-golden.ts";
import { type Withheld, withholdArticles } from "../../eval/questions/withhold-articles.ts";
import type { AskPorts } from "../../flows/ask-once.ts";
import { createKnowledgeIndex } from "../../knowledge/create-knowledge-index.ts";
import { createJsonLogger } from "../../ops/json-logger.ts";
import { createPrometheusMetrics } from "../../ops/prometheus-metrics.ts";
import { createRandomIds } from "../../ops/random-ids.ts";
import { systemClock } from "../../ops/system-clock.ts";
import { prepareKnowledge } from "../ask.ts";
import { createProgress } from "../progress.ts";
import { withProgram } from "../with-program.ts";
import type { EvalOptions } from "./eval-options.ts";
import { readGoldenFolder } from "./read-golden-folder.ts";
import { readFolderKnowledge, readStoredKnowledge, type ShopKnowledge } from "./read-shop-knowledge.ts";

export interface GoldenOutcome {
  readonly report: EvalReport;
  readonly judged: readonly JudgedReply[];
}

const DEFAULT_PATH = "test/eval/golden";
/** A model server takes several questions at a time; words alone are only slowed down by company. */
const MODEL_CONCURRENCY = 4;

/** A careful server's: one reading in ten is wrong. */
const DEFAULT_ERRORS = 10;
const MAX_ERRORS = 50;
/** Any would do, as long as it stays. */
const ERROR_SEED = 20_260;

type EvalConfig = Pick<Config, "knowledgeFolder" | "shopName" | "model">;

/** How it is asked, in the words of the report. */
interface Asking {
  readonly by: "plain" | "scripted" | "model";
  readonly withheld: Withheld | null;
  /** Of the scripted model, in percent. */
  readonly errors: number;
  readonly isStored: boolean;
}

/** Of the settings only the knowledge folder, the shop's name and whether there is a model matter here. */
export async function evalGolden(options: EvalOptions, config: EvalConfig): Promise<GoldenOutcome> {
  const folder = await readGoldenFolder(options.path ?? DEFAULT_PATH);
  const questions = choose(folder.questions, options);
  const asking = readAsking(options, config);
  const isWithProgram = asking.by === "model" || asking.isStored;
  const ask = (program: Program | null) => askAll({ questions, golden: folder.questions, asking }, config, program);
  const { judged, versions } = isWithProgram ? await withProgram(ask) : await ask(null);
  const asked = { golden: folder.fingerprint, ...versions };
  return { judged, report: reportOn(judged, options, asking, asked) };
}

function readAsking(options: EvalOptions, config: EvalConfig): Asking {
  const { scriptedModel, withheld = null } = options;
  const isServer = config.model !== null && options.withoutModel !== true && scriptedModel === undefined;
  const errors = scriptedModel === true || scriptedModel === undefined ? DEFAULT_ERRORS : Number(scriptedModel);
  if (!(errors >= 0 && errors <= MAX_ERRORS)) {
    throw new AppError("REQUEST_INVALID", `--scripted-model takes a share of errors from 0 to ${MAX_ERRORS} percent.`);
  }
  return {
    by: isServer ? "model" : scriptedModel === undefined ? "plain" : "scripted",
    withheld: withheld === true ? "question" : withheld,
    errors,
    isStored: options.stored === true,
  };
}

interface Asked {
  readonly questions: readonly GoldenQuestion[];
  /** All of the folder: what the scripted model knows of the others. */
  readonly golden: readonly GoldenQuestion[];
  readonly asking: Asking;
}

/** Without a program there is no database, and nothing is stored anywhere. */
async function askAll(
  { questions, golden, asking }: Asked,
  config: EvalConfig,
  program: Program | null,
): Promise<{ readonly judged: readonly JudgedReply[]; readonly versions: EvalReport["versions"] }> {
  const { by, withheld, errors, isStored } = asking;
  const usesServer = by === "model" && program !== null;
  // With a server: its embeddings are kept in the database, so the second run pays for questions only.
  if (usesServer) await prepareKnowledge(program, { isStored });
  const knowledge =
    isStored && program
      ? await readStoredKnowledge(program.shop.shopId, program.ports, config)
      : await readFolderKnowledge(config);
  const searchFor = buildSearch(knowledge, questions, withheld);
  const ports = usesServer ? program.ports : await openPorts();
  const slip = createSlip(errors / 100, ERROR_SEED);
  const keyOf = createAnswerKeys({ questions: golden, articles: knowledge.articles, slip });
  const portsFor = (question: GoldenQuestion): AskPorts => ({
    ...ports,
    searchOf: () => searchFor(question),
    ...(by === "scripted" ? { model: createScriptedModel(keyOf(question)) } : {}),
  });
  // A withheld article is taken out of the one index there is: the next question waits for it to be back.
  const concurrency = usesServer && withheld === null ? MODEL_CONCURRENCY : 1;
  const progress = createProgress("asking");
  const shop = program?.shop ?? shopOf(config);
  const judged = await askGolden(questions, { shop, portsFor, concurrency, onProgress: progress.update }).finally(
    progress.stop,
  );
  const model = usesServer ? { model: config.model?.chatModel ?? "" } : {};
  return { judged, versions: { ...knowledge.versions, by, ...model, ...(by === "scripted" ? { errors } : {}) } };
}

function choose(questions: readonly GoldenQuestion[], { split, language }: EvalOptions): readonly GoldenQuestion[] {
  const chosen = questions.filter(
    (question) =>
      (split === "all" || question.split === split) && (language === undefined || question.lang === language),
  );
  if (chosen.length > 0) return chosen;
  throw new AppError("REQUEST_INVALID", "No golden question is left with this --split and --language.");
}

function buildSearch(
  { articles, glossary }: ShopKnowledge,
  questions: readonly GoldenQuestion[],
  what: Withheld | null,
): (question: GoldenQuestion) => KnowledgeSearch {
  const index = createKnowledgeIndex();
  if (glossary !== null) index.useGlossary(glossary);
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
async function openPorts(): Promise<AskPorts> {
  const log = createJsonLogger({ level: "error", form: "line", write: (line) => void process.stderr.write(line) });
  return {
    searchOf: () => createKnowledgeIndex(),
    texts: await readTexts(createRandomIds(systemClock)),
    model: null,
    embedder: null,
    vectors: null,
    metrics: createPrometheusMetrics(),
    clock: systemClock,
    log,
  };
}

function reportOn(
  judged: readonly JudgedReply[],
  { split, path }: EvalOptions,
  { by, withheld, errors, isStored }: Asking,
  versions: EvalReport["versions"],
): EvalReport {
  // Questions of another folder have figures of their own in a baseline.
  const name = path === undefined || resolve(path) === resolve(DEFAULT_PATH) ? "golden" : basename(resolve(path));
  const missing = withheld === null ? [] : [withheld === "question" ? "withheld" : "withheld-language"];
  const who = by === "scripted" && errors !== DEFAULT_ERRORS ? `scripted-${errors}` : by;
  const how = [split, ...(isStored ? ["stored"] : []), ...missing, ...(who === "plain" ? [] : [who])];
  return {
    key: [name, ...how].join("/"),
    title: `${name} questions: ${how.join(", ")}`,
    figures: goldenFigures(withheld !== null),
    rows: { ...scoreGolden(judged) } as unknown as EvalReport["rows"],
    versions: { ...versions, questions: judged.length },
  };
}
