/** Segments that were saved at different times can hold the same article: the last one counts. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Segment } from "./build-segment.ts";
import { removeEntries } from "./remove-entries.ts";

/** All of one language, oldest first. */
export function keepNewest(segments: readonly Segment[]): Segment[] {
  const seen = new Set<ArticleKey>();
  const kept: Segment[] = [];
  for (const segment of segments.toReversed()) {
    const own = segment.keys.filter((key) => key !== null);
    kept.unshift(removeEntries(segment, new Set(own.filter((key) => seen.has(key)))));
    for (const key of own) seen.add(key);
  }
  return kept;
}
