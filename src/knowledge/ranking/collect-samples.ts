/**
 * Teaches the confidence from the knowledge base alone: each example question is asked once as if it had not been
 * written (it should be answered) and once as if its article had not been written in any language (it should not).
 */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Shard } from "./build-shard.ts";
import type { Sample } from "./fit-logistic.ts";
import { measureEvidence } from "./measure-evidence.ts";
import { type LeaveOut, rankArticles } from "./rank-articles.ts";

interface Example {
  readonly shard: Shard;
  readonly entry: number;
  /** Its document in the shard's question fields. */
  readonly document: number;
  readonly text: string;
}

/** At most `limit` example questions, spread evenly over the whole base. */
export function collectSamples(shards: ReadonlyMap<string, Shard>, limit: number): Sample[] {
  const examples = Array.from(shards.values()).flatMap(examplesOf);
  const step = Math.max(1, examples.length / limit);
  const samples: Sample[] = [];
  for (let at = 0; at < examples.length; at += step) {
    const example = examples[Math.floor(at)];
    if (example) samples.push(...sampleExample(shards, example));
  }
  return samples;
}

function examplesOf(shard: Shard): Example[] {
  return shard.entries.flatMap(({ article }, entry) => {
    const end = shard.questionStarts[entry + 1] ?? 0;
    // The title and the tags stand before the questions and are not asked by anybody.
    return article.questions.map((text, at) => ({
      shard,
      entry,
      document: end - article.questions.length + at,
      text,
    }));
  });
}

function sampleExample(shards: ReadonlyMap<string, Shard>, example: Example): Sample[] {
  const { shard, entry, document, text } = example;
  const articleKey = shard.entries[entry]?.article.articleKey;
  if (articleKey === undefined) return [];
  const question = { text, language: shard.language };
  const { articles: known } = rankArticles(shards, question, (other) => ({
    passages: null,
    questions: other === shard ? (one) => one === document : null,
  }));
  const { articles: unknown } = rankArticles(shards, question, leaveOutArticle(articleKey));
  const asked = [
    // An answer from the wrong article is as bad as an answer to the unanswerable.
    { features: measureEvidence(known), isPositive: known[0]?.articleKey === articleKey },
    { features: measureEvidence(unknown), isPositive: false },
  ];
  return asked.flatMap(({ features, isPositive }) => (features === null ? [] : [{ features, isPositive, weight: 1 }]));
}

export function leaveOutArticle(articleKey: ArticleKey): LeaveOut {
  return (shard) => {
    const entry = shard.places.get(articleKey) ?? -1;
    const inRange = (starts: Uint32Array) => {
      const from = starts[entry] ?? 0;
      const to = starts[entry + 1] ?? 0;
      return entry < 0 ? null : (document: number) => document >= from && document < to;
    };
    return { passages: inRange(shard.passageStarts), questions: inRange(shard.questionStarts) };
  };
}
