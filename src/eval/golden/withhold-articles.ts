/** Indexes that lack a language's own version of the articles its questions ask for: what a shop answers half-way through translating. */
import type { Article, KnowledgeSearch } from "../../contracts/answer.ts";
import type { GoldenQuestion } from "./golden-question.ts";

/**
 * One index per language of the questions, made when it is first asked: in it, every article that one of the
 * language's questions has as gold is missing in that language and there in all others.
 */
export function withholdArticles(
  articles: readonly Article[],
  questions: readonly GoldenQuestion[],
  build: (articles: readonly Article[]) => KnowledgeSearch,
): (question: GoldenQuestion) => KnowledgeSearch {
  const made = new Map<string, KnowledgeSearch>();
  const golds = Map.groupBy(questions, ({ lang }) => lang);
  return ({ lang }) => {
    const known = made.get(lang);
    if (known) return known;
    const gold = new Set((golds.get(lang) ?? []).flatMap((question) => question.gold));
    const index = build(articles.filter(({ articleKey, language }) => language !== lang || !gold.has(articleKey)));
    // The questions come by language: an index that was asked is not asked again soon, and takes much memory.
    made.clear();
    made.set(lang, index);
    return index;
  };
}
