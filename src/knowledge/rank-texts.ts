/**
 * How near short texts are to what a buyer said, by the analysis that the search uses: stemmed words and character grams,
 * the rarer among the texts the more they count. For a handful of texts that are no articles: macros, earlier cases.
 */
import type { Language } from "../contracts/language.ts";
import { countTerms, type Field, foldTokens, readTokens, weighTerms } from "./analyse-text.ts";

export interface RankedCandidate<Key> {
  readonly key: Key;
  readonly text: string;
  /** Another one than the question's shares hardly more than names and numbers with it. */
  readonly language: Language;
}

/** Words say what is meant; grams hold where an ending or a typo hides it. */
const FIELDS: readonly (readonly [Field, number])[] = [
  ["words", 0.6],
  ["grams", 0.4],
];
/** More of a question says nothing new, and costs time. */
const MAX_QUESTION_LENGTH = 1_000;
const MAX_TEXT_LENGTH = 1_500;

/** The share of what the question could reach, 0..1, in the order of the candidates. */
export function rankTexts<Key>(
  question: string,
  language: Language,
  candidates: readonly RankedCandidate<Key>[],
): readonly { readonly key: Key; readonly score: number }[] {
  const asked = foldTokens(readTokens(question.slice(0, MAX_QUESTION_LENGTH), language), language);
  const tokens = candidates.map((each) =>
    foldTokens(readTokens(each.text.slice(0, MAX_TEXT_LENGTH), each.language), each.language),
  );
  const scores = candidates.map(() => 0);
  for (const [field, worth] of FIELDS) {
    const terms = weighTerms(asked, language, field);
    const texts = tokens.map(
      (each, at) => new Set(countTerms(each, candidates[at]?.language ?? language, field).keys()),
    );
    for (const [at, share] of sharesOf(terms, texts).entries()) scores[at] = (scores[at] ?? 0) + worth * share;
  }
  return candidates.map(({ key }, at) => ({ key, score: scores[at] ?? 0 }));
}

function sharesOf(
  terms: readonly { readonly term: string; readonly weight: number }[],
  texts: readonly ReadonlySet<string>[],
): readonly number[] {
  const rarity = (term: string): number => {
    const holders = texts.filter((text) => text.has(term)).length;
    return Math.log(1 + (texts.length - holders + 0.5) / (holders + 0.5));
  };
  const weighed = terms.map(({ term, weight }) => ({ term, weight: weight * rarity(term) }));
  const known = weighed.filter(({ term }) => texts.some((text) => text.has(term)));
  // What nobody speaks of counts half: the question may say more than one thing.
  const all = sum(weighed);
  const reachable = (all + sum(known)) / 2;
  if (reachable === 0) return texts.map(() => 0);
  return texts.map((text) => sum(known.filter(({ term }) => text.has(term))) / reachable);
}

function sum(terms: readonly { readonly weight: number }[]): number {
  return terms.reduce((total, { weight }) => total + weight, 0);
}
