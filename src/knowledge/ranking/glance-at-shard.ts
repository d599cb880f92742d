/** How well the best of a language could fit a question, by grams alone: cheap, so that most languages are left at it. */
import type { WeightedTerm } from "../analyse-text.ts";
import type { FieldView, Shard } from "./build-shard.ts";
import {
  addBanks,
  addScores,
  countHolders,
  findTerms,
  type FoundTerm,
  type Impact,
  normOf,
  SETTINGS,
  weighGains,
} from "./score-field.ts";
import { documentsOf } from "./score-shard.ts";

/** The highest score of a passage or of an article's questions, exactly; 0 when it is sure to stay below `bar`. */
export function glanceAtShard(shard: Shard, grams: readonly WeightedTerm[], bar: number): number {
  const view = (shard.folded ?? shard.plain).grams;
  const terms = findTerms(view, grams);
  const inBanks = glanceAt({ shard, view, set: "banks" }, terms, bar);
  return Math.max(inBanks, glanceAt({ shard, view, set: "passages" }, terms, Math.max(bar, inBanks)));
}

interface Sight {
  readonly shard: Shard;
  readonly view: FieldView;
  readonly set: "passages" | "banks";
}

function glanceAt(sight: Sight, terms: readonly FoundTerm[], bar: number): number {
  const { shard, view, set } = sight;
  const settings = SETTINGS[set === "banks" ? "questions" : "passages"];
  const holders = terms.map(({ ids }) => countHolders(view, ids, set === "banks" ? "bankHolders" : "passages"));
  const gains = weighGains(view[set], settings, terms, (_, at) => holders[at] ?? 0);
  // A term adds at most its gain, however often it occurs. The rare ones come first: they decide, and are short.
  const order = terms
    .map(({ ids }, at) => ({ ids, gain: gains[at] ?? 0, isHeld: (holders[at] ?? 0) > 0 }))
    .filter(({ isHeld }) => isHeld)
    .sort((one, other) => other.gain - one.gain);
  let left = order.reduce((sum, { gain }) => sum + gain, 0);
  if (left < bar) return 0;
  const scores = clearScores(set === "banks" ? shard.keys.length : (shard.passageStarts.at(-1) ?? 0));
  const norm = normOf(settings, view[set]);
  let most = 0;
  for (const { ids, gain } of order) {
    most = Math.max(most, addTerm(sight, ids, { gain, ...norm }, scores));
    left -= gain;
    if (most + left < bar) return 0;
  }
  return shard.gone.length === 0 ? most : greatestAlive(sight, scores);
}

/** One for all: two dozen arrays a search would be thrown away at once. */
let scratch = new Float32Array();

function clearScores(size: number): Float32Array {
  if (scratch.length < size) scratch = new Float32Array(size * 2);
  return scratch.subarray(0, size).fill(0);
}

function addTerm({ view, set }: Sight, ids: readonly number[], impact: Impact, scores: Float32Array): number {
  let most = 0;
  for (const [part, { field, owners, bases }] of view.parts.entries()) {
    const id = ids[part] ?? -1;
    if (id < 0) continue;
    const score =
      set === "banks"
        ? addBanks({ field, owners, gap: null }, id, impact, scores.subarray(bases.entries))
        : addScores(field.passages, id, impact, scores.subarray(bases.passages));
    most = Math.max(most, score);
  }
  return most;
}

/** What was taken away is still among the postings, and must not draw attention. */
function greatestAlive({ shard, set }: Sight, scores: Float32Array): number {
  for (const entry of shard.gone) {
    const { from, to } = set === "banks" ? { from: entry, to: entry + 1 } : documentsOf(shard, "passages", entry);
    scores.fill(0, from, to);
  }
  return scores.reduce((most, score) => Math.max(most, score), 0);
}
