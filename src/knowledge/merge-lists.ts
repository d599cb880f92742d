/** Merges what vectors, translations and words found, by rank: their scores have nothing in common. */
import type { FoundPassage, Passage, ScoredPassage } from "../contracts/answer.ts";
import type { ArticleKey, PassageId } from "../contracts/ids.ts";
import { entryAt, type Shard } from "./ranking/build-shard.ts";

/** Reciprocal rank fusion, Cormack, Clarke and Büttcher 2009; their constant. */
const RANK_OFFSET = 60;

export function mergeLists(
  shards: ReadonlyMap<string, Shard>,
  found: { readonly lists: readonly (readonly FoundPassage[])[]; readonly language: string },
  byWords: readonly ScoredPassage[],
): readonly ScoredPassage[] {
  const others = found.lists
    .map((list) => list.flatMap(({ passageId }) => findPassage(shards, passageId, found.language) ?? []))
    .filter((list) => list.length > 0);
  if (others.length === 0) return byWords;
  const merged = new Map<PassageId, ScoredPassage>();
  for (const list of [byWords.map(({ passage }) => passage), ...others.map(dropRepeated)]) {
    for (const [rank, passage] of list.entries()) {
      const score = (merged.get(passage.passageId)?.score ?? 0) + 1 / (RANK_OFFSET + rank + 1);
      merged.set(passage.passageId, { passage, score });
    }
  }
  return Array.from(merged.values()).sort((one, other) => other.score - one.score);
}

/** The first place counts: translations of one passage stand in for one another and come several times. */
function dropRepeated(passages: readonly Passage[]): Passage[] {
  const seen = new Set<PassageId>();
  return passages.filter(({ passageId }) => !seen.has(passageId) && seen.add(passageId));
}

const PASSAGE_ID = /^(?<articleKey>.+)\/(?<language>[^/#]+)#(?<position>\d+)$/;

/** Null for a passage that is no longer there: vectors may be older than the articles. */
function findPassage(shards: ReadonlyMap<string, Shard>, passageId: PassageId, language: string): Passage | null {
  const parts = PASSAGE_ID.exec(passageId)?.groups;
  if (parts === undefined) return null;
  const position = Number(parts.position);
  const found = passagesOf(shards.get(parts.language ?? ""), parts.articleKey);
  const own = passagesOf(shards.get(language), parts.articleKey);
  // Translations that were cut alike stand in for one another.
  return (own.length === found.length ? own[position] : found[position]) ?? null;
}

function passagesOf(shard: Shard | undefined, articleKey: string | undefined): readonly Passage[] {
  const place = shard?.places.get(articleKey as ArticleKey);
  return shard === undefined || place === undefined ? [] : (entryAt(shard, place)?.passages ?? []);
}
