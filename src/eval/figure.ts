/** What a figure of the evaluation is called, which way is better, and what we want it to be. */
export interface Figure {
  readonly key: string;
  /** Heads the column and the chart. */
  readonly title: string;
  /** "none": shown, and never compared with a baseline. */
  readonly better: "higher" | "lower" | "none";
  readonly unit: "percent" | "characters" | "count";
  /** The goal, in the figure's unit; null where none was set. */
  readonly goal: number | null;
  /** Only the most telling ones stand in the terminal's table. */
  readonly isMain: boolean;
}

/** By language, or part of a set; "all" is the whole. */
export type FigureRows = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

export interface EvalReport {
  /** What was measured and how, e.g. "golden/test/withheld": figures are comparable under the same key only. */
  readonly key: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly rows: FigureRows;
  /** Fingerprints and counts of what was measured: another question file explains another figure. */
  readonly versions: Readonly<Record<string, string | number>>;
}

export const ALL = "all";

type Extra = { readonly goal?: number; readonly isMain?: boolean; readonly unit?: Figure["unit"] };

export function figureOf(key: string, title: string, better: Figure["better"], extra: Extra = {}): Figure {
  const { goal = null, isMain = true, unit = "percent" } = extra;
  return { key, title, better, unit, goal, isMain };
}
