/** How well the best of a language could fit a question, by grams alone: cheap, so that most languages are left at it. */
import type { WeightedTerm } from "../analyse-text.ts";
import { keyOf, type TermKey } from "../segments/term-table.ts";
import type { FieldView, Shard } from "./build-shard.ts";
import { addBanks, addScores, countHolders, type Impact, normOf, rarity, SETTINGS } from "./score-field.ts";
import { documentsOf } from "./score-shard.ts";

/** The grams of a question, made ready for every language. */
export interface Glancing {
  readonly grams: readonly { readonly key: TermKey; readonly weight: number }[];
  readonly weight: number;
}

export function prepareGlances(grams: readonly WeightedTerm[]): Glancing {
  return {
    grams: grams.map(({ term, weight }) => ({ key: keyOf(term), weight })),
    weight: grams.reduce((sum, { weight }) => sum + weight, 0),
  };
}

/** The highest score of a passage or of an article's questions, exactly; 0 when it is sure to stay below `bar`. */
export function glanceAtShard(shard: Shard, question: Glancing, bar: number): number {
  const view = (shard.folded ?? shard.plain).grams;
  const known = question.grams.flatMap(({ key, weight }): KnownTerm[] => {
    const ids = view.parts.map(({ field }) => field.terms.findKey(key));
    return ids.some((id) => id >= 0) ? [{ ids, weight }] : [];
  });
  const terms = { known, unknown: question.weight - known.reduce((sum, { weight }) => sum + weight, 0) };
  const inBanks = glanceAt({ shard, view, set: "banks" }, terms, bar);
  return Math.max(inBanks, glanceAt({ shard, view, set: "passages" }, terms, Math.max(bar, inBanks)));
}

interface KnownTerm {
  readonly ids: readonly number[];
  readonly weight: number;
}

interface Terms {
  readonly known: readonly KnownTerm[];
  /** The weight of those that nobody uses. */
  readonly unknown: number;
}

interface Sight {
  readonly shard: Shard;
  readonly view: FieldView;
  readonly set: "passages" | "banks";
}

function glanceAt(sight: Sight, { known, unknown }: Terms, bar: number): number {
  const { shard, view, set } = sight;
  const settings = SETTINGS[set === "banks" ? "questions" : "passages"];
  const whole = settings.k1 + 1;
  // No gram is rarer than one that nobody uses: most languages of another script end here.
  const share = known.reduce((sum, { weight }) => sum + weight, 0);
  if (share * whole < bar * (share + unknown)) return 0;
  const { size } = view[set];
  const worths = known.map(({ ids, weight }) => {
    const holders = countHolders(view, ids, set === "banks" ? "bankHolders" : "passages");
    return { ids, isHeld: holders > 0, worth: weight * rarity(size, holders) };
  });
  const best = worths.reduce((sum, { worth }) => sum + worth, unknown * rarity(size, 0));
  if (best === 0) return 0;
  // A term adds at most its gain, however often it occurs. The rare ones come first: they decide, and are short.
  const order = worths.filter(({ isHeld }) => isHeld).sort((one, other) => other.worth - one.worth);
  let left = order.reduce((sum, { worth }) => sum + worth, 0) * (whole / best);
  if (left < bar) return 0;
  const scores = clearScores(set === "banks" ? shard.keys.length : (shard.passageStarts.at(-1) ?? 0));
  const norm = normOf(settings, view[set]);
  let most = 0;
  for (const { ids, worth } of order) {
    const gain = worth * (whole / best);
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
