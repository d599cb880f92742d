/** One search: ranked articles, the passages to quote from them, and what follows from how sure we are. */
import type { ClarifyChoice, Extract, MergeFound, Passage, ScoredPassage, SearchQuery } from "../contracts/answer.ts";
import { extractQuotes, type Rival } from "./extract-quote.ts";
import type { MeaningSearch } from "./lexicon/create-meaning-search.ts";
import { mergeLists } from "./merge-lists.ts";
import { coverPlaces, readAskedPlaces } from "./places/cover-places.ts";
import { entryAt, type Shard } from "./ranking/build-shard.ts";
import { chooseVerdict, type Judgement } from "./ranking/choose-verdict.ts";
import { explainVerdict } from "./ranking/explain-verdict.ts";
import { measureEvidence } from "./ranking/measure-evidence.ts";
import { type RankedArticle, type Ranking, rankArticles } from "./ranking/rank-articles.ts";
import type { ShardScores } from "./ranking/score-shard.ts";

const MAX_ALTERNATIVES = 3;
/** An article this much weaker than the first is not what the buyer meant. */
const ALTERNATIVE_SHARE = 0.4;

/** An article opens with its answer; a later section must fit clearly better to be quoted instead. */
const OPENING_BOOST = 1.25;
/** A passage with a line for the place that is asked about, beside the best one without. */
const PLACE_BOOST = 1;

/** An article in the language it will be shown in: the buyer's where it exists in it, else the one it was found in. */
interface Shown {
  readonly ranked: RankedArticle;
  readonly scores: ShardScores;
  readonly entry: number;
}

export function searchShards(
  shards: ReadonlyMap<string, Shard>,
  judgement: Judgement,
  query: SearchQuery,
  meaning: MeaningSearch | null = null,
): MergeFound {
  const ranking = rankArticles(shards, query, undefined, meaning && { search: meaning, leftOut: null });
  const limit = Number.isFinite(query.limit) ? Math.max(0, Math.trunc(query.limit)) : 0;
  // No passage scores above its article, so the best `limit` passages are in the best `limit` articles.
  const shown = ranking.articles.slice(0, Math.max(limit, MAX_ALTERNATIVES)).map((ranked) => show(ranked, ranking));
  const asked = readAskedPlaces(query.text, query.language);
  const byWords = shown.flatMap((each) => scorePassages(each, asked)).sort((one, other) => other.score - one.score);
  return (...lists) => {
    const passages = mergeLists(shards, { lists, language: query.language }, byWords);
    const evidence = measureEvidence(putFirst(ranking.articles, passages[0]?.passage), ranking.strangeness);
    const judged = chooseVerdict(judgement, evidence);
    return {
      passages: passages.slice(0, limit),
      ...judged,
      extract: extractFrom(passages[0]?.passage, { shown, byWords, asked }),
      alternatives: chooseAlternatives(shown),
      explain: () => explainVerdict(judgement, evidence),
    };
  };
}

function show(ranked: RankedArticle, { own }: Ranking): Shown {
  const entry = own === null ? -1 : placeOf(own.shard, ranked);
  return own === null || entry < 0
    ? { ranked, scores: ranked.found, entry: ranked.entry }
    : { ranked, scores: own, entry };
}

function placeOf(shard: Shard, { articleKey, found, entry }: RankedArticle): number {
  return found.shard === shard ? entry : (shard.places.get(articleKey) ?? -1);
}

