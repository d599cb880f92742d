/** What a shard's classifier makes of a question, by the entries of the shard. */
import type { Token } from "../analyse-text.ts";
import { readFeatures } from "../recognition/read-features.ts";
import { recognise } from "../recognition/recogniser.ts";
import type { Shard } from "./build-shard.ts";

export interface EntryRecognition {
  /** Per entry: the probability that it is the one asked for, were it one of them; -1 for one it was not trained on. */
  readonly shares: Float32Array;
  /** How much there is in the question that speaks for any of them. */
  readonly familiarity: number;
}

export function recogniseEntries(
  { recogniser, language, keys, places }: Shard,
  tokens: readonly Token[],
): EntryRecognition | null {
  if (recogniser === null) return null;
  const { shares: ofClasses, familiarity } = recognise(recogniser, readFeatures(tokens, language));
  const shares = new Float32Array(keys.length).fill(-1);
  for (const [at, key] of recogniser.keys.entries()) {
    const entry = places.get(key);
    if (entry !== undefined) shares[entry] = ofClasses[at] as number;
  }
  return { shares, familiarity };
}
