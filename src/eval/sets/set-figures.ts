/** The figures of public sets: their names, directions, and the goals of the set that is asked. */
import { type Figure, figureOf } from "../figure.ts";
import type { RankingFigures } from "./score-replies.ts";

type Key = keyof RankingFigures;
export interface Goal {
  readonly goal: number;
  /** Of each language, where only the average must reach the goal. */
  readonly floor?: number;
}
export type Goals = { readonly [key in Key]?: Goal };

/** Figures with a goal are main ones, besides those of any ranking; `hasStrangers`: some questions have no answer. */
export function setFigures(goals: Goals, hasStrangers: boolean): readonly Figure[] {
  const named = (key: Key, title: string, better: Figure["better"], isMain = true) =>
    figureOf(key, title, better, { isMain, ...goals[key] });
  return [
    figureOf("asked", "asked", "none", { unit: "count" }),
    named("acc1", "acc@1", "higher"),
    named("r5", "R@5", "higher"),
    named("mrr10", "MRR@10", "higher"),
    named("ndcg10", "nDCG@10", "higher"),
    named("answered", "answered", "none", hasStrangers),
    named("answeredRight", "of these right", "higher", hasStrangers),
    named("auroc", "AUROC", "higher", hasStrangers),
    named("strangersAt90", "unanswerable at 90 %", "lower", hasStrangers),
    named("strangersAnswered", "unanswerable answered", "lower", hasStrangers),
  ];
}
