/**
 * Finds thousands of phrases in a clause at once, by their first two signs. One pattern of alternatives would say the
 * same, but the engine takes seconds to compile it.
 */

export interface PhrasePlace {
  readonly index: number;
  readonly end: number;
}

/** Places of every list in one clause; of several phrases at one place the longest, and none overlapping. */
export type PhrasePlaces = ReadonlyMap<number, readonly PhrasePlace[]>;

export interface Phrase {
  /** Normalised; a star stands for the rest of a word. */
  readonly text: string;
  /** Whoever asks later names the list by this number. */
  readonly list: number;
}

interface Candidate {
  readonly list: number;
  /** The text between the stars. */
  readonly pieces: readonly string[];
  readonly beginsAtWord: boolean;
  readonly endsAtWord: boolean;
  readonly mayHavePrefix: boolean;
}

export type PhraseIndex = ReadonlyMap<string, readonly Candidate[]>;

/** Signs of scripts that put spaces between words; a phrase of these begins and ends where a word does. */
const SPACED = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{N}]/u;
/** Arabic writes "and", "by", "to" and "the" onto the word. */
const ARABIC_PREFIX = /(?<![\p{Script=Arabic}])[وف]?(?:لل|[بلك]?(?:ال)?)$/u;
const ARABIC = /^\p{Script=Arabic}/u;
const KEY_LENGTH = 2;

export function indexPhrases(phrases: readonly Phrase[]): PhraseIndex {
  const index = new Map<string, Candidate[]>();
  for (const { text, list } of phrases) {
    const pieces = text.split("*");
    const words = text.replaceAll("*", "");
    if (words === "") continue;
    const candidate: Candidate = {
      list,
      pieces,
      beginsAtWord: isSpaced(words, 0),
      endsAtWord: !text.endsWith("*") && isSpaced(words, words.length - 1),
      mayHavePrefix: ARABIC.test(words),
    };
    const key = (pieces[0] ?? "").slice(0, KEY_LENGTH);
    const bucket = index.get(key);
    if (bucket) bucket.push(candidate);
    else index.set(key, [candidate]);
  }
  return index;
}

export function findPhrases(clause: string, index: PhraseIndex): PhrasePlaces {
  const found = new Map<number, PhrasePlace[]>();
  for (let at = 0; at < clause.length; at += 1) {
    for (let length = KEY_LENGTH; length >= 0; length -= 1) {
      for (const candidate of index.get(clause.slice(at, at + length)) ?? []) {
        const end = matchAt(clause, at, candidate);
        if (end !== null) keepLongest(found, candidate.list, { index: at, end });
      }
    }
  }
  return found;
}

function keepLongest(found: Map<number, PhrasePlace[]>, list: number, place: PhrasePlace): void {
  const places = found.get(list);
  const last = places?.at(-1);
  if (!places || !last) found.set(list, [place]);
  else if (place.index >= last.end) places.push(place);
  else if (place.index === last.index && place.end > last.end) places[places.length - 1] = place;
}

function matchAt(clause: string, at: number, candidate: Candidate): number | null {
  if (candidate.beginsAtWord && !beginsWord(clause, at, candidate.mayHavePrefix)) return null;
  const end = matchPieces(clause, at, candidate.pieces);
  if (end === null || (candidate.endsAtWord && isSpaced(clause, end))) return null;
  return end;
}

function beginsWord(clause: string, at: number, mayHavePrefix: boolean): boolean {
  if (at === 0 || !isSpaced(clause, at - 1)) return true;
  return mayHavePrefix && ARABIC_PREFIX.test(clause.slice(Math.max(0, at - 5), at));
}

/** Between two pieces any rest of a word may stand; the last star takes all of it. */
function matchPieces(clause: string, at: number, pieces: readonly string[]): number | null {
  const [piece = "", ...rest] = pieces;
  if (!clause.startsWith(piece, at)) return null;
  const end = at + piece.length;
  if (rest.length === 0) return end;
  let wordEnd = end;
  while (wordEnd < clause.length && isSpaced(clause, wordEnd)) wordEnd += 1;
  if (rest.length === 1 && rest[0] === "") return wordEnd;
  for (let next = wordEnd; next >= end; next -= 1) {
    const found = matchPieces(clause, next, rest);
    if (found !== null) return found;
  }
  return null;
}

function isSpaced(text: string, at: number): boolean {
  const sign = text[at];
  return sign !== undefined && SPACED.test(sign);
}
