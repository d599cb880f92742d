/** Which tags fit a case: what similar cases got, the nearer in words and the same in subject the more. */
import type { TicketCategory } from "../contracts/ticket.ts";

export interface SimilarCase {
  readonly tags: readonly string[];
  readonly category: TicketCategory;
  /** To the buyer's words, 0..1. */
  readonly nearness: number;
}

/** A case of the same subject alone says little; several of them say something. */
const SAME_CATEGORY = 0.25;
const MIN_NEARNESS = 0.15;
const MIN_SCORE = 0.5;
const MAX_TAGS = 3;

/** Best first; those the case has are left out. */
export function rankTags(
  similar: readonly SimilarCase[],
  about: { readonly category: TicketCategory; readonly tags: readonly string[] },
): readonly string[] {
  const scores = new Map<string, number>();
  for (const { tags, category, nearness } of similar) {
    const isSame = category === about.category && category !== "other";
    const weight = (isSame ? SAME_CATEGORY : 0) + (nearness >= MIN_NEARNESS ? nearness : 0);
    if (weight === 0) continue;
    for (const tag of tags) scores.set(tag, (scores.get(tag) ?? 0) + weight);
  }
  return [...scores]
    .filter(([tag, score]) => score >= MIN_SCORE && !about.tags.includes(tag))
    .toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, MAX_TAGS)
    .map(([tag]) => tag);
}
