/** What a figure of the evaluation is called, which way is better, and what we want it to be. */
export interface Figure {
  readonly key: string;
  /** Heads the column and the chart. */
  readonly title: string;
  /** "none": shown, and never compared with a baseline. */
  readonly better: "higher" | "lower" | "none";
  readonly unit: "percent" | "characters" | "count";
  /** What the whole shall reach, in the figure's unit; null where nothing was set. */
  readonly goal: number | null;
  /** What each single row shall reach: the same as the goal, unless only the whole must reach that. */
  readonly floor: number | null;
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

type Extra = Partial<Pick<Figure, "goal" | "floor" | "isMain" | "unit">>;

export function figureOf(key: string, title: string, better: Figure["better"], extra: Extra = {}): Figure {
  const { goal = null, floor = goal, isMain = true, unit = "percent" } = extra;
  return { key, title, better, unit, goal, floor, isMain };
}

/** `row` is a language, a part of the set, or "all". Without a value nothing is missed. */
export function missesGoal({ goal, floor, better }: Figure, row: string, value: number | null): boolean {
  const bar = row === ALL ? goal : floor;
  if (bar === null || value === null) return false;
  return better === "higher" ? value < bar : value > bar;
}
