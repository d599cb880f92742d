/** Scores of the documents of a field for one question (BM25), as shares of a good match, so that fields can be added up. */
import type { WeightedTerm } from "../analyse-text.ts";
import { countBetween, type Postings, type TextField } from "../segments/text-field.ts";
import type { FieldView, Population } from "./build-shard.ts";

/** From `from` up to `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Documents to act as if they were not there, all of one entry, whose documents are `owner`; null for none. */
export type Skipped = (Range & { readonly owner: Range }) | null;

/** Robertson and Zaragoza 2009. */
interface FieldSettings {
  /** How soon repeating a term stops helping. */
  readonly k1: number;
  /** How much a long text is marked down, 0..1. */
  readonly b: number;
}

/** Measured on passages of 100 to 150 words, and the usual choice for short texts of even length. */
export const SETTINGS: Readonly<Record<"passages" | "questions", FieldSettings>> = {
  passages: { k1: 0.9, b: 0.75 },
  questions: { k1: 1.2, b: 0.5 },
};

/** A term of the question, looked up once in every part of a field. */
export interface FoundTerm {
  readonly weight: number;
  /** Its number in each part, -1 where nobody uses it. */
  readonly ids: readonly number[];
}

export function findTerms({ parts }: FieldView, terms: readonly WeightedTerm[]): FoundTerm[] {
  return terms.map(({ term, weight }) => ({ weight, ids: parts.map(({ field }) => field.terms.find(term)) }));
}

export type HolderKind = "passages" | "questions" | "bankHolders" | "entryHolders";

/** How many living documents, banks or entries hold a term. */
export function countHolders({ parts }: FieldView, ids: readonly number[], kind: HolderKind): number {
  let holders = 0;
  for (const [at, id] of ids.entries()) {
    const field = parts[at]?.field;
    if (id < 0 || field === undefined) continue;
    holders += (kind === "passages" || kind === "questions" ? field[kind].holders : field[kind])[id] ?? 0;
  }
  return holders;
}

export function holdersOf(view: FieldView, term: string, kind: HolderKind): number {
  return countHolders(
    view,
    view.parts.map(({ field }) => field.terms.find(term)),
    kind,
  );
}

/** Inverse document frequency, never negative. What nobody has counts as held by half a document. */
export function rarity(total: number, holders: number): number {
  const held = Math.min(Math.max(holders, 0.5), total + 0.5);
  return Math.log(1 + (total - held + 0.5) / (held + 0.5));
}

export interface Scoring {
  /** Zeros that become the scores, one a document, those that were taken away too. */
  readonly scores: Float32Array;
  readonly skipped: Skipped;
}

/**
 * Each document's score. One is what a document of average length that has every term once gets; a term nobody has
 * counts as if it were the rarest.
 */
export function scoreDocuments(
  view: FieldView,
  set: "passages" | "questions",
  terms: readonly FoundTerm[],
  { scores, skipped }: Scoring,
): Float32Array {
  const settings = SETTINGS[set];
  const gains = weighGains(view[set], settings, terms, ({ ids }) => {
    const held = countHolders(view, ids, set);
    return skipped === null ? held : held - countPostings(view, ids, set, skipped);
  });
  const norm = normOf(settings, view[set]);
  for (const [part, { field, bases }] of view.parts.entries()) {
    const own = scores.subarray(bases[set]);
    for (const [at, { ids }] of terms.entries()) {
      const id = ids[part] ?? -1;
      if (id >= 0) addScores(field[set], id, { gain: gains[at] ?? 0, ...norm }, own);
    }
  }
  if (skipped !== null) scores.fill(0, skipped.from, skipped.to);
  return scores;
}

/** The same for each entry's questions taken together: rarity counts entries, repetition counts over all of them. */
export function scoreBanks(view: FieldView, terms: readonly FoundTerm[], { scores, skipped }: Scoring): Float32Array {
  const gains = weighGains(view.banks, SETTINGS.questions, terms, ({ ids }) => {
    const held = countHolders(view, ids, "bankHolders");
    return skipped !== null && isLost(view, ids, skipped) ? held - 1 : held;
  });
  const norm = normOf(SETTINGS.questions, view.banks);
  for (const [part, { field, owners, bases }] of view.parts.entries()) {
    const own = scores.subarray(bases.entries);
    const gap = skipped && { from: skipped.from - bases.questions, to: skipped.to - bases.questions };
    for (const [at, { ids }] of terms.entries()) {
      const id = ids[part] ?? -1;
      if (id >= 0) addBanks({ field, owners, gap }, id, { gain: gains[at] ?? 0, ...norm }, own);
    }
  }
  return scores;
}

export interface Impact {
  readonly gain: number;
  /** What of the BM25 denominator does not depend on the term is `fixed + perTerm * length`. */
  readonly fixed: number;
  readonly perTerm: number;
}

