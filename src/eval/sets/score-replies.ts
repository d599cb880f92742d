/** The usual figures of a ranking, in percent, and how well its confidence tells what nothing answers. */
import type { FigureRows } from "../figure.ts";
import { ALL } from "../figure.ts";
import type { SetReply } from "./ask-index.ts";
import { answeredAtCoverage, separation } from "./measure-separation.ts";

export interface RankingFigures {
  readonly asked: number;
  readonly acc1: number | null;
  readonly r5: number | null;
  readonly mrr10: number | null;
  readonly ndcg10: number | null;
  /** Questions with an answer that the index would answer, and how many of these from a right document. */
  readonly answered: number | null;
  readonly answeredRight: number | null;
  /** Area under the curve of the confidence: with an answer against without; in percent. */
  readonly auroc: number | null;
  /** Questions without an answer that would be answered, were the bar where 90 % of the others pass. */
  readonly strangersAt90: number | null;
  /** The same with the bar where the index has put it. */
  readonly strangersAnswered: number | null;
}

/** One row a group, and one for all of them together when there are several. */
export function scoreGroups(groups: ReadonlyMap<string, readonly SetReply[]>): FigureRows {
  const rows = Array.from(groups, ([name, replies]) => [name, { ...scoreReplies(replies) }] as const);
  const all = groups.size > 1 ? [[ALL, { ...scoreReplies([...groups.values()].flat()) }] as const] : [];
  return Object.fromEntries([...rows, ...all]);
}

export function scoreReplies(replies: readonly SetReply[]): RankingFigures {
  const answerable = replies.filter(({ isAnswerable }) => isAnswerable);
  const strangers = replies.filter(({ isAnswerable }) => !isAnswerable);
  const answered = answerable.filter(({ isAnswered }) => isAnswered);
  const gain = (worth: (rank: number) => number) =>
    mean(answerable.map(({ rank }) => (rank === null ? 0 : worth(rank))));
  const sure = answerable.map(({ confidence }) => confidence);
  const unsure = strangers.map(({ confidence }) => confidence);
  return {
    asked: replies.length,
    acc1: gain((rank) => (rank === 1 ? 1 : 0)),
    r5: gain((rank) => (rank <= 5 ? 1 : 0)),
    mrr10: gain((rank) => (rank <= 10 ? 1 / rank : 0)),
    ndcg10: gain((rank) => (rank <= 10 ? 1 / Math.log2(rank + 1) : 0)),
    answered: mean(answerable.map(({ isAnswered }) => (isAnswered ? 1 : 0))),
    answeredRight: mean(answered.map(({ rank }) => (rank === 1 ? 1 : 0))),
    auroc: inPercent(separation(sure, unsure)),
    strangersAt90: inPercent(answeredAtCoverage(sure, unsure, 0.9)),
    strangersAnswered: mean(strangers.map(({ isAnswered }) => (isAnswered ? 1 : 0))),
  };
}

function mean(parts: readonly number[]): number | null {
  return parts.length === 0 ? null : inPercent(parts.reduce((sum, part) => sum + part, 0) / parts.length);
}

/** Two decimals: goals of public sets are compared with what others have published. */
function inPercent(share: number | null): number | null {
  return share === null ? null : Math.round(share * 10_000) / 100;
}
