/** The report as one HTML page: no scripts, nothing loaded from elsewhere, charts as SVG in the page. */
import { ALL, type EvalReport, type Figure, missesGoal } from "../figure.ts";
import type { JudgedReply } from "../questions/judge-reply.ts";
import { drawRiskCurve } from "../sets/measure-separation.ts";
import { type BaselineRun, findFalls } from "./compare-baseline.ts";
import { drawBars } from "./draw-bars.ts";
import { drawCurve } from "./draw-curve.ts";
import { escapeText } from "./escape-text.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { writeValue } from "./print-table.ts";
import { writeChanges } from "./write-changes.ts";
import { writeOutcomes } from "./write-outcomes.ts";
import { writeWorst } from "./write-worst.ts";

export interface PageInput {
  readonly report: EvalReport;
  /** Empty for public sets: their texts are not ours to print. */
  readonly judged: readonly JudgedReply[];
  readonly accepted: BaselineRun | null;
  /** Of the machine, e.g. its processor and the commit. */
  readonly machine: Readonly<Record<string, string | number>>;
}

export function writePage({ report, judged, accepted, machine }: PageInput): string {
  const facts = Object.entries({ ...machine, ...report.versions }).map(([name, value]) => `${name} ${value}`);
  const charts = report.figures.filter(({ isMain, unit }) => isMain && unit !== "count");
  const parts = [
    `<h1>${escapeText(report.title)}</h1><p class="facts">${escapeText(facts.join(" · "))}</p>`,
    writeTiles(report),
    ...(accepted === null
      ? []
      : [section("Against the baseline", writeChanges(report, accepted, findFalls(report, accepted)))]),
    section(
      "By language",
      `<p>Dashed: the goal.${accepted === null ? "" : " Upright stroke: the accepted figure."}</p><div class="charts">${charts
        .map((figure) => drawBars(figure, report.rows, accepted?.rows ?? null))
        .join("")}</div>`,
    ),
    ...(judged.length === 0 ? [] : writeGolden(judged)),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeText(report.title)}</title><style>${PAGE_STYLE}</style></head>
<body><main>${parts.join("\n")}</main></body></html>
`;
}

/** The whole at a glance: all languages, or the only one that was asked. */
function writeTiles({ figures, rows }: EvalReport): string {
  const [name, values] = ALL in rows ? [ALL, rows[ALL]] : (Object.entries(rows)[0] ?? [ALL, {}]);
  const tiles = figures
    .filter(({ isMain }) => isMain)
    .map((figure) => writeTile(figure, name, values?.[figure.key] ?? null));
  return `<div class="tiles">${tiles.join("")}</div>`;
}

function writeTile(figure: Figure, row: string, value: number | null): string {
  const kind = figure.goal === null || value === null ? "" : missesGoal(figure, row, value) ? " miss" : " met";
  const unit = figure.unit === "percent" && value !== null ? " %" : "";
  const goal =
    figure.goal === null ? "" : ` <small>goal ${figure.better === "higher" ? "≥" : "≤"} ${figure.goal}</small>`;
  return `<div class="tile${kind}"><b>${writeValue(figure, value)}${unit}</b>${escapeText(figure.title)}${goal}</div>`;
}

function writeGolden(judged: readonly JudgedReply[]): string[] {
  return [
    section("What came of each kind", writeOutcomes(judged)),
    section("Risk over coverage", `<div class="card">${drawRisk(judged)}</div>`),
    section("Worst questions", writeWorst(judged)),
  ];
}

/** Of what knowledge should answer and what it cannot; small talk and wishes for a person never come so far. */
function drawRisk(judged: readonly JudgedReply[]): string {
  const weighed = judged
    .filter(({ question }) => question.expect === "answer" || isUnanswerable(question.type))
    .map((each) => ({
      confidence: each.reply.confidence,
      isRight: each.rank === 1,
      isAnswerable: each.question.expect === "answer",
      isAnswered: each.reply.kind === "answered",
      isAnsweredRight: each.isAnsweredRight,
    }));
  const answered = weighed.filter(({ isAnswered }) => isAnswered);
  const answerable = weighed.filter(({ isAnswerable }) => isAnswerable);
  const coverage = answered.filter(({ isAnswerable }) => isAnswerable).length / Math.max(1, answerable.length);
  const risk = answered.filter(({ isAnsweredRight }) => !isAnsweredRight).length / Math.max(1, answered.length);
  return drawCurve(drawRiskCurve(weighed), { coverage, risk });
}

function isUnanswerable(type: string): boolean {
  return ["near-miss", "unanswerable", "off-topic", "injection"].includes(type);
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeText(title)}</h2>${content}</section>`;
}
