/** Finds every cue phrase in a normalised clause: from each place where a word may begin to each where one may end. */
import type { CueList } from "./cue-lists.ts";
import { firstSigns, type PhraseIndex, type PhraseUse } from "./index-phrases.ts";
import { isUnspaced } from "./normalise-clause.ts";

export interface Span<List extends string = CueList> extends PhraseUse<List> {
  readonly start: number;
  readonly end: number;
}

/** Arabic writes "and", "by", "to" and "the" onto the word. */
const ARABIC_PREFIX = /^[وف]?(?:لل|[بلك]?ال|[بلك])?/u;
const ARABIC = /\p{Script=Arabic}/u;
/** A star stands for an ending, not for a different word of three letters. */
const MIN_OPEN_LENGTH = 3;

export function findPhrases<List extends string>(clause: string, index: PhraseIndex<List>): readonly Span<List>[] {
  const { starts, ends } = findEdges(clause);
  const spans: Span<List>[] = [];
  for (const start of starts) {
    for (const from of readingStarts(clause, start)) {
      // A clause of one sign, or a phrase of one sign followed by a space, has a key of its own.
      const reach = Math.max(
        index.longest.get(firstSigns(clause, from)) ?? 0,
        index.longest.get(clause.charAt(from)) ?? 0,
      );
      if (reach > 0) spans.push(...findFrom(clause, { start, from, reach }, ends, index));
    }
  }
  return spans;
}

interface Reading {
  readonly start: number;
  readonly from: number;
  readonly reach: number;
}

function findFrom<List extends string>(
  clause: string,
  { start, from, reach }: Reading,
  ends: readonly number[],
  index: PhraseIndex<List>,
): readonly Span<List>[] {
  const spans: Span<List>[] = [];
  let previousEnd = from;
  for (const end of ends) {
    if (end <= from) continue;
    for (const use of index.closed.get(clause.slice(from, end)) ?? []) spans.push({ ...use, start, end });
    const shortest = Math.max(previousEnd + 1, from + MIN_OPEN_LENGTH);
    for (let stop = shortest; stop <= Math.min(end, from + reach); stop += 1) {
      for (const use of index.open.get(clause.slice(from, stop)) ?? []) spans.push({ ...use, start, end });
    }
    // An open phrase may be shorter than the word it begins, so one end beyond the reach is looked at.
    if (end - from >= reach) break;
    previousEnd = end;
  }
  return spans;
}

/** Every word's edges; between signs of an unspaced script, every place is an edge. */
function findEdges(clause: string): { readonly starts: readonly number[]; readonly ends: readonly number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let before = " ";
  for (let at = 0; at < clause.length; at += 1) {
    const sign = clause.charAt(at);
    const isFree = sign !== " " && isUnspaced(String.fromCodePoint(clause.codePointAt(at) ?? 0x20));
    if (sign !== " " && (before === " " || isFree || isUnspaced(before))) starts.push(at);
    if (before !== " " && at > 0 && (sign === " " || isFree || isUnspaced(before))) ends.push(at);
    before = sign;
  }
  if (clause !== "") ends.push(clause.length);
  return { starts, ends };
}

function readingStarts(clause: string, start: number): readonly number[] {
  if (!ARABIC.test(clause.charAt(start))) return [start];
  const word = clause.slice(start, start + 4);
  const starts = new Set([start]);
  if (/^[وف]/u.test(word)) starts.add(start + 1);
  starts.add(start + (ARABIC_PREFIX.exec(word)?.[0].length ?? 0));
  const withoutAnd = /^[وف]?[بلك]?/u.exec(word)?.[0].length ?? 0;
  starts.add(start + withoutAnd);
  return [...starts];
}
