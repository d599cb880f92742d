/**
 * Turns text into the terms of the two fields: stemmed words, and character grams that survive typos, compounds and
 * endings. Languages we know nothing about get the same treatment without a stemmer. Figures: docs in retrieval.md.
 */
import { foldDiacritics, normaliseText } from "./analysis/normalise-text.ts";
import { functionWordsOf } from "./analysis/function-words.ts";
import { stemWord } from "./analysis/stem-word.ts";

/** A word between spaces, or a run of script that knows no spaces. */
export interface Token {
  readonly kind: "spaced" | "unspaced" | "hangul";
  readonly text: string;
}

export type Field = "words" | "grams";
/** Takes one term and the stretch of its token that it covers, in UTF-16 units. */
type TakeTerm = (term: string, from: number, to: number) => void;

const UNSPACED =
  "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}々ー]";
const TOKENS = new RegExp(
  `(${UNSPACED}+)|([\\p{Script=Hangul}]+)|\\p{N}+(?:[.,]\\p{N}+)*|(?:(?!${UNSPACED}|\\p{Script=Hangul})[\\p{L}\\p{M}\\p{N}])+`,
  "gu",
);
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** Spelling brought together, cut at spaces, apostrophes and changes of script. */
export function readTokens(text: string, language: string): Token[] {
  const tokens: Token[] = [];
  // "don't" is typed "dont" as often; the "s" of "shop's" says nothing.
  const normalised = normaliseText(text, language).replace(/n't\b/g, "nt").replace(/'s\b/g, "");
  for (const match of normalised.matchAll(TOKENS)) {
    const kind = match[1] === undefined ? (match[2] === undefined ? "spaced" : "hangul") : "unspaced";
    tokens.push({ kind, text: match[0] });
  }
  return tokens;
}

export function foldTokens(tokens: readonly Token[], language: string): Token[] {
  return tokens.map((token) =>
    token.kind === "spaced" ? { kind: token.kind, text: foldDiacritics(token.text, language) } : token,
  );
}

/** Every term of a field with its number of occurrences. */
export function countTerms(tokens: readonly Token[], language: string, field: Field): Map<string, number> {
  const counts = new Map<string, number>();
  const take: TakeTerm = (term) => void counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const token of tokens) takeTerms(token, language, field, take);
  return counts;
}

/** What a function word is worth beside a word with content; never nothing, or "no" could not be found at all. */
const FUNCTION_WORD_WEIGHT = 0.2;

export interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

/** The terms of a question, each once, with the weight it has in it. */
export function weighTerms(tokens: readonly Token[], language: string, field: Field): WeightedTerm[] {
  const weights = new Map<string, number>();
  const functionWords = functionWordsOf(language);
  for (const token of tokens) {
    const worth = worthOfCharacters(token, functionWords);
    takeTerms(token, language, field, (term, from, to) => {
      const weight = meanBetween(worth, from, to);
      if (weight > (weights.get(term) ?? 0)) weights.set(term, weight);
    });
  }
  return Array.from(weights, ([term, weight]) => ({ term, weight }));
}

function takeTerms(token: Token, language: string, field: Field, take: TakeTerm): void {
  if (field === "words") takeWords(token, language, take);
  else takeGrams(token, take);
}

function takeWords(token: Token, language: string, take: TakeTerm): void {
  const { kind, text } = token;
  if (kind === "spaced") return take(stemWord(text, language), 0, text.length);
  if (kind === "hangul") {
    take(text, 0, text.length);
  } else {
    for (const { segment, index } of segmenter.segment(text)) take(segment, index, index + segment.length);
  }
  // Beside the words, because segmenters and particles disagree between question and text. A word of two characters
  // counts twice this way, which measured better than once.
  takeWindows(text, 2, 2, take);
}

function takeGrams(token: Token, take: TakeTerm): void {
  const { kind, text } = token;
  if (kind === "unspaced") return takeWindows(text, 1, 3, take);
  if (kind === "hangul") {
    if (text.length === 1) take(text, 0, 1);
    return takeWindows(text, 2, 3, take);
  }
  // The edges count as characters, so that a gram knows whether it begins or ends a word.
  takeWindows(`_${text}_`, 4, 4, (gram, from, to) => take(gram, Math.max(0, from - 1), Math.min(text.length, to - 1)));
  if (text.length < 2) take(`_${text}_`, 0, text.length);
}

function takeWindows(text: string, shortest: number, longest: number, take: TakeTerm): void {
  for (let length = shortest; length <= longest; length += 1) {
    for (let from = 0; from + length <= text.length; from += 1)
      take(text.slice(from, from + length), from, from + length);
  }
}

function wordsIn(token: Token, functionWords: ReadonlySet<string>): [from: number, to: number, isFunction: boolean][] {
  const { kind, text } = token;
  if (kind !== "unspaced") return [[0, text.length, functionWords.has(text)]];
  return Array.from(segmenter.segment(text), ({ segment, index }) => [
    index,
    index + segment.length,
    functionWords.has(segment),
  ]);
}

function worthOfCharacters(token: Token, functionWords: ReadonlySet<string>): Float32Array {
  const worth = new Float32Array(token.text.length).fill(1);
  for (const [from, to, isFunction] of wordsIn(token, functionWords)) {
    if (isFunction) worth.fill(FUNCTION_WORD_WEIGHT, from, to);
  }
  return worth;
}

function meanBetween(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let position = from; position < to; position += 1) sum += values[position] ?? 0;
  return to > from ? sum / (to - from) : 0;
}
