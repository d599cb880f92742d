/**
 * Fits the confidence that ships for small knowledge bases, and shows how well it separates, for articles that a
 * classifier knows and for others; and the one with a glossary, to the split "dev" of the golden questions:
 * `node test/eval/fit-judgement.ts --sets DIR` where DIR holds `xquad/` and `clinc150/`; each set is optional.
 * Put what it prints into `src/knowledge/ranking/choose-verdict.ts`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Article } from "../../src/contracts/answer.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { Language } from "../../src/contracts/language.ts";
import { readTokens, weighTerms } from "../../src/knowledge/analyse-text.ts";
import { changeShard, emptyShard, type Entry, type Shard } from "../../src/knowledge/ranking/build-shard.ts";
import { type Judgement, SHIPPED_JUDGEMENT } from "../../src/knowledge/ranking/choose-verdict.ts";
import { collectSamples } from "../../src/knowledge/ranking/collect-samples.ts";
import { separation } from "../../src/knowledge/ranking/fit-judgement.ts";
import {
  applyLogistic,
  fitLogistic,
  type LogisticModel,
  type Sample,
} from "../../src/knowledge/ranking/fit-logistic.ts";
import { EVIDENCE, measureEvidence, PLAIN_EVIDENCE } from "../../src/knowledge/ranking/measure-evidence.ts";
import { rankArticles } from "../../src/knowledge/ranking/rank-articles.ts";
import { readGoldenLines } from "../../src/eval/questions/read-golden-lines.ts";
import { createKnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import { parseGlossary } from "../../src/knowledge/lexicon/parse-glossary.ts";
import { readLessons } from "../../src/knowledge/recognition/article-recognisers.ts";
import { trainRecogniser } from "../../src/knowledge/recognition/train-recogniser.ts";
import { splitArticle } from "../../src/knowledge/split-article.ts";
import { articleWith, readArticles } from "../knowledge/fixture-base.ts";
import { readSquadSets } from "../../src/eval/sets/read-squad.ts";

type Shards = ReadonlyMap<string, Shard>;
interface Asked extends Sample {
  /** Whether anything in the base answers it at all. */
  readonly isAnswerable: boolean;
}

/** A small fixed generator: two runs must draw the same bases. */
let state = 11;
function draw(below: number): number {
  state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
  return state % below;
}
function pick<Item>(items: readonly Item[], count: number): Item[] {
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(draw(left.length), 1)).flat();
}

function build(articles: readonly Article[]): Shards {
  const entries = articles.map((article): Entry => ({ article, passages: splitArticle(article) }));
  const languages = Map.groupBy(entries, ({ article }) => article.language);
  return new Map(
    Array.from(languages, ([language, own]) => {
      const entriesOf = new Map(own.map((entry) => [entry.article.articleKey, entry]));
      const shard = changeShard(emptyShard(language), entriesOf);
      return [language, { ...shard, recogniser: drain(trainRecogniser(drain(readLessons(shard)))) }];
    }),
  );
}

/** As asked, and as somebody in a hurry types it: only the words with content. */
function ask(shards: Shards, text: string, language: string, gold: readonly string[]): Asked[] {
  const hurried = readTokens(text, language).filter(
    (token) => token.kind === "spaced" && weighTerms([token], language, "words").every(({ weight }) => weight === 1),
  );
  const keywords = hurried.map((token) => token.text).join(" ");
  return [text, ...(keywords === "" || keywords === text ? [] : [keywords])].flatMap((each) =>
    askOnce(shards, each, language, gold),
  );
}

function askOnce(shards: Shards, text: string, language: string, gold: readonly string[]): Asked[] {
  const { articles, strangeness } = rankArticles(shards, { text, language });
  const features = measureEvidence(articles, strangeness);
  if (features === null) return [];
  const isPositive = articles[0] !== undefined && gold.includes(articles[0].articleKey);
  return [{ features, isPositive, weight: 1, isAnswerable: gold.length > 0 }];
}

