/** Makes an article of what a public set holds, so that our own index can be asked. */
import type { Article } from "../../contracts/answer.ts";
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";

export interface SetDocument {
  readonly key: string;
  /** Any tag: the index takes languages that are not ours. */
  readonly language: string;
  readonly title?: string;
  /** Plain text. */
  readonly text?: string;
  readonly questions?: readonly string[];
}

export function asArticle({ key, language, title = "", text = "", questions = [] }: SetDocument): Article {
  return {
    articleKey: key as ArticleKey,
    language: language as Language,
    title,
    url: null,
    questions,
    tags: [],
    // What Markdown would read into a plain text is escaped.
    body: text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, "\\$&"),
    reviewedUntil: null,
    origin: `set/${language}/${key}`,
  };
}
