/** Reads a mistyped word as the one known word it was most likely meant to be. */
import type { Token } from "../analyse-text.ts";
import { functionWordsOf } from "../analysis/function-words.ts";
import { stemWord } from "../analysis/stem-word.ts";
import type { TermTable } from "../segments/term-table.ts";
import { type FieldView, isKnownWord, type Spelling } from "./build-shard.ts";
import { holdersOf } from "./score-field.ts";

/** Shorter stems have too many neighbours: "word" is one letter from "world", "cord", "wood". */
const MIN_LENGTH = 5;
/** Stems so short are only read with two letters swapped or one left out inside: the slips least likely by chance. */
const MIN_LENGTH_TO_GUESS = 4;
/** From this length on, two slips in one word are still recognised. */
const TWO_SLIPS_FROM = 9;
/** A vocabulary larger than this knows most words, and comparing with all of it would take too long. */
const MAX_VOCABULARY = 30_000;
/** More unknown words than this are not slips: it is another language, or noise. */
const MAX_CORRECTIONS = 3;

/** From so many documents on a word is surely one, and may be what a rarer neighbour was meant to be. */
const ESTABLISHED = 3;

/** Words that the shop uses, and those without a near neighbour, stay as they are. */
export function correctTokens(tokens: readonly Token[], language: string, spelling: Spelling): readonly Token[] {
  const functionWords = functionWordsOf(language);
  let corrections = 0;
  let changed = false;
  const corrected = tokens.map((token): Token => {
    if (token.kind !== "spaced" || corrections >= MAX_CORRECTIONS || functionWords.has(token.text)) return token;
    const stem = stemWord(token.text, language);
    if (stem.length < MIN_LENGTH_TO_GUESS || isSurelyMeant(stem, spelling)) return token;
    corrections += 1;
    const neighbour = nearestWord(stem, spelling, isKnownWord(spelling, stem) ? ESTABLISHED : 1);
    if (neighbour === null) return token;
    changed = true;
    return { kind: "spaced", text: neighbour };
  });
  return changed ? corrected : tokens;
}

/** In a text, or in two example questions. In one alone it may be a slip that the merchant noted down on purpose. */
function isSurelyMeant(term: string, { words }: Spelling): boolean {
  return holdersOf(words, term, "passages") > 0 || holdersOf(words, term, "questions") >= 2;
}

interface Neighbour {
  readonly word: string;
  readonly distance: number;
  readonly holders: number;
}

function nearestWord(word: string, { words }: Spelling, minHolders: number): string | null {
  if (countWords(words) > MAX_VOCABULARY) return null;
  const limit = word.length >= TWO_SLIPS_FROM ? 2 : 1;
  const isLong = word.length >= MIN_LENGTH;
  let best: Neighbour | null = null;
  const near = wordsNear(words, word, limit).filter(
    (candidate) => candidate !== word && (isLong ? sharesEdge(word, candidate) : isLikelySlip(word, candidate)),
  );
  // Questions first: what buyers are known to ask is likelier than what the text happens to say.
  for (const set of ["questions", "passages"] as const) {
    let found: Neighbour | null = null;
    for (const candidate of near) {
      const reach: number = found?.distance ?? (best === null ? limit : best.distance - 1);
      const distance = slipsBetween(word, candidate, reach);
      if (distance > reach) continue;
      const holders = holdersOf(words, candidate, set);
      const neighbour = { word: candidate, distance, holders };
      if (holders >= minHolders && (found === null || isNearer(neighbour, found))) found = neighbour;
    }
    best = found ?? best;
  }
  return best?.word ?? null;
}

/** Of two as near, the more common one; then any, but the same each time. */
function isNearer(one: Neighbour, other: Neighbour): boolean {
  if (one.distance !== other.distance) return one.distance < other.distance;
  if (one.holders !== other.holders) return one.holders > other.holders;
  return one.word < other.word;
}

function countWords({ parts }: FieldView): number {
  return parts.reduce((sum, { field }) => sum + field.terms.size, 0);
}

/** Words of about that length that have almost the same letters, whatever their order. */
function wordsNear({ parts }: FieldView, word: string, limit: number): string[] {
  const letters = lettersOf(word);
  const near: string[] = [];
  for (const { field } of parts) {
    for (let size = word.length - limit; size <= word.length + limit; size += 1) {
      const group = groupByLength(field.terms).get(size);
      if (group === undefined) continue;
      for (let at = 0; at < group.words.length; at += 1) {
        // A slip adds or takes away a letter, or both at once; a swap neither.
        if (countBits(letters ^ (group.letters[at] as number)) <= limit * 2) near.push(group.words[at] as string);
      }
    }
  }
  return near;
}

interface WordGroup {
  readonly words: readonly string[];
  readonly letters: Int32Array;
}

/** A table never changes; when its segment goes, this goes with it. */
const groups = new WeakMap<TermTable, ReadonlyMap<number, WordGroup>>();

function groupByLength(terms: TermTable): ReadonlyMap<number, WordGroup> {
  const known = groups.get(terms);
  if (known) return known;
  const byLength = Map.groupBy(
    Array.from({ length: terms.size }, (_, id) => terms.at(id)),
    (word) => word.length,
  );
  const grouped = new Map(
    Array.from(byLength, ([length, words]) => [length, { words, letters: Int32Array.from(words, lettersOf) }]),
  );
  groups.set(terms, grouped);
  return grouped;
}

/** Which letters a word has, some of them sharing a bit: enough to rule out nearly all that are not alike. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function countBits(value: number): number {
  let rest = value - ((value >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function isLikelySlip(word: string, candidate: string): boolean {
  if (word[0] !== candidate[0]) return false;
  if (candidate.length === word.length + 1) return word.at(-1) === candidate.at(-1);
  return candidate.length === word.length && Array.from(word).sort().join("") === Array.from(candidate).sort().join("");
}

/** Hardly anybody mistypes both ends of a word. */
function sharesEdge(one: string, other: string): boolean {
  return one[0] === other[0] || one.at(-1) === other.at(-1);
}

/**
 * Letters changed, missing, too many, or swapped with their neighbour (optimal string alignment). Anything above
 * `limit` comes back as `limit + 1`.
 */
export function slipsBetween(one: string, other: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isPair = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      let slips = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (isPair) slips = Math.min(slips, (beforeLast[column - 2] ?? 0) + 1);
      current.push(slips);
      least = Math.min(least, slips);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[other.length] ?? 0, limit + 1);
}