/** As the program asks them: with the glossary, over the shipped articles. */
function askGoldenWithGlossary(): Asked[] {
  const knowledge = new URL("../../knowledge/", import.meta.url).pathname;
  const { glossary } = parseGlossary(readFileSync(join(knowledge, "glossary.yaml"), "utf8"));
  const index = createKnowledgeIndex();
  index.useGlossary(glossary);
  for (const article of readArticles(knowledge)) index.put(article);
  index.prepare();
  const kinds = ["answerable", "multi", "near-miss", "unanswerable", "off-topic", "injection"];
  return readGolden()
    .filter(({ split, type }) => split === "dev" && kinds.includes(type))
    .flatMap(({ query, lang, gold }) => {
      const found = index.search({ text: query, language: lang as Language, limit: 1 });
      const features = found.explain?.().evidence.map(({ value }) => value) ?? [];
      const isPositive = gold.includes(found.passages[0]?.passage.articleKey as ArticleKey);
      return features.length === 0 ? [] : [{ features, isPositive, weight: 1, isAnswerable: gold.length > 0 }];
    });
}

function readGolden() {
  const folder = new URL("golden/", import.meta.url).pathname;
  return readdirSync(folder).flatMap((name) => readGoldenLines(readFileSync(join(folder, name), "utf8")).questions);
}

function askGolden(shards: Shards, isInHalf: (at: number) => boolean): Asked[] {
  return readGolden()
    .filter(({ lang, split }, at) => split === "dev" && shards.has(lang) && isInHalf(at))
    .flatMap(({ query, lang, gold }) => ask(shards, query, lang, gold));
}

/** 14 intents with nine example questions each and five more as their text; the other intents are strangers. */
function askIntents(file: string): Asked[] {
  if (!existsSync(file)) return [];
  const sets = JSON.parse(readFileSync(file, "utf8")) as Record<"train" | "test" | "oos_test", [string, string][]>;
  const train = Map.groupBy(sets.train, ([, intent]) => intent);
  const test = Map.groupBy(sets.test, ([, intent]) => intent);
  const question = (intent: string) => pick(test.get(intent) ?? [], 1)[0]?.[0] ?? "";
  return Array.from({ length: 15 }, () => {
    const intents = pick(Array.from(train.keys()), 14);
    const shards = build(
      intents.map((intent) => {
        const texts = pick(train.get(intent) ?? [], 14).map(([text]) => text);
        const [questions, rest] = [texts.slice(0, 9), texts.slice(9)];
        return articleWith({ key: intent, title: intent.replaceAll("_", " "), questions, body: rest.join(". ") });
      }),
    );
    const strangers = pick(
      Array.from(train.keys()).filter((intent) => !intents.includes(intent)),
      25,
    ).map(question);
    const outside = pick(sets.oos_test, 25).map(([text]) => text);
    return [
      ...intents.flatMap((intent) =>
        Array.from({ length: 4 }, () => ask(shards, question(intent), "en", [intent])).flat(),
      ),
      ...[...strangers, ...outside].flatMap((text) => ask(shards, text, "en", [])),
    ];
  }).flat();
}

/** 14 passages, half of the times with half of their questions as examples; questions of others are strangers. */
function askPassages(folder: string): Asked[] {
  const sets = (readSquadSets(folder, null) ?? []).filter(({ language }) => !["el", "hi", "ro"].includes(language));
  return sets.flatMap(({ language, paragraphs }) =>
    Array.from({ length: 4 }, (_, round) => {
      const numbered = paragraphs.map((paragraph, at) => ({
        ...paragraph,
        key: `p${at}`,
        half: paragraph.questions.length >> 1,
      }));
      const known = pick(numbered, 14);
      const shards = build(
        known.map(({ key, text, questions, half }) =>
          articleWith({
            key: key as ArticleKey,
            language: language as Article["language"],
            title: "",
            questions: round % 2 === 0 ? [] : questions.slice(0, half),
            body: text,
          }),
        ),
      );
      const strangers = pick(
        numbered.filter((paragraph) => !known.includes(paragraph)),
        28,
      );
      return [
        ...known.flatMap(({ key, questions, half }) =>
          pick(questions.slice(half), 2).flatMap((text) => ask(shards, text, language, [key])),
        ),
        ...strangers.flatMap(({ questions }) => pick(questions, 1).flatMap((text) => ask(shards, text, language, []))),
      ];
    }).flat(),
  );
}

