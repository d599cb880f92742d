/** One figure as a chart: a bar a language, a line at the goal, and a tick where the accepted baseline stands. */
import { ALL, type Figure, type FigureRows, missesGoal } from "../figure.ts";
import { escapeText } from "./escape-text.ts";
import { writeValue } from "./print-table.ts";

const WIDTH = 320;
const LABEL = 56;
const VALUE = 52;
const ROW = 20;
const BAR = 12;

export function drawBars(figure: Figure, rows: FigureRows, accepted: FigureRows | null): string {
  const values = Object.entries(rows).map(([name, row]) => ({ name, value: row[figure.key] ?? null }));
  const highest = Math.max(0, ...values.map(({ value }) => value ?? 0), figure.goal ?? 0);
  // Shares that are small by nature would be slivers on a scale to a hundred.
  const top = figure.unit === "percent" && figure.better === "higher" ? 100 : niceTop(highest);
  const scale = (value: number) => (Math.min(value, top) / top) * (WIDTH - LABEL - VALUE);
  const height = values.length * ROW + 4;
  const bars = values.map(({ name, value }, at) => {
    const was = accepted?.[name]?.[figure.key] ?? null;
    return drawRow({ name, value, was, y: at * ROW + 2 }, figure, scale);
  });
  const goal = figure.goal === null ? "" : line("goal", LABEL + scale(figure.goal), 0, height);
  const told =
    figure.goal === null ? "" : ` <small>goal ${figure.better === "higher" ? "≥" : "≤"} ${figure.goal}</small>`;
  return `<figure class="card"><figcaption>${escapeText(figure.title)}${told}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(figure.title)} by language">${bars.join("")}${goal}</svg></figure>`;
}

interface Row {
  readonly name: string;
  readonly value: number | null;
  /** In the baseline. */
  readonly was: number | null;
  readonly y: number;
}

function drawRow({ name, value, was, y }: Row, figure: Figure, scale: (value: number) => number): string {
  const middle = y + ROW / 2;
  const kind = missesGoal(figure, name, value) ? "bar miss" : figure.floor === null ? "bar plain" : "bar";
  const width = value === null ? 0 : Math.max(scale(value), value > 0 ? 1 : 0);
  const shown = writeValue(figure, value);
  const weight = name === ALL ? " whole" : "";
  const tick = was === null ? "" : line("was", LABEL + scale(was), y + 2, y + ROW - 2);
  return `<text class="name${weight}" x="${LABEL - 8}" y="${middle}" text-anchor="end">${escapeText(name)}</text>
<rect class="${kind}" x="${LABEL}" y="${middle - BAR / 2}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>${tick}
<text class="value${weight}" x="${WIDTH - 2}" y="${middle}" text-anchor="end">${shown}</text>`;
}

function line(kind: string, x: number, from: number, to: number): string {
  return `<line class="${kind}" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${from}" y2="${to}"/>`;
}

/** 1, 2 or 5 times a power of ten, not below `value`. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((times) => times * power).find((top) => top >= value) ?? 10 * power;
}
