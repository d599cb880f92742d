/** An index that lacks an article in the question's own language: what a shop answers half-way through translating. */
import type { Article, KnowledgeSearch } from "../../contracts/answer.ts";
import type { KnowledgeIndex } from "../../knowledge/create-knowledge-index.ts";
import type { GoldenQuestion } from "./golden-question.ts";

/** "question": what this question asks for is missing. "language": what any question of its language asks for is. */
export type Withheld = "question" | "language";

/** One index, changed from question to question: only one may be asked at a time. */
export function withholdArticles(
  index: KnowledgeIndex,
  articles: readonly Article[],
  { questions, what }: { readonly questions: readonly GoldenQuestion[]; readonly what: Withheld },
): (question: GoldenQuestion) => KnowledgeSearch {
  const goldOfLanguage = new Map(
    Array.from(
      Map.groupBy(questions, ({ lang }) => lang),
      ([lang, own]) => [lang, new Set(own.flatMap(({ gold }) => gold))],
    ),
  );
  let missing: readonly Article[] = [];
  return ({ lang, gold }) => {
    const keys = what === "question" ? new Set(gold) : (goldOfLanguage.get(lang) ?? new Set());
    const wanted = articles.filter(({ articleKey, language }) => language === lang && keys.has(articleKey));
    for (const article of missing) if (!wanted.includes(article)) index.put(article);
    for (const article of wanted) if (!missing.includes(article)) index.remove(article.articleKey, article.language);
    missing = wanted;
    return index;
  };
}
