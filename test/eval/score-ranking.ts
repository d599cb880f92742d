/** The usual figures of a ranking with one right document per question, in percent. */
export interface RankingFigures {
  readonly n: number;
  readonly acc1: number;
  readonly r5: number;
  readonly mrr10: number;
  readonly ndcg10: number;
}

/** `ranks` are counted from 1; null where the right document was not found. */
export function scoreRanking(ranks: readonly (number | null)[]): RankingFigures {
  const mean = (gain: (rank: number) => number) =>
    ranks.length === 0
      ? 0
      : (100 * ranks.reduce<number>((sum, rank) => sum + (rank === null ? 0 : gain(rank)), 0)) / ranks.length;
  return {
    n: ranks.length,
    acc1: mean((rank) => (rank === 1 ? 1 : 0)),
    r5: mean((rank) => (rank <= 5 ? 1 : 0)),
    mrr10: mean((rank) => (rank <= 10 ? 1 / rank : 0)),
    ndcg10: mean((rank) => (rank <= 10 ? 1 / Math.log2(rank + 1) : 0)),
  };
}
