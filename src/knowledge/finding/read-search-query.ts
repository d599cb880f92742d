/** What is typed into the search, as words that a document must all have. The last one may still be half typed. */
import { LANGUAGES } from "../../contracts/language.ts";
import type { WantedTerm, WantedWord } from "../../contracts/search.ts";
import { foldForSearch } from "./fold-for-search.ts";
import {
  readSearchTokens,
  type SearchToken,
  STEM_MARK,
  SYLLABLE_SIZE,
  stemForSearch,
  wholeStretchesOf,
} from "./list-search-terms.ts";

export interface SearchQuery {
  readonly tokens: readonly QueryToken[];
}

export type QueryToken =
  | { readonly kind: "word"; readonly text: string; readonly isStart: boolean; readonly wanted: WantedWord }
  | { readonly kind: "run"; readonly text: string; readonly wanted: readonly WantedWord[] };

/** More only cost. */
const MAX_TOKENS = 12;
const MAX_RUN = 24;
/** Fewer letters begin too many words to be of any use. */
const MIN_START = 3;

export function readSearchQuery(text: string): SearchQuery {
  const folded = foldForSearch(text);
  // A space behind the last word says that it is whole.
  const isOpen = !/\s$/u.test(folded);
  const tokens = readSearchTokens(folded).slice(0, MAX_TOKENS);
  return { tokens: tokens.map((token, at) => readToken(token, isOpen && at === tokens.length - 1)) };
}

export function wantedWords({ tokens }: SearchQuery): readonly WantedWord[] {
  return tokens.flatMap((token) => (token.kind === "word" ? [token.wanted] : token.wanted));
}

function readToken(token: SearchToken, isLast: boolean): QueryToken {
  if (token.kind === "word") {
    const isStart = isLast && token.text.length >= MIN_START;
    return { ...token, isStart, wanted: [{ term: token.text, isStart }, ...stemmed(token.text)] };
  }
  const text = Array.from(token.text).slice(0, MAX_RUN).join("");
  // Shorter than a stretch of letters, it is the beginning of one; syllables are terms themselves.
  const isStart = Array.from(text).length < token.size && token.size > SYLLABLE_SIZE;
  return { kind: "run", text, wanted: wholeStretchesOf(text, token.size).map((term) => [{ term, isStart }]) };
}

/** Nobody says in which language they search: every stem of the word in any of them. */
function stemmed(word: string): readonly WantedTerm[] {
  const stems = new Set(LANGUAGES.flatMap((language) => stemForSearch(word, language) ?? []));
  // The word may be the stem of what was written, and what was written may be the stem of the word.
  const terms = new Set([STEM_MARK + word, ...[...stems].flatMap((stem) => [STEM_MARK + stem, stem])]);
  return [...terms].map((term) => ({ term, isStart: false }));
}
