/** What has changed since the figures that were accepted: falls beyond a point first, then the rest by size. */
import type { EvalReport, Figure } from "../figure.ts";
import type { BaselineRun, Fall } from "./compare-baseline.ts";
import { escapeText } from "./escape-text.ts";
import { writeValue } from "./print-table.ts";

interface Change {
  readonly row: string;
  readonly figure: Figure;
  readonly was: number;
  readonly is: number;
  /** In points; above zero is better. */
  readonly gain: number;
}

export function writeChanges(report: EvalReport, accepted: BaselineRun, falls: readonly Fall[]): string {
  const changes = findChanges(report, accepted);
  const verdict =
    falls.length === 0 ? "No figure fell by more than a point." : `${falls.length} figures fell by more than a point.`;
  if (changes.length === 0) return `<p>${verdict} Nothing has changed.</p>`;
  const rows = changes.map(({ row, figure, was, is, gain }) => {
    const kind = gain < -1 ? "wrong" : gain > 0 ? "right" : "";
    const sign = gain > 0 ? "better" : "worse";
    return `<tr><th scope="row">${escapeText(row)}</th><td>${escapeText(figure.title)}</td><td>${writeValue(figure, was)}</td><td>${writeValue(figure, is)}</td><td class="${kind}" style="--share:60%">${Math.abs(gain).toFixed(1)} ${sign}</td></tr>`;
  });
  const heads = ["row", "figure", "accepted", "now", "points"].map((head) => `<th scope="col">${head}</th>`).join("");
  return `<p>${verdict}</p><div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function findChanges({ figures, rows }: EvalReport, accepted: BaselineRun): Change[] {
  return Object.entries(rows)
    .flatMap(([row, values]) =>
      figures.flatMap((figure): Change[] => {
        const was = accepted.rows[row]?.[figure.key] ?? null;
        const is = values[figure.key] ?? null;
        if (figure.better === "none" || was === null || is === null || was === is) return [];
        return [{ row, figure, was, is, gain: figure.better === "higher" ? is - was : was - is }];
      }),
    )
    .toSorted((one, other) => one.gain - other.gain);
}
