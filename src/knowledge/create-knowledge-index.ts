/** The search over one shop's articles in all their languages, kept in memory and changed article by article. */
import type { Article, KnowledgeSearch, Passage, SearchQuery } from "../contracts/answer.ts";
import type { ArticleKey } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import { changeShard, emptyShard, type Entry, type Shard } from "./ranking/build-shard.ts";
import { type Judgement, SHIPPED_JUDGEMENT } from "./ranking/choose-verdict.ts";
import { fitJudgement } from "./ranking/fit-judgement.ts";
import { searchShards } from "./search-shards.ts";
import { splitArticle } from "./split-article.ts";

export interface KnowledgeStats {
  readonly articles: number;
  readonly entries: number;
  readonly passages: number;
  readonly questions: number;
  readonly languages: readonly string[];
  /** Whether the confidence was fitted to this base; a small one uses the weights that ship with the program. */
  readonly isFitted: boolean;
}

export interface KnowledgeIndex extends KnowledgeSearch {
  /** Adds an article or replaces the one of the same key and language. Seen by the next search. */
  put(article: Article): void;
  /** Nothing happens when there is none. */
  remove(articleKey: ArticleKey, language: Language): void;
  /** Does now what the next search would otherwise do first: call it after a batch of changes. */
  prepare(): void;
  stats(): KnowledgeStats;
}

/** A fit stays good while the base changes little; past this share it is made anew. */
const REFIT_SHARE = 0.1;

export function createKnowledgeIndex(): KnowledgeIndex {
  const shards = new Map<string, Shard>();
  const changes = new Map<string, Map<ArticleKey, Entry | null>>();
  let judgement: Judgement = SHIPPED_JUDGEMENT;
  let changedSinceFit = 0;

  function note(language: string, articleKey: ArticleKey, entry: Entry | null): void {
    const ofLanguage = changes.get(language) ?? new Map<ArticleKey, Entry | null>();
    changes.set(language, ofLanguage.set(articleKey, entry));
  }

  function prepare(): void {
    if (changes.size === 0) return;
    for (const [language, ofLanguage] of changes) {
      const shard = changeShard(shards.get(language) ?? emptyShard(language), ofLanguage);
      if (shard.entries.length === 0) shards.delete(language);
      else shards.set(language, shard);
      changedSinceFit += ofLanguage.size;
    }
    changes.clear();
    if (changedSinceFit <= countEntries(shards) * REFIT_SHARE) return;
    judgement = fitJudgement(shards);
    changedSinceFit = 0;
  }

  function begin(query: SearchQuery): ReturnType<KnowledgeSearch["begin"]> {
    prepare();
    return searchShards(shards, judgement, query);
  }

  return {
    put: (article) => note(article.language, article.articleKey, { article, passages: splitArticle(article) }),
    remove: (articleKey, language) => note(language, articleKey, null),
    prepare,
    search: (query) => begin(query)([]),
    begin,
    passagesOf(articleKey, language): readonly Passage[] {
      prepare();
      const shard = shards.get(language);
      return shard?.entries[shard.places.get(articleKey) ?? -1]?.passages ?? [];
    },
    stats() {
      prepare();
      return describe(shards, judgement !== SHIPPED_JUDGEMENT);
    },
  };
}

function countEntries(shards: ReadonlyMap<string, Shard>): number {
  let count = 0;
  for (const { entries } of shards.values()) count += entries.length;
  return count;
}

function describe(shards: ReadonlyMap<string, Shard>, isFitted: boolean): KnowledgeStats {
  const all = Array.from(shards.values());
  return {
    articles: new Set(all.flatMap(({ entries }) => entries.map(({ article }) => article.articleKey))).size,
    entries: countEntries(shards),
    passages: all.reduce((sum, { passageStarts }) => sum + (passageStarts.at(-1) ?? 0), 0),
    questions: all.reduce(
      (sum, { entries }) => sum + entries.reduce((own, { article }) => own + article.questions.length, 0),
      0,
    ),
    languages: all.map(({ language }) => language).sort(),
    isFitted,
  };
}
