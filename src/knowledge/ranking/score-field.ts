/** Scores of the documents of a field for one question, as shares of a good match, so that fields can be added up. */
import type { WeightedTerm } from "../analyse-text.ts";
import type { Grouping, TextField } from "./text-field.ts";

/** Documents that a scoring run must act as if they were not there; null for none. */
export type Skipped = ((document: number) => boolean) | null;

interface FoundTerm {
  readonly from: number;
  readonly to: number;
  readonly worth: number;
}

/**
 * Adds each document's score to `scores`. One is what a document of average length that has every term once gets; a
 * term nobody has counts as if it were the rarest.
 */
export function scoreDocuments(
  field: TextField,
  terms: readonly WeightedTerm[],
  scores: Float32Array,
  skipped: Skipped,
): void {
  const countDocuments = (from: number, to: number) => countKept(field, from, to, skipped);
  for (const { from, to, worth } of weighPostings(field, terms, field.lengths.length, countDocuments)) {
    const gain = worth * (field.settings.k1 + 1);
    for (let read = from; read < to; read += 1) {
      const document = field.documents[read] ?? 0;
      if (skipped !== null && skipped(document)) continue;
      const count = field.counts[read] ?? 0;
      scores[document] = (scores[document] ?? 0) + (gain * count) / (count + (field.norms[document] ?? 0));
    }
  }
}

/** The same for groups: rarity counts groups, and repetition counts over all documents of a group. */
export function scoreGroups(
  grouping: Grouping,
  terms: readonly WeightedTerm[],
  scores: Float32Array,
  skipped: Skipped,
): void {
  const { field, settings, norms } = grouping;
  const countGroups = (from: number, to: number) => {
    let groups = 0;
    eachGroup(grouping, { from, to }, skipped, () => (groups += 1));
    return groups;
  };
  for (const found of weighPostings(field, terms, norms.length, countGroups)) {
    const gain = found.worth * (settings.k1 + 1);
    eachGroup(grouping, found, skipped, (group, count) => {
      scores[group] = (scores[group] ?? 0) + (gain * count) / (count + (norms[group] ?? 0));
    });
  }
}

/** Postings of the terms that occur, each with its share of the best possible score. */
function weighPostings(
  field: TextField,
  terms: readonly WeightedTerm[],
  total: number,
  countHolders: (from: number, to: number) => number,
): FoundTerm[] {
  let best = 0;
  const found: FoundTerm[] = [];
  for (const { term, weight } of terms) {
    const id = field.vocabulary.get(term);
    const from = id === undefined ? 0 : (field.starts[id] ?? 0);
    const to = id === undefined ? 0 : (field.starts[id + 1] ?? 0);
    const worth = weight * rarity(total, to > from ? countHolders(from, to) : 0);
    best += worth;
    if (to > from) found.push({ from, to, worth });
  }
  return best === 0 ? [] : found.map(({ from, to, worth }) => ({ from, to, worth: worth / best }));
}

/** Inverse document frequency, never negative. What nobody has counts as held by half a document. */
export function rarity(total: number, holders: number): number {
  const held = Math.min(Math.max(holders, 0.5), total + 0.5);
  return Math.log(1 + (total - held + 0.5) / (held + 0.5));
}

function countKept(field: TextField, from: number, to: number, skipped: Skipped): number {
  if (skipped === null) return to - from;
  let count = 0;
  for (let read = from; read < to; read += 1) if (!skipped(field.documents[read] ?? 0)) count += 1;
  return count;
}

function eachGroup(
  { field, ownerOf }: Grouping,
  range: { readonly from: number; readonly to: number },
  skipped: Skipped,
  take: (group: number, count: number) => void,
): void {
  let current = -1;
  let count = 0;
  for (let read = range.from; read < range.to; read += 1) {
    const document = field.documents[read] ?? 0;
    if (skipped !== null && skipped(document)) continue;
    const group = ownerOf[document] ?? 0;
    if (group !== current) {
      if (count > 0) take(current, count);
      current = group;
      count = 0;
    }
    count += field.counts[read] ?? 0;
  }
  if (count > 0) take(current, count);
}
