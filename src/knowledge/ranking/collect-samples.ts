/**
 * Teaches the confidence from the knowledge base alone: each example question is asked once as if it had not been
 * written (it should be answered) and once as if its article had not been written in any language (it should not).
 */
import type { ArticleKey } from "../../contracts/ids.ts";
import { readTokens } from "../analyse-text.ts";
import type { MeaningSearch } from "../lexicon/create-meaning-search.ts";
import { entryAt, type Shard } from "./build-shard.ts";
import type { Sample } from "./fit-logistic.ts";
import { measureEvidence } from "./measure-evidence.ts";
import { type LeaveOut, rankArticles } from "./rank-articles.ts";
import { documentsOf, NOTHING_LEFT_OUT } from "./score-shard.ts";

interface Example {
  readonly shard: Shard;
  readonly entry: number;
  /** Which of its article's example questions. */
  readonly at: number;
}

/** At most `limit` example questions, spread evenly over the whole base. Stops after each. */
export function* collectSamples(
  shards: ReadonlyMap<string, Shard>,
  limit: number,
  meaning: MeaningSearch | null = null,
): Generator<void, Sample[]> {
  const total = Array.from(shards.values(), countExamples).reduce((sum, count) => sum + count, 0);
  const step = Math.max(1, total / limit);
  const samples: Sample[] = [];
  for (let at = 0; at < total; at += step) {
    const example = findExample(shards, Math.floor(at));
    if (example) samples.push(...sampleExample(shards, example, meaning));
    yield;
  }
  return samples;
}

export function countExamples({ keys, examples }: Shard): number {
  return keys.reduce((sum, key, entry) => (key === null ? sum : sum + (examples[entry] ?? 0)), 0);
}

function findExample(shards: ReadonlyMap<string, Shard>, number: number): Example | null {
  let before = 0;
  for (const shard of shards.values()) {
    for (const [entry, key] of shard.keys.entries()) {
      const own = key === null ? 0 : (shard.examples[entry] ?? 0);
      if (number < before + own) return { shard, entry, at: number - before };
      before += own;
    }
  }
  return null;
}

function sampleExample(
  shards: ReadonlyMap<string, Shard>,
  { shard, entry, at }: Example,
  search: MeaningSearch | null,
): Sample[] {
  const read = entryAt(shard, entry);
  const text = read?.article.questions[at];
  if (read === null || text === undefined) return [];
  const { articleKey } = read.article;
  const question = { text, language: shard.language };
  // The title and the tags stand before the questions and are not asked by anybody.
  const document = documentsOf(shard, "questions", entry).to - (shard.examples[entry] ?? 0) + at;
  const { language } = shard;
  const meanings = search?.readOwn(readTokens(text, language), language) ?? null;
  const without = (own: typeof meanings) => search && { search, leftOut: { articleKey, language, meanings: own } };
  const leaveOut: LeaveOut = (other) =>
    other === shard ? { entry, passages: null, questions: { from: document, to: document + 1 } } : NOTHING_LEFT_OUT;
  const known = rankArticles(shards, question, leaveOut, without(meanings));
  const unknown = rankArticles(shards, question, leaveOutArticle(articleKey), without(null));
  const asked = [
    // An answer from the wrong article is as bad as an answer to the unanswerable.
    {
      features: measureEvidence(known.articles, known.strangeness),
      isPositive: known.articles[0]?.articleKey === articleKey,
    },
    { features: measureEvidence(unknown.articles, unknown.strangeness), isPositive: false },
  ];
  return asked.flatMap(({ features, isPositive }) => (features === null ? [] : [{ features, isPositive, weight: 1 }]));
}

export function leaveOutArticle(articleKey: ArticleKey): LeaveOut {
  return (shard) => {
    const entry = shard.places.get(articleKey) ?? -1;
    return entry < 0
      ? NOTHING_LEFT_OUT
      : { entry, passages: documentsOf(shard, "passages", entry), questions: documentsOf(shard, "questions", entry) };
  };
}
