/** The small shop that the tests ask: 14 articles in en, es, zh and ar, read from files as the program does. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Article } from "../../src/contracts/answer.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import { isLanguage } from "../../src/contracts/language.ts";
import { createKnowledgeIndex, type KnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import { parseArticle } from "../../src/knowledge/parse-article.ts";

const FIXTURES = new URL("fixtures/", import.meta.url).pathname;

/** Throws on a faulty file: a fixture must not be dropped silently. */
export function readArticles(folder = FIXTURES): Article[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: language }) =>
      readdirSync(join(folder, language))
        .filter((name) => name.endsWith(".md"))
        .map((name) => {
          if (!isLanguage(language)) throw new Error(`not a language: ${language}`);
          const origin = `knowledge/${language}/${name}`;
          const text = readFileSync(join(folder, language, name), "utf8");
          const parsed = parseArticle(origin, name.slice(0, -3) as ArticleKey, language, text);
          if (parsed.kind === "faulty") throw new Error(`${origin}: ${JSON.stringify(parsed.faults)}`);
          return parsed.article;
        }),
    );
}

export function indexOf(articles: readonly Article[]): KnowledgeIndex {
  const index = createKnowledgeIndex();
  for (const article of articles) index.put(article);
  index.prepare();
  return index;
}

export function articleWith(fields: Partial<Article> & { key?: string }): Article {
  const { key = "an-article", ...rest } = fields;
  return {
    articleKey: key as ArticleKey,
    language: "en",
    title: "A title",
    url: null,
    questions: [],
    tags: [],
    body: "Some text.",
    reviewedUntil: null,
    origin: `knowledge/en/${key}.md`,
    ...rest,
  };
}
