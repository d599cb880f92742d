/** The figures of the index must not fall; measured on public sets that are not part of the project. */
import { describe, expect, it } from "vitest";
import { readSquadSets } from "./read-squad.ts";
import { scoreRanking } from "./score-ranking.ts";
import { runXquad } from "./xquad.ts";

/** Beside the project, never in it: the sets have their own licence. */
const SETS = readSquadSets(new URL("../../../shared/data/xquad", import.meta.url).pathname, null);

describe("the figures of a ranking", () => {
  it("count a right document at its rank, and nothing for one that is missing", () => {
    const { acc1, r5, mrr10, ndcg10 } = scoreRanking([1, 2, 11, null]);
    expect([acc1, r5, mrr10]).toEqual([25, 50, 37.5]);
    expect(ndcg10).toBeCloseTo((100 * (1 + 1 / Math.log2(3))) / 4);
  });
});

describe.skipIf(SETS === null)("on XQuAD the index", () => {
  // Four scripts stand for the twelve languages; `node test/eval/xquad.ts` measures them all.
  it("finds the right passage in en, tr, ar and zh", () => {
    const sets = (SETS ?? []).filter(({ language }) => ["en", "tr", "ar", "zh"].includes(language));
    const rows = runXquad(sets, { merged: false, unaccented: false });
    expect(rows).toHaveLength(4);
    for (const { language, ndcg10 } of rows) expect(ndcg10, language).toBeGreaterThanOrEqual(95);
    expect(rows.reduce((sum, { ndcg10 }) => sum + ndcg10, 0) / 4).toBeGreaterThanOrEqual(96.3);
  }, 60_000);
});
