/** Adds what articles are about, in any language, to what their words say; and finds those the language has not got. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Token } from "../analyse-text.ts";
import type { Meanings } from "../lexicon/read-meanings.ts";
import type { Shard } from "./build-shard.ts";
import type { Meaning, RankedArticle } from "./ranked-article.ts";
import { NOTHING_LEFT_OUT, type ShardScores, scoreShard } from "./score-shard.ts";

/** Beside own words; measured flat from 0.3 to 0.6 with the example questions left out one by one. */
const MEANING_SHARE = 0.4;
/** So many of the articles that are not there in the language are looked up in another. */
const MAX_FOREIGN = 4;
/** Where an article is there in several other languages, the first of these is read. */
const READ_FIRST = ["en", "es", "de", "fr"];

interface Asked {
  readonly shards: ReadonlyMap<string, Shard>;
  readonly own: ShardScores | null;
  readonly language: string;
  readonly read: (language: string) => readonly Token[];
}

type Best = Map<ArticleKey, RankedArticle>;

/** Returns the share of what is asked about that no article deals with. */
export function addMeanings(best: Best, asked: Asked, meaning: Meaning): number {
  const { search, leftOut } = meaning;
  const { own, language } = asked;
  const meanings = search.read(own?.question.tokens ?? asked.read(language), language);
  if (meanings.size === 0) return 0;
  if (search.lacks(language)) addForeign(best, asked, { meaning, meanings });
  const scores = search.score(meanings, { without: null, leftOut });
  for (const [articleKey, share] of scores) {
    const known = best.get(articleKey);
    if (known) {
      // What is not there in the language has been given its share with the others of its kind.
      const gain = known.meaning > 0 ? 0 : MEANING_SHARE * share;
      best.set(articleKey, { ...known, score: known.score + gain, meaning: Math.max(known.meaning, share) });
      continue;
    }
    const entry = own?.shard.places.get(articleKey);
    if (own === null || entry === undefined) continue;
    best.set(articleKey, { articleKey, score: MEANING_SHARE * share, found: own, entry, meaning: share });
  }
  return search.strangeness(meanings, leftOut);
}

/**
 * An article that is not there in the language has no words to be compared by. It gets the score that articles which
 * are about the question as much as it is have got from their words.
 */
function addForeign(
  best: Best,
  asked: Asked,
  { meaning, meanings }: { readonly meaning: Meaning; readonly meanings: Meanings },
): void {
  const { own, language } = asked;
  const scores = meaning.search.score(meanings, { without: language, leftOut: meaning.leftOut });
  const isOwn = (articleKey: ArticleKey) => own?.shard.places.has(articleKey) === true;
  let words = 0;
  let squares = 0;
  for (const [articleKey, share] of scores) {
    if (!isOwn(articleKey)) continue;
    words += share * (best.get(articleKey)?.score ?? 0);
    squares += share * share;
  }
  const perShare = squares === 0 ? 1 : words / squares;
  const foreign = Array.from(scores)
    .filter(([articleKey]) => !isOwn(articleKey))
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_FOREIGN);
  const readings = new Map<string, ShardScores>();
  for (const [articleKey, share] of foreign) {
    const known = best.get(articleKey) ?? lookUp(articleKey, asked, { meaning, meanings, readings });
    if (known === null) continue;
    const score = Math.max(known.score, perShare * share) + MEANING_SHARE * share;
    best.set(articleKey, { ...known, score, meaning: share });
  }
}

/** Reads it in one language that has it, with what the glossary calls the question's concepts there. */
function lookUp(
  articleKey: ArticleKey,
  { shards, read }: Asked,
  {
    meaning,
    meanings,
    readings,
  }: { readonly meaning: Meaning; readonly meanings: Meanings; readonly readings: Map<string, ShardScores> },
): RankedArticle | null {
  const languages = [...READ_FIRST, ...shards.keys()];
  const language = languages.find((each) => shards.get(each)?.places.has(articleKey));
  const shard = language === undefined ? undefined : shards.get(language);
  const entry = shard?.places.get(articleKey);
  if (language === undefined || shard === undefined || entry === undefined) return null;
  const known = readings.get(language);
  const tokens = [...read(language), ...meaning.search.translate(meanings, language)];
  const found = known ?? scoreShard(shard, tokens, NOTHING_LEFT_OUT);
  readings.set(language, found);
  return { articleKey, score: 0, found, entry, meaning: 0 };
}
