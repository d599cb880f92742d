/** A small classifier over the example questions of one language: which article is asked for, and whether any is. */
import type { ArticleKey } from "../../contracts/ids.ts";
import type { Features } from "./read-features.ts";

export interface Recogniser {
  /** One class an article. */
  readonly keys: readonly ArticleKey[];
  /** Of the features, ascending. */
  readonly hashes: Uint32Array;
  /** How rare each is among the example questions. */
  readonly rarities: Float32Array;
  /** Of a feature that no example question has. */
  readonly strangeRarity: number;
  /** A row of one weight per class for each feature, to be multiplied by the feature's scale. */
  readonly weights: Int8Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
}

export interface Recognition {
  /** The probability of each class, were the question of one of them. */
  readonly shares: Float32Array;
  /** How much there is in the question that speaks for any class at all: 0 for nothing, about 2 for a known question. */
  readonly familiarity: number;
}

/** What of a question's weight its words have; the rest is the grams'. Flat from 0.3 to 0.7 on CLINC150. */
const WORD_SHARE = 0.5;

export type Vocabulary = Pick<Recogniser, "hashes" | "rarities" | "strangeRarity">;

/** The features that are known, with their values; what is unknown takes its part of the length and gives nothing. */
export interface Row {
  readonly ids: readonly number[];
  readonly values: readonly number[];
}

export function readRow(vocabulary: Vocabulary, { words, grams }: Features): Row {
  const ids: number[] = [];
  const values: number[] = [];
  for (const [hashes, share] of [
    [words, WORD_SHARE],
    [grams, 1 - WORD_SHARE],
  ] as const) {
    const from = ids.length;
    let squares = 0;
    for (const hash of hashes) {
      const id = findHash(vocabulary.hashes, hash);
      const rarity = id < 0 ? vocabulary.strangeRarity : (vocabulary.rarities[id] ?? 0);
      squares += rarity * rarity;
      if (id < 0) continue;
      ids.push(id);
      values.push(rarity);
    }
    const norm = Math.sqrt(share / Math.max(squares, Number.MIN_VALUE));
    for (let at = from; at < values.length; at += 1) values[at] = (values[at] ?? 0) * norm;
  }
  return { ids, values };
}

function findHash(hashes: Uint32Array, hash: number): number {
  let from = 0;
  let to = hashes.length - 1;
  while (from <= to) {
    const middle = (from + to) >> 1;
    const other = hashes[middle] as number;
    if (other === hash) return middle;
    if (other < hash) from = middle + 1;
    else to = middle - 1;
  }
  return -1;
}

export function recognise(recogniser: Recogniser, features: Features): Recognition {
  const { weights, scales, biases } = recogniser;
  const { ids, values } = readRow(recogniser, features);
  const size = biases.length;
  const shares = new Float32Array(biases);
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at] as number;
    const value = (values[at] as number) * (scales[id] as number);
    const start = id * size;
    for (let each = 0; each < size; each += 1) {
      shares[each] = (shares[each] as number) + value * (weights[start + each] as number);
    }
  }
  return { shares, familiarity: shareOut(shares) - Math.log(size) };
}

/** Turns scores into probabilities in place; gives back the logarithm of the sum that they were divided by. */
export function shareOut(scores: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at += 1) if ((scores[at] as number) > highest) highest = scores[at] as number;
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const power = Math.exp((scores[at] as number) - highest);
    scores[at] = power;
    sum += power;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] as number) / sum;
  return highest + Math.log(sum);
}