export function normOf({ k1, b }: FieldSettings, { averageLength }: Population): Pick<Impact, "fixed" | "perTerm"> {
  return { fixed: k1 * (1 - b), perTerm: (k1 * b) / averageLength };
}

/** Each term's share of the best possible score, times what repeating can make of it. */
export function weighGains(
  { size }: Population,
  { k1 }: FieldSettings,
  terms: readonly FoundTerm[],
  countHolders: (term: FoundTerm, at: number) => number,
): number[] {
  const worths = terms.map((term, at) => term.weight * rarity(size, countHolders(term, at)));
  const best = worths.reduce((sum, worth) => sum + worth, 0);
  return worths.map((worth) => (best === 0 ? 0 : (worth / best) * (k1 + 1)));
}

/**
 * The loops that a search is spent in; `as` because a check per posting would cost more than the sum. Both give back
 * the highest score that they left behind.
 */
export function addScores(postings: Postings, id: number, impact: Impact, scores: Float32Array): number {
  const { gain, fixed, perTerm } = impact;
  const { documents, counts, lengths, starts } = postings;
  let most = 0;
  for (let read = starts[id] as number, end = starts[id + 1] as number; read < end; read += 1) {
    const document = documents[read] as number;
    const count = counts[read] as number;
    const norm = fixed + perTerm * (lengths[document] as number);
    const score = (scores[document] as number) + (gain * count) / (count + norm);
    scores[document] = score;
    if (score > most) most = score;
  }
  return most;
}

interface BankPart {
  readonly field: TextField;
  readonly owners: Uint16Array;
  readonly gap: Range | null;
}

/** A term that more than an eighth of the entries hold is added up entry by entry: no step of that is a guess. */
const DENSE = 8;

export function addBanks(part: BankPart, id: number, impact: Impact, scores: Float32Array): number {
  const { bankLengths, bankHolders } = part.field;
  return part.gap === null && (bankHolders[id] as number) * DENSE > bankLengths.length
    ? addDenseBanks(part.field, part.owners, { id, ...impact }, scores)
    : addSparseBanks(part, id, impact, scores);
}

/** One for all terms: as many arrays as a question has terms would be thrown away at once. */
let scratch = new Float32Array();

function clearSums(size: number): Float32Array {
  if (scratch.length < size) scratch = new Float32Array(size * 2);
  return scratch.subarray(0, size).fill(0);
}

function addDenseBanks(
  { bankLengths, questions }: TextField,
  owners: Uint16Array,
  { id, gain, fixed, perTerm }: Impact & { readonly id: number },
  scores: Float32Array,
): number {
  const { documents, counts, starts } = questions;
  const sums = clearSums(bankLengths.length);
  for (let read = starts[id] as number, end = starts[id + 1] as number; read < end; read += 1) {
    const owner = owners[documents[read] as number] as number;
    sums[owner] = (sums[owner] as number) + (counts[read] as number);
  }
  let most = 0;
  for (let owner = 0; owner < sums.length; owner += 1) {
    const sum = sums[owner] as number;
    const score = (scores[owner] as number) + (gain * sum) / (sum + fixed + perTerm * (bankLengths[owner] as number));
    scores[owner] = score;
    if (score > most) most = score;
  }
  return most;
}

function addSparseBanks(
  { field, owners, gap }: BankPart,
  id: number,
  { gain, fixed, perTerm }: Impact,
  scores: Float32Array,
): number {
  const { bankLengths } = field;
  const { documents, counts, starts } = field.questions;
  const [from, to] = gap === null ? [0, 0] : [gap.from, gap.to];
  let most = 0;
  for (let read = starts[id] as number, end = starts[id + 1] as number; read < end; ) {
    const owner = owners[documents[read] as number] as number;
    let sum = 0;
    for (; read < end && owners[documents[read] as number] === owner; read += 1) {
      const document = documents[read] as number;
      if (document < from || document >= to) sum += counts[read] as number;
    }
    if (sum === 0) continue;
    const score = (scores[owner] as number) + (gain * sum) / (sum + fixed + perTerm * (bankLengths[owner] as number));
    scores[owner] = score;
    if (score > most) most = score;
  }
  return most;
}

/** Postings of a term in a range of the shard's documents. */
export function countPostings(
  { parts }: FieldView,
  ids: readonly number[],
  set: "passages" | "questions",
  range: Range,
): number {
  let count = 0;
  for (const [at, { field, bases }] of parts.entries()) {
    const id = ids[at] ?? -1;
    if (id >= 0) count += countBetween(field[set], id, range.from - bases[set], range.to - bases[set]);
  }
  return count;
}

/** Whether the owner of what is skipped held the term there and nowhere else in its questions. */
function isLost(view: FieldView, ids: readonly number[], skipped: NonNullable<Skipped>): boolean {
  const inSkipped = countPostings(view, ids, "questions", skipped);
  return inSkipped > 0 && inSkipped === countPostings(view, ids, "questions", skipped.owner);
}