/** The best passage of an article scores what the article scores, the others their share of it. */
function scorePassages({ ranked, scores, entry }: Shown, asked: ReadonlySet<string>): ScoredPassage[] {
  const from = scores.shard.passageStarts[entry] ?? 0;
  const passages = entryAt(scores.shard, entry)?.passages ?? [];
  const worded = passages.map((_, at) => (scores.passages[from + at] ?? 0) * (at === 0 ? OPENING_BOOST : 1));
  const highest = Math.max(...worded, 0);
  const own = passages.map((passage, at) => (worded[at] ?? 0) + PLACE_BOOST * highest * placeShare(passage, asked));
  const best = Math.max(...own, 0);
  // Found in another language only: the passage at the same place is most likely its translation.
  const twin = best === 0 ? bestPassageOf(ranked) : -1;
  return passages.map((passage, at) => {
    // Halved, so that being in the right article counts as much as being the right passage of it.
    const share = best > 0 ? (1 + (own[at] ?? 0) / best) / 2 : at === twin ? 1 : 0.5;
    return { passage, score: ranked.score * share };
  });
}

/** Only a list of places: prose that names one in passing says nothing of where this buyer is. */
function placeShare({ text, language }: Passage, asked: ReadonlySet<string>): number {
  if (asked.size === 0) return 0;
  const shares = coverPlaces(
    text.split("\n").filter((line) => line.startsWith("- ")),
    language,
    asked,
  );
  return Math.max(0, ...shares);
}

function bestPassageOf({ found, entry }: RankedArticle): number {
  const from = found.shard.passageStarts[entry] ?? 0;
  const scores = found.passages.subarray(from, found.shard.passageStarts[entry + 1] ?? from);
  return scores.indexOf(Math.max(...scores));
}

/** The article of the first passage leads; with vectors it may not be the one that words put first. */
function putFirst(articles: readonly RankedArticle[], passage: Passage | undefined): readonly RankedArticle[] {
  const first = articles.find(({ articleKey }) => articleKey === passage?.articleKey);
  if (passage === undefined || first === articles[0]) return articles;
  // Nothing but vectors speaks for it: there is no evidence in the sense of the confidence.
  return first === undefined ? [] : [first, ...articles.filter((article) => article !== first)];
}

interface Quotable {
  readonly shown: readonly Shown[];
  readonly byWords: readonly ScoredPassage[];
  readonly asked: ReadonlySet<string>;
}

function extractFrom(passage: Passage | undefined, { shown, byWords, asked }: Quotable): Extract | null {
  if (passage === undefined) return null;
  const read = shown.find(({ scores }) => scores.shard.language === passage.language)?.scores.question ?? null;
  const [first, also] = extractQuotes(passage, { read, places: asked }, findRival(passage, byWords));
  return { ...first, also };
}

/** Fitted to golden questions whose section is known: what a passage's share of the best one's score says of the odds. */
const ODDS_STEEPNESS = 3.4;
/** A passage that is much less likely would only make the answer longer. */
const MIN_ODDS = 0.3;

/** The next passage of the same article, if it may as well be the one that was meant. */
function findRival(passage: Passage, byWords: readonly ScoredPassage[]): Rival | null {
  const ofArticle = byWords.filter(({ passage: each }) => each.articleKey === passage.articleKey);
  const highest = ofArticle[0]?.score ?? 0;
  const shareOf = (scored: ScoredPassage) => (2 * scored.score) / highest - 1;
  const own = ofArticle.find((scored) => scored.passage === passage);
  const next = ofArticle.find((scored) => scored.passage !== passage && scored.passage.language === passage.language);
  if (own === undefined || next === undefined || shareOf(next) <= 0) return null;
  const odds = Math.exp(ODDS_STEEPNESS * (Math.min(1, shareOf(next) / shareOf(own)) - 1));
  return odds < MIN_ODDS ? null : { passage: next.passage, odds };
}

function chooseAlternatives(shown: readonly Shown[]): ClarifyChoice[] {
  const bar = (shown[0]?.ranked.score ?? 0) * ALTERNATIVE_SHARE;
  return shown
    .filter(({ ranked }) => ranked.score >= bar)
    .slice(0, MAX_ALTERNATIVES)
    .map(({ ranked, scores, entry }) => ({
      articleKey: ranked.articleKey,
      label: entryAt(scores.shard, entry)?.article.title ?? ranked.articleKey,
    }));
}
