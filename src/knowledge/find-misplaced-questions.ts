/** Finds example questions that fit another article of their language better than the one they stand in. */
import type { Article } from "../contracts/answer.ts";
import type { ArticleKey } from "../contracts/ids.ts";
import { changeShard, emptyShard, type Entry } from "./ranking/build-shard.ts";
import { rankArticles } from "./ranking/rank-articles.ts";
import { documentsOf } from "./ranking/score-shard.ts";
import { splitArticle } from "./split-article.ts";

export interface MisplacedQuestion {
  readonly language: string;
  readonly text: string;
  readonly articleKey: ArticleKey;
  /** What its own article reaches without this question, and the article that comes first. */
  readonly score: number;
  readonly better: ArticleKey;
  readonly betterScore: number;
}

/** Every example question is asked as if it had not been written. The clearest misfits of a language come first. */
export function findMisplacedQuestions(articles: readonly Article[]): MisplacedQuestion[] {
  const languages = Map.groupBy(articles, ({ language }) => language);
  return Array.from(languages, ([language, own]) => findInLanguage(language, own)).flat();
}

function findInLanguage(language: string, articles: readonly Article[]): MisplacedQuestion[] {
  const entries = articles.map((article): Entry => ({ article, passages: splitArticle(article) }));
  const shard = changeShard(
    emptyShard(language),
    new Map(entries.map((entry) => [entry.article.articleKey, entry] as const)),
  );
  const shards = new Map([[language, shard]]);
  const misplaced = entries.flatMap(({ article: { articleKey, questions } }, entry) => {
    const { to } = documentsOf(shard, "questions", entry);
    return questions.flatMap((text, at): MisplacedQuestion[] => {
      const from = to - questions.length + at;
      const leftOut = { entry, passages: null, questions: { from, to: from + 1 } };
      const ranked = rankArticles(shards, { text, language }, () => leftOut).articles;
      const first = ranked[0];
      if (first === undefined || first.articleKey === articleKey) return [];
      const score = ranked.find((each) => each.articleKey === articleKey)?.score ?? 0;
      return [{ language, text, articleKey, score, better: first.articleKey, betterScore: first.score }];
    });
  });
  return misplaced.sort((one, other) => other.betterScore - other.score - (one.betterScore - one.score));
}
