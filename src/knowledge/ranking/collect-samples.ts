/**
 * Teaches the confidence from the knowledge base alone: example questions are asked as if they had not been written
 * (they should be answered), or as if their article had not been written in any language (they should not).
 */
import type { ArticleKey } from "../../contracts/ids.ts";
import { readTokens } from "../analyse-text.ts";
import type { MeaningSearch } from "../lexicon/create-meaning-search.ts";
import { readLessons } from "../recognition/article-recognisers.ts";
import { trainRecogniser } from "../recognition/train-recogniser.ts";
import { entryAt, type Shard } from "./build-shard.ts";
import type { Sample } from "./fit-logistic.ts";
import { measureEvidence } from "./measure-evidence.ts";
import { makeStrange } from "./make-strange.ts";
import { type LeaveOut, rankArticles } from "./rank-articles.ts";
import { documentsOf, NOTHING_LEFT_OUT } from "./score-shard.ts";

type Shards = ReadonlyMap<string, Shard>;

/** What is not there when an example question is asked. */
type LeftOut = "question" | "article" | "article-and-words";

interface Example {
  readonly shard: Shard;
  readonly entry: number;
  /** Which of its article's example questions. */
  readonly at: number;
}

export interface AskedSample extends Sample {
  /** A stranger that was made of a known question: good to learn from, too easy to set a bar by. */
  readonly isMadeUp: boolean;
}

/** What one kind of samples weighs together: as much is to be answered as is not. */
const WORTH: Readonly<Record<LeftOut, number>> = { question: 1, article: 0.5, "article-and-words": 0.5 };
/** A classifier cannot forget a question: one is trained without a fifth of the articles and of the others' questions. */
const FOLDS = 5;
/** More classifiers would cost more time than their samples are worth. */
const MAX_REHEARSALS = 2;

/** About `limit` of each kind at most, spread evenly over the whole base. Stops after each. */
export function* collectSamples(
  shards: Shards,
  limit: number,
  meaning: MeaningSearch | null = null,
): Generator<void, AskedSample[]> {
  const samples: Record<LeftOut, AskedSample[]> = { question: [], article: [], "article-and-words": [] };
  for (let fold = 0; fold < MAX_REHEARSALS && samples.question.length < limit / 2; fold += 1) {
    const rehearsed = yield* rehearse(shards, fold);
    for (const [leftOut, own] of Object.entries(samples) as [LeftOut, AskedSample[]][]) {
      const examples = Array.from(rehearsed.values()).flatMap((shard) => chooseExamples(shard, fold, leftOut));
      const step = Math.max(1, examples.length / limit);
      for (let at = 0; at < examples.length; at += step) {
        const sample = sampleExample(rehearsed, examples[Math.floor(at)], { leftOut, fold, search: meaning });
        if (sample !== null) own.push(sample);
        yield;
      }
    }
  }
  return (Object.entries(samples) as [LeftOut, AskedSample[]][]).flatMap(([leftOut, own]) =>
    own.map((sample) => ({ ...sample, weight: WORTH[leftOut] / own.length })),
  );
}

/** By the key, so that an article is left out in every language or in none. */
function foldOf(articleKey: ArticleKey): number {
  let sum = 0;
  for (let at = 0; at < articleKey.length; at += 1) sum = (Math.imul(sum, 31) + articleKey.charCodeAt(at)) >>> 0;
  return (sum >>> 4) % FOLDS;
}

/** The same shards with classifiers that do not know what the fold leaves out. */
function* rehearse(shards: Shards, fold: number): Generator<void, Shards> {
  const rehearsed = new Map<string, Shard>();
  const isKnown = (articleKey: ArticleKey, at: number) =>
    foldOf(articleKey) !== fold && (at < 0 || at % FOLDS !== fold);
  for (const [language, shard] of shards) {
    const recogniser = shard.recogniser && (yield* trainRecogniser(yield* readLessons(shard, isKnown)));
    rehearsed.set(language, { ...shard, recogniser });
  }
  return rehearsed;
}

function chooseExamples(shard: Shard, fold: number, leftOut: LeftOut): Example[] {
  return shard.keys.flatMap((key, entry) => {
    if (key === null || (leftOut !== "question") !== (foldOf(key) === fold)) return [];
    const all = Array.from({ length: shard.examples[entry] ?? 0 }, (_, at): Example => ({ shard, entry, at }));
    return leftOut === "question" ? all.filter(({ at }) => at % FOLDS === fold) : all;
  });
}

export function countExamples({ keys, examples }: Shard): number {
  return keys.reduce((sum, key, entry) => (key === null ? sum : sum + (examples[entry] ?? 0)), 0);
}

interface Sampling {
  readonly leftOut: LeftOut;
  readonly fold: number;
  readonly search: MeaningSearch | null;
}

function sampleExample(
  shards: Shards,
  example: Example | undefined,
  { leftOut, fold, search }: Sampling,
): AskedSample | null {
  const read = example && entryAt(example.shard, example.entry);
  const text = read?.article.questions[example?.at ?? 0];
  if (!example || !read || text === undefined) return null;
  const { articleKey } = read.article;
  const { language } = example.shard;
  const isKnown = leftOut === "question";
  const meanings = (isKnown && search?.readOwn(readTokens(text, language), language)) || null;
  const ranking = rankArticles(
    shards,
    { text: leftOut === "article-and-words" ? makeStrange(text, language) : text, language },
    isKnown ? leaveOutQuestion(example) : leaveOutArticle(articleKey),
    search && { search, leftOut: { articleKey, language, meanings } },
  );
  // What the classifiers do not know is not there for anybody.
  const articles = ranking.articles.filter((article) => foldOf(article.articleKey) !== fold);
  const features = measureEvidence(articles, ranking.strangeness);
  if (features === null) return null;
  // An answer from the wrong article is as bad as an answer to the unanswerable.
  const isPositive = isKnown && articles[0]?.articleKey === articleKey;
  return { features, isPositive, weight: 1, isMadeUp: leftOut === "article-and-words" };
}

function leaveOutQuestion({ shard, entry, at }: Example): LeaveOut {
  // The title and the tags stand before the questions and are not asked by anybody.
  const document = documentsOf(shard, "questions", entry).to - (shard.examples[entry] ?? 0) + at;
  const leftOut = { entry, passages: null, questions: { from: document, to: document + 1 } };
  return (other) => (other === shard ? leftOut : NOTHING_LEFT_OUT);
}

export function leaveOutArticle(articleKey: ArticleKey): LeaveOut {
  return (shard) => {
    const entry = shard.places.get(articleKey) ?? -1;
    return entry < 0
      ? NOTHING_LEFT_OUT
      : { entry, passages: documentsOf(shard, "passages", entry), questions: documentsOf(shard, "questions", entry) };
  };
}
