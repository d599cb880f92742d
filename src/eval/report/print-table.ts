/** An evaluation as a table for a terminal: a row a language, a column a figure, what misses its goal marked. */
import { type EvalReport, type Figure, missesGoal } from "../figure.ts";

/** `!` stands behind a figure that misses its goal. */
export function printTable({ title, figures, rows }: EvalReport): string {
  const columns = figures.filter(({ isMain }) => isMain);
  const widths = columns.map(({ title: head }) => Math.max(7, ...head.split(" ").map((word) => word.length + 1)));
  const heads = columns.map(({ title: head }) => splitHead(head));
  const height = Math.max(...heads.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, line) =>
    row(
      "",
      heads.map((head) => head[line - height + head.length] ?? ""),
      widths,
    ),
  );
  for (const [language, values] of Object.entries(rows)) {
    const cells = columns.map((figure) => writeCell(figure, language, values[figure.key] ?? null));
    lines.push(row(language, cells, widths));
  }
  const goals = columns.map(({ goal, better }) => (goal === null ? "" : `${better === "higher" ? "≥" : "≤"}${goal}`));
  return `${[title, ...lines, row("goal", goals, widths)].join("\n")}\n`;
}

function writeCell(figure: Figure, language: string, value: number | null): string {
  return `${writeValue(figure, value)}${missesGoal(figure, language, value) ? "!" : " "}`;
}

export function writeValue({ unit }: Figure, value: number | null): string {
  if (value === null) return "-";
  return unit === "percent" ? value.toFixed(1) : String(value);
}

function splitHead(head: string): string[] {
  return head.split(" ");
}

function row(name: string, cells: readonly string[], widths: readonly number[]): string {
  return `${name.padEnd(8)}${cells.map((cell, at) => cell.padStart((widths[at] ?? 7) + 1)).join("")}`.trimEnd();
}
