/** Turns the phrase lists of the cue book into patterns, once per book. The rules of the lists: prompts/README.md. */
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import { foldText } from "../shared/fold-text.ts";

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
  readonly language: Language;
  /** Global patterns over a normalised clause; one that matches nothing stands for an empty list. */
  readonly patterns: Readonly<Record<CueList, RegExp>>;
}

const NOTHING = /(?!)/gu;
/** Written without spaces between words, or (Hangul) with spaces that people put as they like. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Hangul}`;
const SPACED = String.raw`\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{N}`;
const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");
const IS_SPACED = new RegExp(`[${SPACED}]`, "u");
const SPACE_BESIDE_UNSPACED = new RegExp(String.raw`(?<=[${UNSPACED}]) | (?=[${UNSPACED}])`, "gu");
// Emoji stay, for they can be cues; so does the star that ends a phrase in a list.
const NEITHER_WORD_NOR_EMOJI = /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}*]+/gu;
/** Arabic writes "and", "by", "to" and "the" onto the word. */
const ARABIC_PREFIXES = "[وف]?(?:لل|[بلك]?(?:ال)?)";

const compiledBooks = new WeakMap<CueBook, readonly CompiledCues[]>();

export function compileCues(book: CueBook): readonly CompiledCues[] {
  const known = compiledBooks.get(book);
  if (known !== undefined) return known;
  const compiled = LANGUAGES.flatMap((language) => {
    const lists = book.get(language);
    return lists === undefined ? [] : [compileLanguage(language, lists)];
  });
  compiledBooks.set(book, compiled);
  return compiled;
}

function compileLanguage(language: Language, lists: Readonly<Record<string, readonly string[]>>): CompiledCues {
  const patternOf = (list: CueList): [CueList, RegExp] => [list, compilePhrases(lists[list] ?? [])];
  return { language, patterns: Object.fromEntries(CUE_LISTS.map(patternOf)) as Record<CueList, RegExp> };
}

/** Folded, punctuation as single spaces, no spaces beside scripts that have none: the same for phrases and messages. */
export function normaliseClause(text: string): string {
  return foldText(text).replace(NEITHER_WORD_NOR_EMOJI, " ").replace(SPACE_BESIDE_UNSPACED, "").trim();
}

function compilePhrases(phrases: readonly string[]): RegExp {
  const normalised = [...new Set(phrases.map(normaliseClause))].filter((phrase) => phrase !== "");
  if (normalised.length === 0) return NOTHING;
  // Longest first, so that a phrase wins over another that begins it.
  const alternatives = normalised.toSorted((left, right) => right.length - left.length).map(compilePhrase);
  return new RegExp(alternatives.join("|"), "gu");
}

function compilePhrase(phrase: string): string {
  const isOpen = phrase.endsWith("*");
  const words = phrase.replaceAll("*", "");
  const first = [...words].at(0) ?? "";
  const last = [...words].at(-1) ?? "";
  const before = IS_SPACED.test(first) ? `(?<![${SPACED}])` : "";
  const prefix = /\p{Script=Arabic}/u.test(first) ? ARABIC_PREFIXES : "";
  const after = IS_SPACED.test(last) ? `(?![${SPACED}])` : "";
  const ending = isOpen ? `[${SPACED}]*` : after;
  return before + prefix + phraseBody(phrase) + ending;
}

/** A star inside a phrase ends a word openly, too: "real* person" is "really person", "real person". */
function phraseBody(phrase: string): string {
  const closed = phrase.endsWith("*") ? phrase.slice(0, -1) : phrase;
  return closed.replaceAll("*", `[${SPACED}]*`);
}

export function isUnspaced(text: string): boolean {
  return IS_UNSPACED.test(text);
}