function report(name: string, model: LogisticModel, asked: readonly Asked[]): void {
  if (asked.length === 0) return console.log(`${name.padEnd(20)} skipped: not there`);
  const share = (among: readonly Asked[], from: number) =>
    `${((100 * among.filter(({ features }) => applyLogistic(model, features) >= from).length) / Math.max(1, among.length)).toFixed(0)} %`;
  const right = asked.filter(({ isPositive }) => isPositive);
  const strangers = asked.filter(({ isAnswerable }) => !isAnswerable);
  const bands = [0.35, 0.4, 0.45, 0.5, 0.55, 0.6].map(
    (from) => `${from}: ${share(right, from)}/${share(strangers, from)}`,
  );
  console.log(
    `${name.padEnd(20)} AUC ${separation(model, asked).toFixed(3)}  right/stranger answered from ${bands.join("  ")}`,
  );
}

function drain<Outcome>(steps: Generator<void, Outcome>): Outcome {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function main(): void {
  const { values } = parseArgs({ options: { sets: { type: "string", default: "../shared/data" } } });
  const fixture = build(readArticles());
  const shipped = build(readArticles(new URL("../../knowledge/", import.meta.url).pathname));
  const leaveOut = (shop: Shards) =>
    drain(collectSamples(shop, 600)).map((sample) => ({ ...sample, isAnswerable: sample.isPositive }));
  const sources: [name: string, share: number, asked: readonly Asked[]][] = [
    ["fixture, left out", 0.6, leaveOut(fixture)],
    ["shipped, left out", 0.6, leaveOut(shipped)],
    ["fixture, even golden", 0.7, askGolden(fixture, (at) => at % 2 === 0)],
    ["shipped, even golden", 0.7, askGolden(shipped, (at) => at % 2 === 0)],
    ["CLINC150", 0.7, askIntents(join(values.sets, "clinc150/data_full.json"))],
    ["XQuAD", 0.5, askPassages(join(values.sets, "xquad"))],
  ];
  const all = sources.flatMap(([, share, asked]) =>
    asked.map((each): Asked => ({ ...each, weight: share / asked.length })),
  );
  fitFor("plain", all.map(withoutClassifier));
  fitFor(
    "recognised",
    all.filter(({ features }) => features.length > PLAIN_EVIDENCE),
  );
  const golden = askGoldenWithGlossary();
  const model = fitLogistic(golden, EVIDENCE.length, GOLDEN_PENALTY);
  report("with glossary, dev", model, golden);
  print(model);
}

/** Chosen by asking each fifth of the dev questions of what the others had taught; flat from 0.01 to 0.03. */
const GOLDEN_PENALTY = 0.03;

function withoutClassifier(asked: Asked): Asked {
  return { ...asked, features: asked.features.slice(0, PLAIN_EVIDENCE) };
}

function fitFor(kind: keyof Judgement, pool: readonly Asked[]): void {
  const model = fitLogistic(pool, kind === "plain" ? PLAIN_EVIDENCE : EVIDENCE.length);
  report(`${kind}, shipped`, SHIPPED_JUDGEMENT[kind].model, pool);
  report(`${kind}, fitted now`, model, pool);
  print(model);
}

function print(model: LogisticModel): void {
  const round = (value: number) => Math.round(value * 100) / 100;
  console.log(JSON.stringify({ bias: round(model.bias), weights: model.weights.map(round) }));
}

main();
