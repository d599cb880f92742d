/** Public sets, and folders of one's own, through our index. The sets are read where they are and never stored. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../contracts/errors.ts";
import type { EvalReport } from "../../eval/figure.ts";
import { askIndex, indexDocuments, type SetReply } from "../../eval/sets/ask-index.ts";
import { measureIntents } from "../../eval/sets/measure-intents.ts";
import { measureSquad, type SquadOptions } from "../../eval/sets/measure-squad.ts";
import { type IntentSet, readBanking, readClinc } from "../../eval/sets/read-intents.ts";
import { readDocuments, readQuestions } from "../../eval/sets/read-question-folder.ts";
import { readSquadSets } from "../../eval/sets/read-squad.ts";
import { scoreGroups } from "../../eval/sets/score-replies.ts";
import { type Goals, setFigures } from "../../eval/sets/set-figures.ts";
import { createProgress, type Progress } from "../progress.ts";
import type { EvalOptions } from "./eval-options.ts";
import { fingerprintOf } from "./read-golden-folder.ts";

interface Measured {
  /** What tells this run from others of the set. */
  readonly how: readonly string[];
  readonly goals: Goals;
  readonly groups: ReadonlyMap<string, readonly SetReply[]>;
  readonly versions: EvalReport["versions"];
}

type Measure = (folder: string, options: EvalOptions, progress: Progress) => Promise<Measured>;

const MEASURES: Readonly<Record<string, Measure>> = { xquad, banking77, clinc, jsonl };

export async function evalSet(options: EvalOptions): Promise<EvalReport> {
  const measure = MEASURES[options.set];
  if (options.path === undefined || measure === undefined) {
    throw new AppError("REQUEST_INVALID", `Name the folder of the set with --path, e.g. --path sets/${options.set}.`);
  }
  const progress = createProgress("asking");
  const { how, goals, groups, versions } = await measure(options.path, options, progress).finally(progress.stop);
  const replies = Array.from(groups.values()).flat();
  const name = [options.set, ...how].join("/");
  return {
    key: name,
    title: name,
    figures: setFigures(
      goals,
      replies.some(({ isAnswerable }) => !isAnswerable),
    ),
    rows: scoreGroups(groups),
    versions: { ...versions, questions: replies.length },
  };
}

async function xquad(folder: string, options: EvalOptions, progress: Progress): Promise<Measured> {
  const sets = readSquadSets(folder, null)?.filter(
    ({ language }) => options.language === undefined || language === options.language,
  );
  if (!sets || sets.length === 0) throw missing(folder, "<name>.<language>.json in the SQuAD form");
  const isTyped = options.typos === true || options.unaccented === true;
  const typed: SquadOptions["typed"] = options.typos
    ? "with-typos"
    : options.unaccented
      ? "without-accents"
      : "as-written";
  const isMerged = options.merged === true;
  return {
    how: [...(isTyped ? [typed] : []), ...(isMerged ? ["merged"] : [])],
    goals: isTyped ? { acc1: { goal: 88 } } : { ndcg10: { goal: 96.5, floor: 94.5 } },
    groups: measureSquad(sets, { isMerged, typed }, progress.update),
    versions: { passages: sets.reduce((sum, set) => sum + set.paragraphs.length, 0) },
  };
}

async function banking77(folder: string, options: EvalOptions, progress: Progress): Promise<Measured> {
  const [train, test] = await Promise.all([readIn(folder, "train.csv"), readIn(folder, "test.csv")]);
  const set = readBanking(train, test);
  return measureClasses(set, options, {
    progress,
    fingerprint: fingerprintOf([train, test]),
    goals: { acc1: { goal: 70 } },
  });
}

async function clinc(folder: string, options: EvalOptions, progress: Progress): Promise<Measured> {
  const text = await readIn(folder, "data_full.json");
  const set = readClinc(text);
  if (set === null) throw missing(folder, "data_full.json with train, test and oos_test");
  const isFull = options.examples === "all";
  const goals = { auroc: { goal: isFull ? 95 : 90 }, strangersAt90: { goal: isFull ? 12 : 30 } };
  return measureClasses(set, options, { progress, fingerprint: fingerprintOf([text]), goals });
}

function measureClasses(
  set: IntentSet,
  { examples }: EvalOptions,
  around: { readonly progress: Progress; readonly fingerprint: string; readonly goals: Goals },
): Measured {
  const count = examples === "all" ? null : Number(examples);
  return {
    how: [count === null ? "all" : `${count}-examples`],
    // With all examples nothing was asked of Banking77.
    goals: count === null && set.strangers.length === 0 ? {} : around.goals,
    groups: measureIntents(set, { language: "en", examples: count }, around.progress.update),
    versions: { set: around.fingerprint },
  };
}

async function jsonl(folder: string, { language }: EvalOptions, progress: Progress): Promise<Measured> {
  const names = (await list(folder)).filter((name) => name.endsWith(".jsonl") && name !== "docs.jsonl").toSorted();
  const texts = await Promise.all(["docs.jsonl", ...names].map((name) => readIn(folder, name)));
  const documents = readDocuments(texts[0] ?? "", "en");
  const read = texts.slice(1).map((text) => readQuestions(text, "en"));
  const faulty = [documents, ...read].flatMap(({ faultyLines }, at) =>
    faultyLines.map((line) => `${["docs.jsonl", ...names][at]}:${line}`),
  );
  if (faulty.length > 0)
    throw new AppError(
      "REQUEST_INVALID",
      `These lines lack a key, text, query or gold: ${faulty.slice(0, 5).join(" ")}`,
    );
  const questions = read
    .flatMap(({ items }) => items)
    .filter((each) => language === undefined || each.language === language);
  if (questions.length === 0) throw missing(folder, "a .jsonl file with questions beside docs.jsonl");
  const index = indexDocuments(documents.items);
  const asked = questions.map((question, at) => {
    progress.update(at + 1, questions.length);
    return { language: question.language, reply: askIndex(index, question) };
  });
  const byLanguage = Map.groupBy(asked, (each) => each.language);
  const groups = new Map(Array.from(byLanguage, ([name, own]) => [name, own.map(({ reply }) => reply)]));
  return { how: [], goals: {}, groups, versions: { set: fingerprintOf(texts), documents: documents.items.length } };
}

async function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => {
    throw new AppError("REQUEST_INVALID", `There is no folder ${folder}.`);
  });
}

async function readIn(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), "utf8").catch(() => {
    throw missing(folder, name);
  });
}

function missing(folder: string, what: string): AppError {
  return new AppError("REQUEST_INVALID", `${folder} does not hold ${what}.`);
}
