/** Figures that were accepted once, and which of them have fallen since. */
import type { EvalReport, FigureRows } from "../figure.ts";

export interface BaselineRun {
  readonly versions: EvalReport["versions"];
  readonly rows: FigureRows;
}

/** By the key of a report: one file holds several runs. */
export type Baseline = Readonly<Record<string, BaselineRun>>;

export interface Fall {
  readonly row: string;
  readonly figure: string;
  readonly was: number;
  /** Null: the figure is not measured any more. */
  readonly is: number | null;
}

/** Machines round alike, so the same questions give the same figures; a point is what one may give for another. */
const MAX_FALL = 1;

/** Empty when nothing fell by more than a point; what the baseline does not know is not compared. */
export function findFalls(report: EvalReport, accepted: BaselineRun): Fall[] {
  const falls: Fall[] = [];
  for (const [row, values] of Object.entries(accepted.rows)) {
    // A part of the set, asked with --language, is compared with that part.
    const now = report.rows[row];
    if (now === undefined) continue;
    for (const { key, better, title } of report.figures) {
      const was = values[key] ?? null;
      if (better === "none" || was === null) continue;
      const is = now[key] ?? null;
      const lost = is === null ? Number.POSITIVE_INFINITY : better === "higher" ? was - is : is - was;
      // Tenths are added up in binary: 90.1 - 89.1 is a little more than one.
      if (lost > MAX_FALL + 1e-9) falls.push({ row, figure: title, was, is });
    }
  }
  return falls;
}

/** Null for a file that is not a baseline. */
export function readBaseline(text: string): Baseline | null {
  try {
    const value: unknown = JSON.parse(text);
    return isBaseline(value) ? value : null;
  } catch {
    // JSON.parse has no way to say "no" but to throw.
    return null;
  }
}

function isBaseline(value: unknown): value is Baseline {
  return (
    isRecord(value) &&
    Object.values(value).every((run) => isRecord(run) && isRecord(run.rows) && isRecord(run.versions))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One line a row of figures, so that a change of the file can be read. */
export function writeBaseline(baseline: Baseline): string {
  const runs = Object.entries(baseline)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, { versions, rows }]) => {
      const lines = Object.entries(rows).map(
        ([name, values]) => `      ${JSON.stringify(name)}: ${JSON.stringify(values)}`,
      );
      const inner = `    "versions": ${JSON.stringify(versions)},\n    "rows": {\n${lines.join(",\n")}\n    }`;
      return `  ${JSON.stringify(key)}: {\n${inner}\n  }`;
    });
  return `{\n${runs.join(",\n")}\n}\n`;
}
