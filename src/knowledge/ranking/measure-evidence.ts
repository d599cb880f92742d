/** Numbers that tell an answer that was found from a likeness that was found. The features of the confidence. */
import type { WeightedTerm } from "../analyse-text.ts";
import type { RankedArticle } from "./rank-articles.ts";
import type { FieldView } from "./build-shard.ts";
import { countHolders, countPostings, rarity } from "./score-field.ts";
import { documentsOf, type LeftOut, NOTHING_LEFT_OUT, type ShardScores } from "./score-shard.ts";

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
  "meaning-match",
  "meaning-margin",
  "strangeness",
  "recognition",
  "recognition-margin",
  "familiarity",
] as const;

/** So many of them need no classifier. */
export const PLAIN_EVIDENCE = 13;

/** Votes are cast by this many nearest example questions. */
const VOTERS = 10;
/**
 * The last ones only for an article that the classifier of its language was trained on. Null when nothing was found, or
 * nothing was asked: "and what about it?" has no word that any article could answer.
 */
export function measureEvidence(ranked: readonly RankedArticle[], strangeness: number): number[] | null {
  const [top, second] = ranked;
  if (top === undefined || top.found.question.words.every(({ weight }) => weight < 1)) return null;
  const { found, entry } = top;
  const { shard, question } = found;
  const from = shard.passageStarts[entry] ?? 0;
  const to = shard.passageStarts[entry + 1] ?? 0;
  const words = Math.max(greatestIn(found.passageWords, from, to), found.bankWords[entry] ?? 0);
  const grams = Math.max(greatestIn(found.passageGrams, from, to), found.bankGrams[entry] ?? 0);
  const held = holdingOf(found, entry, "words");
  const gramsHeld = holdingOf(found, entry, "grams");
  return [
    words,
    grams,
    greatestIn(found.passages, from, to),
    found.nearest[entry] ?? 0,
    share(held.covered, held.whole),
    share(gramsHeld.covered, gramsHeld.whole),
    // Not as a share of the first: far ahead of nothing is no reason to answer.
    top.score - (second?.score ?? 0),
    voteFor(found, entry),
    agreementOn(found, entry),
    1 - 1 / (1 + weightOf(question.words)),
    top.meaning,
    top.meaning - ranked.reduce((most, each) => (each === top ? most : Math.max(most, each.meaning)), 0),
    strangeness,
    ...recognitionOf(found, entry),
  ];
}

function recognitionOf({ recognition }: ShardScores, entry: number): number[] {
  const own = recognition?.shares[entry] ?? -1;
  if (recognition === null || own < 0) return [];
  let other = 0;
  for (const [at, share] of recognition.shares.entries()) if (at !== entry && share > other) other = share;
  return [own, own - other, recognition.familiarity];
}

function greatestIn(values: Float32Array, from: number, to: number): number {
  let most = 0;
  for (let at = from; at < to; at += 1) if ((values[at] as number) > most) most = values[at] as number;
  return most;
}

function weightOf(terms: readonly WeightedTerm[]): number {
  return terms.reduce((sum, { weight }) => sum + weight, 0);
}

interface Holding {
  readonly whole: number;
  readonly covered: number;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** How much of the question, by rarity among entries, occurs anywhere in the entry. */
function holdingOf(found: ShardScores, entry: number, kind: "words" | "grams"): Holding {
  const { shard, question, leftOut } = found;
  const view = question.spelling[kind];
  let whole = 0;
  let covered = 0;
  for (const { ids, weight } of found[kind]) {
    let held = countHolders(view, ids, "entryHolders");
    const isLost = leftOut.entry >= 0 && isHeld(found, view, { ids, entry: leftOut.entry, leftOut: NOTHING_LEFT_OUT });
    if (isLost && !isHeld(found, view, { ids, entry: leftOut.entry, leftOut })) held -= 1;
    const worth = weight * rarity(shard.places.size, held);
    whole += worth;
    if (isHeld(found, view, { ids, entry, leftOut })) covered += worth;
  }
  return { whole, covered };
}

interface Occurrence {
  readonly ids: readonly number[];
  readonly entry: number;
  readonly leftOut: LeftOut;
}

function isHeld({ shard }: ShardScores, view: FieldView, { ids, entry, leftOut }: Occurrence): boolean {
  return (["passages", "questions"] as const).some((set) => {
    const skipped = leftOut.entry === entry ? leftOut[set] : null;
    const held = countPostings(view, ids, set, documentsOf(shard, set, entry));
    return held > (skipped === null || held === 0 ? 0 : countPostings(view, ids, set, skipped));
  });
}

/** The share of the nearest example questions that belong to the entry, each vote as heavy as it is near. */
function voteFor({ questions, nearest, shard }: ShardScores, entry: number): number {
  const voters: { readonly score: number; readonly isOwn: boolean }[] = [];
  let bar = 0;
  for (let owner = 0; owner < nearest.length; owner += 1) {
    // Most entries have no question near enough, and need not be looked through.
    if ((nearest[owner] as number) <= bar) continue;
    const { from, to } = documentsOf(shard, "questions", owner);
    for (let document = from; document < to; document += 1) {
      const score = questions[document] as number;
      if (score <= bar) continue;
      const place = voters.findIndex((voter) => voter.score < score);
      voters.splice(place < 0 ? voters.length : place, 0, { score, isOwn: owner === entry });
      voters.length = Math.min(voters.length, VOTERS);
      bar = voters.length < VOTERS ? 0 : (voters[VOTERS - 1]?.score ?? 0);
    }
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
    const { from, to } = documentsOf(shard, "passages", entry);
    const own = Math.max(greatestIn(passages, from, to), banks[entry] ?? 0);
    return own > 0 && own >= greatestIn(passages, 0, passages.length) && own >= greatestIn(banks, 0, banks.length);
  };
  const byWords = isFirst(found.passageWords, found.bankWords) ? 0.5 : 0;
  return byWords + (isFirst(found.passageGrams, found.bankGrams) ? 0.5 : 0);
}
