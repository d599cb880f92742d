/** The search over one shop's articles in all their languages, kept in memory and changed article by article. */
import type { Article, KnowledgeSearch, Passage, SearchQuery } from "../contracts/answer.ts";
import type { ArticleKey } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import {
  changeShardGently,
  chooseMerge,
  emptyShard,
  type Entry,
  entryAt,
  joinSegments,
  replaceSegments,
  type Shard,
} from "./ranking/build-shard.ts";
import { type Judgement, SHIPPED_JUDGEMENT } from "./ranking/choose-verdict.ts";
import { countExamples } from "./ranking/collect-samples.ts";
import { fitJudgement, shippedFor } from "./ranking/fit-judgement.ts";
import { searchShards } from "./search-shards.ts";
import { ArticleMeanings } from "./lexicon/article-meanings.ts";
import { ArticleRecognisers } from "./recognition/article-recognisers.ts";
import type { Glossary } from "./lexicon/parse-glossary.ts";
import { keepNewest } from "./segments/keep-newest.ts";
import { mergeSegments } from "./segments/merge-segments.ts";
import { splitArticle } from "./split-article.ts";
import type { IndexState, KnowledgeStats } from "./index-state.ts";

export interface KnowledgeIndex extends KnowledgeSearch {
  /** Adds an article or replaces the one of the same key and language. Seen by the next search. */
  put(article: Article): void;
  /** Nothing happens when there is none. */
  remove(articleKey: ArticleKey, language: Language): void;
  /** Does now what the next search would otherwise do first: call it after a batch of changes. */
  prepare(): void;
  /** The same in steps of a few milliseconds. Searches in between see the languages that are done. */
  applyGently(): Generator<void>;
  /** What can wait, in such steps: small segments become large ones, and the confidence is fitted to what is new. */
  tidyGently(): Generator<void>;
  /** Whether there is nothing that has waited. */
  isTidy(): boolean;
  /** Whether what has waited, if anything, is soon done: no lexicon, and no confidence over the whole base. */
  isLearnt(): boolean;
  /** What its words mean across languages; null for none. Articles are read anew, in the steps of `tidyGently`. */
  useGlossary(glossary: Glossary | null): void;
  /** One more over the same segments and lexicon, to be asked with something put on top and thrown away; never tidied. */
  fork(): KnowledgeIndex;
  state(): IndexState;
  /** Into an empty index only, after its glossary. */
  restore(state: IndexState): void;
  stats(): KnowledgeStats;
}

/** A fit stays good while the base changes little; past this share it is made anew. */
const REFIT_SHARE = 0.1;
export function createKnowledgeIndex(): KnowledgeIndex {
  return new MemoryIndex();
}

type Changes = Map<ArticleKey, Article | null>;

class MemoryIndex implements KnowledgeIndex {
  readonly #shards = new Map<string, Shard>();
  readonly #changes = new Map<string, Changes>();
  #judgement: Judgement = SHIPPED_JUDGEMENT;
  #changedSinceFit = 0;
  readonly #meanings = new ArticleMeanings();
  readonly #recognisers = new ArticleRecognisers();
  /** Somebody is at it, in steps: searches go on with what there is. */
  #isApplying = false;
  #isTidying = false;
  /** The lexicon is another index's: it is asked and never changed. */
  #isFork = false;

  put(article: Article): void {
    this.#note(article.language, article.articleKey, article);
  }

  remove(articleKey: ArticleKey, language: Language): void {
    this.#note(language, articleKey, null);
  }

