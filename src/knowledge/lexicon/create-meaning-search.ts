/** The glossary and the field of meanings as the ranking uses them: one for each index that has a glossary. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import { readTokens, type Token, type WeightedTerm, weighTerms } from "../analyse-text.ts";
import { type Lexicon, learnLexicon, type ParallelText } from "./learn-lexicon.ts";
import { createMeaningField, type MeaningScoring, type MeaningsLeftOut } from "./meaning-field.ts";
import type { Glossary } from "./parse-glossary.ts";
import { createMeaningReader, type Described, type Meanings } from "./read-meanings.ts";

export interface MeaningSearch {
  /** Learns nothing from it yet. */
  put(article: Described, passages: readonly string[]): void;
  remove(articleKey: ArticleKey, language: string): void;
  /** What has been read and learnt of a language: the same object until something of it changes. */
  held(language: string): HeldMeanings;
  /** Takes over what was held before, as if the articles had been read and the lexicon learnt. */
  restore(language: string, held: HeldMeanings): void;
  /** Of a question: with what the language's lexicon makes of its words, as soon as there is one. */
  read(tokens: readonly Token[], language: string): Meanings;
  /** Of an article's own text: as it is counted in the field. */
  readOwn(tokens: readonly Token[], language: string): Meanings;
  /** The words of a language and what they mean, from texts and their translations. Stops every few milliseconds. */
  learn(language: string, texts: readonly ParallelWords[]): Generator<void>;
  score(asked: Meanings, scoring: MeaningScoring): ReadonlyMap<ArticleKey, number>;
  strangeness(asked: Meanings, leftOut: MeaningsLeftOut | null): number;
  /** What the concepts among the meanings are called in a language, the commonest terms first. */
  translate(asked: Meanings, language: string): Token[];
  /** True when it holds an article that is not there in this language. */
  lacks(language: string): boolean;
}

export interface HeldMeanings {
  readonly articles: ReadonlyMap<ArticleKey, Meanings>;
  /** Null when none has been learnt. */
  readonly lexicon: Lexicon | null;
}

/** A stretch of an article, and the same stretch in the language that lexicons lead to. */
export interface ParallelWords {
  readonly text: string;
  readonly translation: string;
  readonly translatedTo: string;
}

/** A guess from a few articles weighs less than what people wrote into the glossary. */
const LEARNT_WEIGHT = 0.5;

/** Further terms of a concept are rarer, and more of them would drown the buyer's own words. */
const MAX_TERMS = 2;

export function createMeaningSearch(glossary: Glossary): MeaningSearch {
  const reader = createMeaningReader(glossary);
  const field = createMeaningField();
  const lexicons = new Map<string, Lexicon>();
  const heldOf = new Map<string, HeldMeanings>();
  const put = (articleKey: ArticleKey, language: string, meanings: Meanings | null) => {
    heldOf.delete(language);
    field.put(articleKey, language, meanings);
  };
  return {
    put: (article, passages) => put(article.articleKey, article.language, reader.ofArticle(article, passages)),
    remove: (articleKey, language) => put(articleKey, language, null),
    held(language) {
      const held = heldOf.get(language) ?? { articles: field.of(language), lexicon: lexicons.get(language) ?? null };
      heldOf.set(language, held);
      return held;
    },
    restore(language, held) {
      for (const [articleKey, meanings] of held.articles) field.put(articleKey, language, meanings);
      if (held.lexicon) lexicons.set(language, held.lexicon);
      heldOf.set(language, held);
    },
    readOwn: (tokens, language) => reader.ofTokens(tokens, language),
    read(tokens, language) {
      const meanings = new Map(reader.ofTokens(tokens, language));
      const lexicon = lexicons.get(language);
      if (lexicon === undefined) return meanings;
      for (const { term, weight } of contentOf(tokens, language)) {
        for (const { term: meaning, probability } of lexicon.get(term) ?? []) {
          const worth = LEARNT_WEIGHT * probability * weight;
          if (worth > (meanings.get(meaning) ?? 0)) meanings.set(meaning, worth);
        }
      }
      return meanings;
    },
    *learn(language, texts) {
      const parallel: ParallelText[] = [];
      for (const { text, translation, translatedTo } of texts) {
        const source = contentOf(readTokens(text, language), language).map(({ term }) => term);
        const target = Array.from(reader.ofTokens(readTokens(translation, translatedTo), translatedTo).keys());
        parallel.push({ source, target });
        yield;
      }
      lexicons.set(language, yield* learnLexicon(parallel));
      heldOf.delete(language);
    },
    score: (asked, scoring) => field.score(asked, scoring),
    strangeness: (asked, leftOut) => field.strangeness(asked, leftOut),
    translate(asked, language) {
      const concepts = Array.from(asked.keys()).filter((term) => term.startsWith("c:"));
      return concepts.flatMap((term) => {
        const terms = glossary.get(term.slice(2))?.get(language as Language) ?? [];
        return terms.slice(0, MAX_TERMS).flatMap((text) => readTokens(text, language));
      });
    },
    lacks: (language) => field.lacks(language),
  };
}

function contentOf(tokens: readonly Token[], language: string): WeightedTerm[] {
  return weighTerms(tokens, language, "words").filter(({ weight }) => weight > 0.5);
}
