/** What the articles of an index mean by its glossary, and which of them are still to be read or learnt from. */
import type { ArticleKey } from "../../contracts/ids.ts";
import { entryAt, type Shard } from "../ranking/build-shard.ts";
import { createMeaningSearch, type HeldMeanings, type MeaningSearch } from "./create-meaning-search.ts";
import { learnFromShards } from "./learn-from-shards.ts";
import type { Glossary } from "./parse-glossary.ts";

type Shards = ReadonlyMap<string, Shard>;

/** Past this share of changed articles a lexicon is learnt anew. */
const RELEARN_SHARE = 0.1;

export class ArticleMeanings {
  #search: MeaningSearch | null = null;
  /** Articles whose meaning is still to be read, by language. */
  readonly #unread = new Map<string, Set<ArticleKey>>();
  /** Languages whose lexicon no longer fits their articles. */
  readonly #toLearn = new Set<string>();
  #isBorrowed = false;

  /** Null without a glossary. */
  get search(): MeaningSearch | null {
    return this.#search;
  }

  useGlossary(glossary: Glossary | null, shards: Shards): void {
    this.#search = glossary === null || glossary.size === 0 ? null : createMeaningSearch(glossary);
    for (const [language, { places }] of shards) this.#unread.set(language, new Set(places.keys()));
  }

  /** Another's, to be asked and never changed. */
  borrow(search: MeaningSearch | null): void {
    this.#search = search;
    this.#isBorrowed = true;
  }

  noteChanged(language: string, articleKeys: Iterable<ArticleKey>): void {
    const unread = this.#unread.get(language) ?? new Set();
    this.#unread.set(language, new Set([...unread, ...articleKeys]));
  }

  isRead(): boolean {
    return Array.from(this.#unread.values()).every(({ size }) => size === 0);
  }

  isLearnt(): boolean {
    return this.#toLearn.size === 0;
  }

  /** Stops after each article. */
  *read(shards: Shards): Generator<void> {
    if (this.#isBorrowed) return;
    for (const [language, articleKeys] of this.#unread) {
      const places = shards.get(language)?.places;
      const isMuch = articleKeys.size > (places?.size ?? 0) * RELEARN_SHARE;
      if (isMuch || [...articleKeys].some((key) => !places?.has(key))) this.#toLearn.add(language);
      for (const articleKey of articleKeys) {
        articleKeys.delete(articleKey);
        const shard = shards.get(language);
        const entry = shard && entryAt(shard, shard.places.get(articleKey) ?? -1);
        this.#search?.remove(articleKey, language);
        const texts = entry?.passages.map(({ text }) => text) ?? [];
        if (entry) this.#search?.put(entry.article, texts);
        yield;
      }
    }
  }

  *learn(shards: Shards): Generator<void> {
    if (this.#search === null) this.#toLearn.clear();
    else yield* learnFromShards(shards, this.#search, this.#toLearn);
  }

  /** By language, without the articles that have changed since they were read: whoever takes over reads them anew. */
  held(shards: Shards): ReadonlyMap<string, HeldMeanings> {
    const search = this.#search;
    if (search === null) return new Map();
    return new Map(Array.from(shards.keys(), (language) => [language, this.#heldIn(language, search)]));
  }

  #heldIn(language: string, search: MeaningSearch): HeldMeanings {
    const held = search.held(language);
    const unread = this.#unread.get(language) ?? new Set();
    if (unread.size === 0) return held;
    return { ...held, articles: new Map([...held.articles].filter(([key]) => !unread.has(key))) };
  }

  restore(held: ReadonlyMap<string, HeldMeanings>, shards: Shards): void {
    for (const [language, { places }] of shards) this.#restoreIn(language, places, held.get(language));
  }

  #restoreIn(language: string, places: Shard["places"], held: HeldMeanings | undefined): void {
    const articles = new Map([...(held?.articles ?? [])].filter(([key]) => places.has(key)));
    this.#unread.set(language, new Set([...places.keys()].filter((key) => !articles.has(key))));
    if (this.#search === null || !held) return;
    this.#search.restore(language, articles.size === held.articles.size ? held : { ...held, articles });
    if (held.lexicon === null) this.#toLearn.add(language);
  }
}