  #note(language: string, articleKey: ArticleKey, article: Article | null): void {
    const ofLanguage: Changes = this.#changes.get(language) ?? new Map();
    // Set anew, so that the last one changed stands last.
    ofLanguage.delete(articleKey);
    this.#changes.set(language, ofLanguage.set(articleKey, article));
  }

  fork(): KnowledgeIndex {
    const made = new MemoryIndex();
    made.restore({ ...this.state(), meanings: new Map() });
    made.#meanings.borrow(this.#meanings.search);
    made.#judgement = this.#judgement;
    made.#isFork = true;
    return made;
  }

  useGlossary(glossary: Glossary | null): void {
    this.#meanings.useGlossary(glossary, this.#shards);
    // What was fitted to other evidence says nothing about this.
    this.#judgement = shippedFor(this.#meanings.search);
    this.#changedSinceFit = this.#countEntries() + 1;
  }

  prepare(): void {
    if ((this.#changes.size === 0 && this.#meanings.isRead()) || this.#isApplying) return;
    for (const _ of this.applyGently());
    for (const _ of this.tidyGently());
  }

  *applyGently(): Generator<void> {
    if (this.#isApplying) return;
    this.#isApplying = true;
    try {
      yield* this.#applyChanges();
      yield* this.#meanings.read(this.#shards);
    } finally {
      this.#isApplying = false;
    }
  }

  *tidyGently(): Generator<void> {
    if (this.#isFork) return;
    if (this.#isTidying) return;
    this.#isTidying = true;
    try {
      for (const language of Array.from(this.#shards.keys())) yield* this.#tidy(language);
      yield* this.#meanings.read(this.#shards);
      yield* this.#meanings.learn(this.#shards);
      yield* this.#recognisers.train(this.#shards);
      if (!this.#isFitDue()) return;
      this.#changedSinceFit = 0;
      this.#judgement = yield* fitJudgement(new Map(this.#shards), this.#meanings.search);
    } finally {
      this.#isTidying = false;
    }
  }

  isTidy(): boolean {
    return this.isLearnt() && this.#recognisers.isTrained() && this.#meanings.isRead();
  }

  isLearnt(): boolean {
    return this.#meanings.isLearnt() && !this.#isFitDue();
  }

  #isFitDue(): boolean {
    return this.#changedSinceFit > this.#countEntries() * REFIT_SHARE;
  }

  *#applyChanges(): Generator<void> {
    while (this.#changes.size > 0) {
      const [language, changes] = this.#changes.entries().next().value as [string, Changes];
      this.#changes.delete(language);
      const entries = new Map<ArticleKey, Entry | null>();
      for (const [articleKey, article] of changes) {
        entries.set(articleKey, article && { article, passages: splitArticle(article) });
        yield;
      }
      const shard = yield* changeShardGently(this.#shards.get(language) ?? emptyShard(language), entries);
      if (shard.places.size === 0) this.#shards.delete(language);
      else this.#shards.set(language, shard);
      this.#changedSinceFit += changes.size;
      this.#meanings.noteChanged(language, changes.keys());
      this.#recognisers.noteChanged(language);
    }
  }

  /** Articles may come and go meanwhile: what was taken from the old segments is taken from the new one, too. */
  *#tidy(language: string): Generator<void> {
    for (;;) {
      const shard = this.#shards.get(language);
      const range = shard && chooseMerge(shard);
      if (!shard || !range) return;
      const old = shard.segments.slice(range.from, range.to);
      const merged = yield* mergeSegments(language, old);
      const now = this.#shards.get(language);
      if (now) this.#shards.set(language, replaceSegments(now, old, merged));
    }
  }

  search(query: SearchQuery): ReturnType<KnowledgeSearch["search"]> {
    return this.begin(query)([]);
  }

  begin(query: SearchQuery): ReturnType<KnowledgeSearch["begin"]> {
    // The meaning of articles is read in steps, or by `prepare`: no search waits for it.
    if (this.#changes.size > 0) this.prepare();
    return searchShards(new Map(this.#shards), this.#judgement, query, this.#meanings.search);
  }

  passagesOf(articleKey: ArticleKey, language: Language): readonly Passage[] {
    this.prepare();
    const shard = this.#shards.get(language);
    return shard === undefined ? [] : (entryAt(shard, shard.places.get(articleKey) ?? -1)?.passages ?? []);
  }

  state(): IndexState {
    return {
      segments: Array.from(this.#shards.values()).flatMap(({ segments }) => segments),
      judgement: this.#judgement === shippedFor(this.#meanings.search) ? null : this.#judgement,
      changedSinceFit: this.#changedSinceFit,
      meanings: this.#meanings.held(this.#shards),
      recognisers: this.#recognisers.held(this.#shards),
    };
  }

  restore({ segments, judgement, changedSinceFit, meanings, recognisers }: IndexState): void {
    for (const [language, own] of Map.groupBy(segments, (segment) => segment.language)) {
      this.#shards.set(language, joinSegments(language, keepNewest(own)));
    }
    this.#meanings.restore(meanings, this.#shards);
    this.#recognisers.restore(recognisers, this.#shards);
    this.#judgement = judgement ?? shippedFor(this.#meanings.search);
    this.#changedSinceFit = changedSinceFit;
  }

  #countEntries(): number {
    return Array.from(this.#shards.values()).reduce((sum, { places }) => sum + places.size, 0);
  }

  stats(): KnowledgeStats {
    this.prepare();
    const all = Array.from(this.#shards.values());
    return {
      articles: new Set(all.flatMap(({ places }) => [...places.keys()])).size,
      entries: this.#countEntries(),
      passages: all.reduce((sum, { plain }) => sum + plain.words.passages.size, 0),
      questions: all.reduce((sum, shard) => sum + countExamples(shard), 0),
      languages: all.map(({ language }) => language).sort(),
      isFitted: this.#judgement !== shippedFor(this.#meanings.search),
    };
  }
}
