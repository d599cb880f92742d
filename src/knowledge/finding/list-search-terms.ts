/**
 * The terms under which a text is found: its words folded, their stems behind a mark, and of script without spaces every
 * stretch of two or three characters.
 */
import { stemWord } from "../analysis/stem-word.ts";
import { foldForSearch } from "./fold-for-search.ts";

export type SearchToken =
  | { readonly kind: "word"; readonly text: string }
  /** Without spaces, or with endings grown to the word as in Korean: found by stretches of `size`. */
  | { readonly kind: "run"; readonly text: string; readonly size: number };

const ALPHABETS = "\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const SYLLABLES = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}々ー";
const TOKENS = new RegExp(
  `([${ALPHABETS}]+)|([${SYLLABLES}]+)|(?:(?![${ALPHABETS}${SYLLABLES}])[\\p{L}\\p{M}\\p{N}])+`,
  "gu",
);
/** Letters tell less than syllables: of two Thai letters every second text has any. */
const ALPHABET_SIZE = 3;
export const SYLLABLE_SIZE = 2;
const MAX_TERM = 48;
const MIN_STEMMED = 3;
/** No word begins with it. */
export const STEM_MARK = "=";

/** Expects folded text. */
export function readSearchTokens(folded: string): readonly SearchToken[] {
  return Array.from(folded.matchAll(TOKENS), ([text, alphabet, syllables]) => {
    if (alphabet !== undefined) return { kind: "run", text, size: ALPHABET_SIZE };
    if (syllables !== undefined) return { kind: "run", text, size: SYLLABLE_SIZE };
    return { kind: "word", text: text.slice(0, MAX_TERM) };
  });
}

export function listSearchTerms(text: string, language: string | null): Set<string> {
  const terms = new Set<string>();
  for (const token of readSearchTokens(foldForSearch(text))) {
    if (token.kind === "run") {
      for (const term of stretchesOf(token.text, token.size)) terms.add(term);
      // A single syllable is a word in Chinese; to look for all that begin with it would be long.
      if (token.size === SYLLABLE_SIZE) for (const syllable of token.text) terms.add(syllable);
      continue;
    }
    terms.add(token.text);
    const stem = language === null ? null : stemForSearch(token.text, language);
    if (stem !== null) terms.add(STEM_MARK + stem);
  }
  return terms;
}

/** Null when the stem is the word, or says too little. */
export function stemForSearch(word: string, language: string): string | null {
  if (word.length <= MIN_STEMMED) return null;
  const stem = stemWord(word, language);
  return stem === word || stem.length < MIN_STEMMED ? null : stem;
}

/** One at each character, shorter at the end: so that one character, too, is the beginning of some. */
function* stretchesOf(text: string, size: number): Generator<string> {
  const characters = Array.from(text);
  for (let from = 0; from < characters.length; from += 1) yield characters.slice(from, from + size).join("");
}

/** All whole stretches: a text that holds the run holds each. */
export function wholeStretchesOf(text: string, size: number): readonly string[] {
  const characters = Array.from(text);
  const count = Math.max(1, characters.length - size + 1);
  return Array.from({ length: count }, (_, from) => characters.slice(from, from + size).join(""));
}
