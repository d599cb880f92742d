/** Turns the phrase lists of the cue book into one index, once per book. The rules of the lists: prompts/README.md. */
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import { foldText } from "../shared/fold-text.ts";
import { indexPhrases, type PhraseIndex } from "./find-phrases.ts";

/** Lists that every language must have. */
export const CUE_LISTS = [
  "person",
  "person-word",
  "complaint",
  "complaint-word",
  "legal",
  "urgent",
  "greeting",
  "thanks",
  "goodbye",
  "yes",
  "no",
  "help",
  "stop",
  "language-request",
  "polite",
  "frame",
  "denial",
  "hypothetical",
] as const;
export type CueList = (typeof CUE_LISTS)[number];

export interface CompiledCues {
  readonly languages: readonly Language[];
  readonly index: PhraseIndex;
}

/** Written without spaces between words, or (Hangul) with spaces that people put as they like. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Hangul}`;
const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");
const SPACE_BESIDE_UNSPACED = new RegExp(String.raw`(?<=[${UNSPACED}]) | (?=[${UNSPACED}])`, "gu");
// Emoji stay, for they can be cues; so does the star that ends a phrase in a list.
const NEITHER_WORD_NOR_EMOJI = /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}*]+/gu;
const EMOJI_STYLE = /[\u{FE00}-\u{FE0F}]/gu;

const compiledBooks = new WeakMap<CueBook, CompiledCues>();

export function compileCues(book: CueBook): CompiledCues {
  const known = compiledBooks.get(book);
  if (known !== undefined) return known;
  const languages = LANGUAGES.filter((language) => book.has(language));
  const phrases = languages.flatMap((language) =>
    CUE_LISTS.flatMap((list) => {
      const texts = new Set((book.get(language)?.[list] ?? []).map(normaliseClause));
      return [...texts].map((text) => ({ text, list: listNumber(languages.indexOf(language), list) }));
    }),
  );
  const compiled = { languages, index: indexPhrases(phrases) };
  compiledBooks.set(book, compiled);
  return compiled;
}

/** The name of a language's list in the phrase index. */
export function listNumber(languageNumber: number, list: CueList): number {
  return languageNumber * CUE_LISTS.length + CUE_LISTS.indexOf(list);
}

/** Folded, punctuation as single spaces, no spaces beside scripts that have none: the same for phrases and messages. */
export function normaliseClause(text: string): string {
  return foldText(text)
    .replace(EMOJI_STYLE, "")
    .replace(NEITHER_WORD_NOR_EMOJI, " ")
    .replace(SPACE_BESIDE_UNSPACED, "")
    .trim();
}

export function isUnspaced(text: string): boolean {
  return IS_UNSPACED.test(text);
}
