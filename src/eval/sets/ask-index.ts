/** Asks the real index the questions of a set: at which rank the right article is found, and how sure the index is. */
import type { KnowledgeSearch } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import { createKnowledgeIndex, type KnowledgeIndex } from "../../knowledge/create-knowledge-index.ts";
import { asArticle, type SetDocument } from "./as-article.ts";

export interface SetQuestion {
  readonly language: string;
  readonly text: string;
  /** Keys of right documents; empty when nothing answers it. */
  readonly gold: readonly string[];
}

export interface SetReply {
  /** From 1; null when no right document was found. */
  readonly rank: number | null;
  readonly confidence: number;
  readonly isAnswered: boolean;
  readonly isAnswerable: boolean;
}

/** More than ten documents, for figures at ten. */
const MAX_PASSAGES = 30;

export function indexDocuments(documents: readonly SetDocument[]): KnowledgeIndex {
  const index = createKnowledgeIndex();
  for (const document of documents) index.put(asArticle(document));
  index.prepare();
  return index;
}

export function askIndex(index: KnowledgeSearch, { text, language, gold }: SetQuestion): SetReply {
  const found = index.search({ text, language: language as Language, limit: MAX_PASSAGES });
  const passages = found.passages.map(({ passage }) => String(passage.articleKey));
  // A document of nothing but example questions has no passage to show.
  const keys = passages.length > 0 ? passages : found.alternatives.map(({ articleKey }) => String(articleKey));
  const place = Array.from(new Set(keys)).findIndex((key) => gold.includes(key));
  return {
    rank: place < 0 ? null : place + 1,
    confidence: found.confidence,
    isAnswered: found.verdict === "answer",
    isAnswerable: gold.length > 0,
  };
}
