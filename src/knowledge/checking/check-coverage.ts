/** What is missing in a knowledge base: languages, articles past their review, too few example questions. */
import type { Article } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";

export interface ArticleCoverage {
  readonly articleKey: string;
  readonly held: readonly Language[];
  readonly missing: readonly Language[];
  /** Past `reviewedUntil`. */
  readonly stale: readonly Language[];
  /** Fewer example questions than an article needs to be found without a model. */
  readonly fewQuestions: readonly { readonly language: Language; readonly count: number }[];
}

export const MIN_QUESTIONS = 8;

/** `today` as YYYY-MM-DD. In the order of the keys. */
export function checkCoverage(
  articles: readonly Article[],
  languages: readonly Language[],
  today: string,
): readonly ArticleCoverage[] {
  return [...Map.groupBy(articles, ({ articleKey }) => articleKey)]
    .map(([articleKey, versions]) => {
      const held = new Set(versions.map(({ language }) => language));
      const stale = versions.filter(({ reviewedUntil }) => reviewedUntil !== null && reviewedUntil < today);
      const few = versions.filter(({ questions }) => questions.length < MIN_QUESTIONS);
      return {
        articleKey,
        held: languages.filter((language) => held.has(language)),
        missing: languages.filter((language) => !held.has(language)),
        stale: stale.map(({ language }) => language),
        fewQuestions: few.map(({ language, questions }) => ({ language, count: questions.length })),
      };
    })
    .toSorted((one, other) => one.articleKey.localeCompare(other.articleKey));
}
