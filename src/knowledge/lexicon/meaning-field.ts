/**
 * The articles of all languages in one field, by what they are about: BM25 over meanings, each article once. It finds an
 * article that is not there in the buyer's language, and fourteen translations agree on what it is about.
 */
import type { ArticleKey } from "../../contracts/ids.ts";
import { rarity } from "../ranking/score-field.ts";
import type { Meanings } from "./read-meanings.ts";

/** As if one article, or one of its example questions, had not been written. `meanings` null takes all of it. */
export interface MeaningsLeftOut {
  readonly articleKey: ArticleKey;
  readonly meanings: Meanings | null;
  readonly language: string;
}

export interface MeaningField {
  /** Null takes the article of that language away. */
  put(articleKey: ArticleKey, language: string, meanings: Meanings | null): void;
  /** What was put in a language. */
  of(language: string): ReadonlyMap<ArticleKey, Meanings>;
  /**
   * A share of the best possible score for each article with anything in common with the question. `without` leaves the
   * articles of one language out of the count, so that those which are not there in it are not at a disadvantage.
   */
  score(asked: Meanings, options: MeaningScoring): ReadonlyMap<ArticleKey, number>;
  /** The share of the concepts asked about that no article deals with: 0..1. */
  strangeness(asked: Meanings, leftOut: MeaningsLeftOut | null): number;
  /** True when some article is not there in this language. */
  lacks(language: string): boolean;
}

export interface MeaningScoring {
  readonly without: string | null;
  readonly leftOut: MeaningsLeftOut | null;
}

/** Measured flat between 1 and 3; lengths matter little when each article has been read in many languages. */
const K1 = 1.2;
const B = 0.5;

/** An article deals with what each translation asks about once; a remark in passing is no answer. */
const DEALT_WITH = 1;

interface Held {
  readonly languages: Map<string, Meanings>;
  readonly total: Map<string, number>;
  length: number;
}

interface FieldState {
  readonly articles: Map<ArticleKey, Held>;
  readonly holders: Map<string, Set<ArticleKey>>;
  readonly articlesIn: Map<string, number>;
  /** What most questions ask of a term, with nothing left out. */
  readonly counted: Map<string, readonly Counted[]>;
  length: number;
}

export function createMeaningField(): MeaningField {
  const state: FieldState = {
    articles: new Map(),
    holders: new Map(),
    articlesIn: new Map(),
    counted: new Map(),
    length: 0,
  };
  return {
    put: (articleKey, language, meanings) => putMeanings(state, { articleKey, language }, meanings),
    of: (language) =>
      new Map(
        Array.from(state.articles).flatMap(([articleKey, { languages }]) => {
          const meanings = languages.get(language);
          return meanings ? [[articleKey, meanings] as const] : [];
        }),
      ),
    score: (asked, scoring) => scoreMeanings(state, asked, scoring),
    strangeness(asked, leftOut) {
      const concepts = Array.from(asked).flatMap(([term, weight]) => (isStated(term, weight) ? [term] : []));
      const strange = concepts.filter((term) =>
        countsOf(state, term, { without: null, leftOut }).every(({ count }) => count < DEALT_WITH),
      );
      return concepts.length === 0 ? 0 : strange.length / concepts.length;
    },
    lacks: (language) => (state.articlesIn.get(language) ?? 0) < state.articles.size,
  };
}

function putMeanings(
  state: FieldState,
  { articleKey, language }: { readonly articleKey: ArticleKey; readonly language: string },
  meanings: Meanings | null,
): void {
  const { articles, articlesIn, counted } = state;
  counted.clear();
  const held = articles.get(articleKey) ?? { languages: new Map(), total: new Map(), length: 0 };
  articles.set(articleKey, held);
  const before = held.languages.get(language);
  if (before) {
    countMeanings(state, articleKey, before, -1);
    articlesIn.set(language, (articlesIn.get(language) ?? 1) - 1);
  }
  held.languages.delete(language);
  if (meanings) {
    held.languages.set(language, meanings);
    countMeanings(state, articleKey, meanings, 1);
    articlesIn.set(language, (articlesIn.get(language) ?? 0) + 1);
  }
  if (held.languages.size === 0) articles.delete(articleKey);
}

function countMeanings(state: FieldState, articleKey: ArticleKey, meanings: Meanings, sign: 1 | -1): void {
  const held = state.articles.get(articleKey);
  if (held === undefined) return;
  for (const [term, weight] of meanings) {
    const sum = (held.total.get(term) ?? 0) + sign * weight;
    held.length += sign * weight;
    state.length += sign * weight;
    if (sum > 1e-6) {
      held.total.set(term, sum);
      const known = state.holders.get(term);
      if (known) known.add(articleKey);
      else state.holders.set(term, new Set([articleKey]));
    } else {
      held.total.delete(term);
      state.holders.get(term)?.delete(articleKey);
    }
  }
}

interface Counted {
  readonly articleKey: ArticleKey;
  readonly count: number;
  readonly held: Held;
}

function countsOf(state: FieldState, term: string, scoring: MeaningScoring): readonly Counted[] {
  if (scoring.without !== null || scoring.leftOut !== null) return countAnew(state, term, scoring);
  const known = state.counted.get(term);
  if (known) return known;
  const counts = countAnew(state, term, scoring);
  // Terms that nobody holds are the buyers': there is no end of them.
  if (counts.length > 0) state.counted.set(term, counts);
  return counts;
}

function countAnew({ articles, holders }: FieldState, term: string, { without, leftOut }: MeaningScoring): Counted[] {
  return Array.from(holders.get(term) ?? []).flatMap((articleKey): Counted[] => {
    const held = articles.get(articleKey);
    if (held === undefined) return [];
    const count = countIn(held, { term, without, leftOut: leftOut?.articleKey === articleKey ? leftOut : null });
    return count > 0 ? [{ articleKey, count, held }] : [];
  });
}

function scoreMeanings(state: FieldState, asked: Meanings, scoring: MeaningScoring): ReadonlyMap<ArticleKey, number> {
  const total = state.articles.size;
  const average = state.length / Math.max(1, total);
  const scores = new Map<ArticleKey, number>();
  let best = 0;
  for (const [term, weight] of asked) {
    const counts = countsOf(state, term, scoring);
    const holding = counts.reduce((sum, { count }) => sum + Math.min(1, count), 0);
    const worth = weight * rarity(total, holding);
    best += worth;
    for (const { articleKey, count, held } of counts) {
      const norm = K1 * (1 - B + (B * held.length) / average);
      scores.set(articleKey, (scores.get(articleKey) ?? 0) + (worth * count * (K1 + 1)) / (count + norm));
    }
  }
  for (const [articleKey, sum] of scores) scores.set(articleKey, sum / best);
  return scores;
}

/** Per language, so that an article with many translations has no advantage. */
function countIn(held: Held, { term, without, leftOut }: { readonly term: string } & MeaningScoring): number {
  if (leftOut?.meanings === null) return 0;
  const own = without === null ? undefined : held.languages.get(without);
  const languages = held.languages.size - (own ? 1 : 0);
  if (languages === 0) return 0;
  const isCounted = leftOut !== null && leftOut.language !== without;
  const lost = (own?.get(term) ?? 0) + (isCounted && leftOut.meanings?.has(term) ? 1 : 0);
  return ((held.total.get(term) ?? 0) - lost) / languages;
}

/** A concept that stands in the question; what a lexicon guesses weighs less. */
function isStated(term: string, weight: number): boolean {
  return term.startsWith("c:") && weight === 1;
}
