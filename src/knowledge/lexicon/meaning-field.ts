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

export function createMeaningField(): MeaningField {
  const articles = new Map<ArticleKey, Held>();
  const holders = new Map<string, Set<ArticleKey>>();
  const articlesIn = new Map<string, number>();
  let length = 0;

  function count(articleKey: ArticleKey, held: Held, meanings: Meanings, sign: 1 | -1): void {
    for (const [term, weight] of meanings) {
      const sum = (held.total.get(term) ?? 0) + sign * weight;
      held.length += sign * weight;
      length += sign * weight;
      if (sum > 1e-6) {
        held.total.set(term, sum);
        const known = holders.get(term);
        if (known) known.add(articleKey);
        else holders.set(term, new Set([articleKey]));
      } else {
        held.total.delete(term);
        holders.get(term)?.delete(articleKey);
      }
    }
  }

  return {
    put(articleKey, language, meanings) {
      const held = articles.get(articleKey) ?? { languages: new Map(), total: new Map(), length: 0 };
      articles.set(articleKey, held);
      const before = held.languages.get(language);
      if (before) {
        count(articleKey, held, before, -1);
        articlesIn.set(language, (articlesIn.get(language) ?? 1) - 1);
      }
      held.languages.delete(language);
      if (meanings) {
        held.languages.set(language, meanings);
        count(articleKey, held, meanings, 1);
        articlesIn.set(language, (articlesIn.get(language) ?? 0) + 1);
      }
      if (held.languages.size === 0) articles.delete(articleKey);
    },
    score(asked, { without, leftOut }) {
      const average = length / Math.max(1, articles.size);
      const scores = new Map<ArticleKey, number>();
      let best = 0;
      for (const [term, weight] of asked) {
        const counts: [key: ArticleKey, count: number, held: Held][] = [];
        let holding = 0;
        for (const articleKey of holders.get(term) ?? []) {
          const held = articles.get(articleKey);
          if (held === undefined) continue;
          const each = countIn(held, { term, without, leftOut: leftOut?.articleKey === articleKey ? leftOut : null });
          if (each <= 0) continue;
          holding += Math.min(1, each);
          counts.push([articleKey, each, held]);
        }
        const worth = weight * rarity(articles.size, holding);
        best += worth;
        for (const [articleKey, each, held] of counts) {
          const norm = K1 * (1 - B + (B * held.length) / average);
          scores.set(articleKey, (scores.get(articleKey) ?? 0) + (worth * each * (K1 + 1)) / (each + norm));
        }
      }
      for (const [articleKey, sum] of scores) scores.set(articleKey, sum / best);
      return scores;
    },
    strangeness(asked, leftOut) {
      const concepts = Array.from(asked).flatMap(([term, weight]) => (isStated(term, weight) ? [term] : []));
      const isHeld = (term: string) =>
        Array.from(holders.get(term) ?? []).some((articleKey) => {
          const held = articles.get(articleKey);
          const own = leftOut?.articleKey === articleKey ? leftOut : null;
          return held !== undefined && countIn(held, { term, without: null, leftOut: own }) >= DEALT_WITH;
        });
      const strange = concepts.filter((term) => !isHeld(term));
      return concepts.length === 0 ? 0 : strange.length / concepts.length;
    },
    lacks: (language) => (articlesIn.get(language) ?? 0) < articles.size,
  };
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
