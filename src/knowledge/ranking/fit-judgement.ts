/** Fits the confidence to one knowledge base, when it is large enough to teach anything. */
import type { MeaningSearch } from "../lexicon/create-meaning-search.ts";
import type { Shard } from "./build-shard.ts";
import { type Bars, type Judgement, SHIPPED_JUDGEMENT, SHIPPED_WITH_GLOSSARY } from "./choose-verdict.ts";
import { type AskedSample, collectSamples } from "./collect-samples.ts";
import { applyLogistic, fitLogistic, type LogisticModel, type Sample } from "./fit-logistic.ts";
import { PLAIN_EVIDENCE } from "./measure-evidence.ts";

/** Articles with example questions. Below, leaving one out leaves a hole that no real stranger's question has. */
const MIN_ARTICLES = 50;
/** Enough for sixteen features; more would only take time. */
const MAX_EXAMPLES = 200;
/** What is left out of a base is not quite what strangers ask: no piece of evidence may decide alone. Flat from 0.03 to 0.1. */
const PENALTY = 0.1;
/** One in ten of the questions that should not be answered gets through; in the field it was one in fifty. */
const ANSWER_PERCENTILE = 0.9;
const CLARIFY_PERCENTILE = 0.5;

/** Stops after each question it asks itself: in a large base the whole takes seconds. */
export function* fitJudgement(
  shards: ReadonlyMap<string, Shard>,
  meaning: MeaningSearch | null = null,
): Generator<void, Judgement> {
  const taught = new Set<string>();
  for (const { keys, examples } of shards.values()) {
    for (const [entry, key] of keys.entries()) if (key !== null && (examples[entry] ?? 0) > 0) taught.add(key);
  }
  const shipped = shippedFor(meaning);
  if (taught.size < MIN_ARTICLES) return shipped;
  const samples = yield* collectSamples(shards, MAX_EXAMPLES, meaning);
  const recognised = samples.filter(({ features }) => features.length > PLAIN_EVIDENCE);
  const plain = samples.map((sample) => ({ ...sample, features: sample.features.slice(0, PLAIN_EVIDENCE) }));
  return { recognised: fitBars(recognised, shipped.recognised), plain: fitBars(plain, shipped.plain) };
}

function fitBars(samples: readonly AskedSample[], shipped: Bars): Bars {
  const size = samples[0]?.features.length ?? 0;
  const fitted = fitLogistic(samples, size, PENALTY);
  // Odd material, say the same question in every article, can fool a fit; it must at least rank as well as ours.
  if (size === 0 || separation(fitted, samples) < separation(shipped.model, samples)) return shipped;
  const negatives = samples
    .filter(({ isPositive, isMadeUp }) => !isPositive && !isMadeUp)
    .map(({ features }) => applyLogistic(fitted, features))
    .sort((one, other) => one - other);
  return {
    model: fitted,
    answerFrom: percentile(negatives, ANSWER_PERCENTILE),
    clarifyFrom: percentile(negatives, CLARIFY_PERCENTILE),
  };
}

export function shippedFor(meaning: MeaningSearch | null): Judgement {
  return meaning === null ? SHIPPED_JUDGEMENT : SHIPPED_WITH_GLOSSARY;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 1;
}

/** The chance that a positive is held surer than a negative (area under the ROC curve). */
export function separation(model: LogisticModel, samples: readonly Sample[]): number {
  const ranked = samples
    .map(({ features, isPositive }) => ({ value: applyLogistic(model, features), isPositive }))
    .sort((one, other) => one.value - other.value);
  let below = 0;
  let won = 0;
  for (const { isPositive } of ranked) {
    if (isPositive) won += below;
    else below += 1;
  }
  const positives = ranked.length - below;
  return positives === 0 || below === 0 ? 0 : won / (positives * below);
}
