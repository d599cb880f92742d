/** An article in its place for one question, and what the ranking knows beside the words. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { MeaningSearch } from "../lexicon/create-meaning-search.ts";
import type { MeaningsLeftOut } from "../lexicon/meaning-field.ts";
import type { ShardScores } from "./score-shard.ts";

export interface RankedArticle {
  readonly articleKey: ArticleKey;
  readonly score: number;
  /** The language it was found in, and its place there. */
  readonly found: ShardScores;
  readonly entry: number;
  /** How much of what is asked about it is about, in any language: 0..1, and 0 without a glossary. */
  readonly meaning: number;
}

/** What the ranking knows beside the shards. */
export interface Meaning {
  readonly search: MeaningSearch;
  readonly leftOut: MeaningsLeftOut | null;
}
