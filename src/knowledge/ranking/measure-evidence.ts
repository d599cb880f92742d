/** Numbers that tell an answer that was found from a likeness that was found. The features of the confidence. */
import type { WeightedTerm } from "../analyse-text.ts";
import type { RankedArticle } from "./rank-articles.ts";
import { rarity, type Skipped } from "./score-field.ts";
import type { ReadQuestion, ShardScores } from "./score-shard.ts";
import type { TextField } from "./text-field.ts";

/** The order is that of the weights in `choose-verdict.ts`. */
export const EVIDENCE = [
  "word-match",
  "gram-match",
  "passage-match",
  "nearest-question",
  "word-coverage",
  "gram-coverage",
  "margin",
  "vote",
  "agreement",
  "length",
] as const;

/** Votes are cast by this many nearest example questions. */
const VOTERS = 10;
/** Null when nothing was found, or nothing was asked: "and what about it?" has no word that any article could answer. */
export function measureEvidence(ranked: readonly RankedArticle[]): number[] | null {
  const [top, second] = ranked;
  if (top === undefined || top.found.question.words.every(({ weight }) => weight < 1)) return null;
  const { found, entry } = top;
  const { shard, question } = found;
  const from = shard.passageStarts[entry] ?? 0;
  const to = shard.passageStarts[entry + 1] ?? 0;
  const words = Math.max(greatestIn(found.passageWords, from, to), found.bankWords[entry] ?? 0);
  const grams = Math.max(greatestIn(found.passageGrams, from, to), found.bankGrams[entry] ?? 0);
  return [
    words,
    grams,
    greatestIn(found.passages, from, to),
    found.nearest[entry] ?? 0,
    coverageOf(found, entry, "words"),
    coverageOf(found, entry, "grams"),
    // Not as a share of the first: far ahead of nothing is no reason to answer.
    top.score - (second?.score ?? 0),
    voteFor(found, entry),
    agreementOn(found, entry),
    1 - 1 / (1 + weightOf(question.words)),
  ];
}

function greatestIn(values: Float32Array, from: number, to: number): number {
  let most = 0;
  for (let at = from; at < to; at += 1) most = Math.max(most, values[at] ?? 0);
  return most;
}

function weightOf(terms: readonly WeightedTerm[]): number {
  return terms.reduce((sum, { weight }) => sum + weight, 0);
}

/** The share of the question, by rarity among entries, that occurs anywhere in the entry. */
function coverageOf({ shard, question, leftOut }: ShardScores, entry: number, kind: "words" | "grams"): number {
  const [passages, questions] = fieldsOf(question, kind);
  const places: readonly Place[] = [
    { field: passages, starts: shard.passageStarts, skipped: leftOut.passages },
    { field: questions, starts: shard.questionStarts, skipped: leftOut.questions },
  ];
  // Stamped with the number of the term, so that it need not be cleared for each.
  const holders = new Uint32Array(shard.entries.length);
  let whole = 0;
  let covered = 0;
  for (const [at, { term, weight }] of question[kind].entries()) {
    let held = 0;
    for (const place of places) held += markHolders(place, term, holders, at + 1);
    const worth = weight * rarity(holders.length, held);
    whole += worth;
    if (holders[entry] === at + 1) covered += worth;
  }
  return whole === 0 ? 0 : covered / whole;
}

function fieldsOf({ spelling }: ReadQuestion, kind: "words" | "grams"): [TextField, TextField] {
  return kind === "words"
    ? [spelling.passageWords, spelling.questionWords]
    : [spelling.passageGrams, spelling.questionGrams];
}

interface Place {
  readonly field: TextField;
  readonly starts: Uint32Array;
  readonly skipped: Skipped;
}

/** The number of entries that had not been marked yet. */
function markHolders({ field, starts, skipped }: Place, term: string, holders: Uint32Array, stamp: number): number {
  const id = field.vocabulary.get(term);
  if (id === undefined) return 0;
  let owner = 0;
  let marked = 0;
  for (let read = field.starts[id] ?? 0, end = field.starts[id + 1] ?? 0; read < end; read += 1) {
    const document = field.documents[read] ?? 0;
    if (skipped?.(document)) continue;
    // Documents ascend, so their owners do.
    while ((starts[owner + 1] ?? Number.POSITIVE_INFINITY) <= document) owner += 1;
    if (holders[owner] === stamp) continue;
    holders[owner] = stamp;
    marked += 1;
  }
  return marked;
}

/** The share of the nearest example questions that belong to the entry, each vote as heavy as it is near. */
function voteFor({ questions, shard }: ShardScores, entry: number): number {
  const from = shard.questionStarts[entry] ?? 0;
  const to = shard.questionStarts[entry + 1] ?? 0;
  const voters: { readonly score: number; readonly isOwn: boolean }[] = [];
  for (const [document, score] of questions.entries()) {
    if (score <= (voters.length < VOTERS ? 0 : (voters[VOTERS - 1]?.score ?? 0))) continue;
    const place = voters.findIndex((voter) => voter.score < score);
    voters.splice(place < 0 ? voters.length : place, 0, { score, isOwn: document >= from && document < to });
    voters.length = Math.min(voters.length, VOTERS);
  }
  let whole = 0;
  let own = 0;
  for (const { score, isOwn } of voters) {
    whole += score;
    if (isOwn) own += score;
  }
  return whole === 0 ? 0 : own / whole;
}

/** 1 when words alone and grams alone would have put this entry first as well, 0.5 when only one would. */
function agreementOn(found: ShardScores, entry: number): number {
  const { shard } = found;
  const isFirst = (passages: Float32Array, banks: Float32Array) => {
    const scoreOf = (place: number) =>
      Math.max(
        greatestIn(passages, shard.passageStarts[place] ?? 0, shard.passageStarts[place + 1] ?? 0),
        banks[place] ?? 0,
      );
    const own = scoreOf(entry);
    return own > 0 && shard.entries.every((_, place) => scoreOf(place) <= own);
  };
  const byWords = isFirst(found.passageWords, found.bankWords) ? 0.5 : 0;
  return byWords + (isFirst(found.passageGrams, found.bankGrams) ? 0.5 : 0);
}
