/** Learns the lexicons of languages whose articles have changed, each towards the language that has most articles. */
import { entryAt, type Shard } from "../ranking/build-shard.ts";
import type { MeaningSearch, ParallelWords } from "./create-meaning-search.ts";
import { pairArticles } from "./pair-articles.ts";

/** The language that most others have borrowed from: it leads unless another has clearly more articles. */
const HUB = "en";
const HUB_ADVANTAGE = 1.2;
/** Stretches of text to learn from: some hundred articles teach what there is to learn. */
const MAX_PARALLEL = 600;

/** Takes each language from `waiting`. What was taken away is forgotten this way, too. */
export function* learnFromShards(
  shards: ReadonlyMap<string, Shard>,
  meaning: MeaningSearch,
  waiting: Set<string>,
): Generator<void> {
  const hub = chooseHub(shards);
  for (const language of waiting) {
    waiting.delete(language);
    const shard = shards.get(language);
    if (hub === null || shard === undefined || shard === hub) continue;
    const texts: ParallelWords[] = [];
    for (const [articleKey, place] of shard.places) {
      const [own, other] = [entryAt(shard, place), entryAt(hub, hub.places.get(articleKey) ?? -1)];
      if (own && other) texts.push(...pairArticles(own, other));
      if (texts.length >= MAX_PARALLEL) break;
      yield;
    }
    yield* meaning.learn(language, texts);
  }
}

function chooseHub(shards: ReadonlyMap<string, Shard>): Shard | null {
  const sizeOf = ({ language, places }: Shard) => places.size * (language === HUB ? HUB_ADVANTAGE : 1);
  return Array.from(shards.values()).reduce<Shard | null>(
    (most, shard) => (most === null || sizeOf(shard) > sizeOf(most) ? shard : most),
    null,
  );
}
