/** The report: which figures have fallen, what the table and the page show, and that foreign text stays text. */
import { describe, expect, it } from "vitest";
import { type EvalReport, figureOf } from "../../src/eval/figure.ts";
import type { GoldenReply } from "../../src/eval/questions/golden-question.ts";
import { judgeReply } from "../../src/eval/questions/judge-reply.ts";
import { readGoldenLines } from "../../src/eval/questions/read-golden-lines.ts";
import { type BaselineRun, findFalls, readBaseline, writeBaseline } from "../../src/eval/report/compare-baseline.ts";
import { printTable } from "../../src/eval/report/print-table.ts";
import { writePage } from "../../src/eval/report/write-page.ts";

const FIGURES = [
  figureOf("asked", "asked", "none", { unit: "count" }),
  figureOf("right", "right first", "higher", { goal: 90, floor: 80 }),
  figureOf("alarms", "false alarms", "lower", { goal: 2 }),
];
const reportWith = (rows: EvalReport["rows"]): EvalReport => ({
  key: "golden/test",
  title: "golden questions: test",
  figures: FIGURES,
  rows,
  versions: { questions: 3 },
});
const accepted = (rows: EvalReport["rows"]): BaselineRun => ({ versions: { questions: 3 }, rows });
const fallsOf = (was: EvalReport["rows"], is: EvalReport["rows"]) =>
  findFalls(reportWith(is), accepted(was)).map(({ row, figure }) => `${row} ${figure}`);

describe("against a baseline", () => {
  it("a figure has fallen when it is more than a point worse, in either direction of better", () => {
    const was = { en: { right: 90, alarms: 1 } };
    expect(fallsOf(was, { en: { right: 89, alarms: 2 } })).toEqual([]);
    expect(fallsOf(was, { en: { right: 88.9, alarms: 1 } })).toEqual(["en right first"]);
    expect(fallsOf(was, { en: { right: 99, alarms: 2.1 } })).toEqual(["en false alarms"]);
  });

  it("a point is a point, although tenths are not exact in binary", () => {
    expect(fallsOf({ en: { right: 90.1 } }, { en: { right: 89.1 } })).toEqual([]);
    expect(fallsOf({ en: { right: 70.3 } }, { en: { right: 69.3 } })).toEqual([]);
  });

  it("a figure that is not measured any more has fallen, a new one and a count have not", () => {
    expect(fallsOf({ en: { right: 90 } }, { en: { right: null } })).toEqual(["en right first"]);
    expect(fallsOf({ en: { right: null, asked: 56 } }, { en: { right: 10, asked: 3 } })).toEqual([]);
  });

  it("a language that was not asked this time is not compared, a fallen one is named beside a better one", () => {
    const was = { en: { right: 90 }, th: { right: 90 } };
    expect(fallsOf(was, { th: { right: 80 } })).toEqual(["th right first"]);
    expect(fallsOf(was, { en: { right: 100 }, th: { right: 80 } })).toEqual(["th right first"]);
  });

  it("the file that is written reads the same, a line a row", () => {
    const baseline = { "golden/test": accepted({ en: { right: 90 }, th: { right: null } }), xquad: accepted({}) };
    const text = writeBaseline(baseline);
    expect(readBaseline(text)).toEqual(baseline);
    expect(text.split("\n").filter((line) => line.includes('"right"'))).toHaveLength(2);
    for (const broken of ["", "[]", "{", '{"golden":1}', '{"golden":{"rows":{}}}'])
      expect(readBaseline(broken)).toBeNull();
  });
});

describe("the table", () => {
  it("marks what misses its goal: a language by its floor, the whole by the goal", () => {
    const text = printTable(reportWith({ en: { right: 85, alarms: 3 }, all: { right: 85, alarms: null } }));
    expect(text).toMatch(/^en .* 85\.0 +3\.0!$/m);
    expect(text).toMatch(/^all .* 85\.0! +-$/m);
    expect(text).toMatch(/^goal +≥90 +≤2$/m);
  });
});

describe("the page", () => {
  const [question] = readGoldenLines(
    JSON.stringify({
      id: "ar-1",
      lang: "ar",
      query: '<script>alert("x")</script> أين طلبي؟',
      type: "answerable",
      expect: "answer",
      gold: ["track-order"],
    }),
  ).questions;
  const reply: GoldenReply = {
    kind: "answered",
    text: "",
    articleKeys: ["returns"],
    route: "answer",
    ranked: ["returns", "track-order"],
    quote: "",
    confidence: 0.93,
    detected: "ar",
    writtenBy: "extract",
  };
  const judged = question ? [judgeReply(question, reply)] : [];
  const page = writePage({
    report: reportWith({ ar: { asked: 1, right: 70, alarms: 0 } }),
    judged,
    accepted: accepted({ ar: { right: 90 } }),
    machine: { node: "24" },
  });

  it("stands alone: nothing is loaded, nothing runs", () => {
    expect(page).not.toMatch(/<script|<link|<img|\ssrc=|@import|url\(|https?:/);
    expect(page).toContain("default-src 'none'");
  });

  it("shows the worst question as text in its own direction, and what came instead", () => {
    expect(page).toContain('dir="auto" lang="ar">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(page).toContain("answered, wrong returns");
    expect(page).toContain("0.93");
  });

  it("shows bars with goal and baseline, the fall, the outcomes and the curve", () => {
    expect(page).toMatch(/<rect class="bar miss"[^>]*>/);
    expect(page).toContain('<line class="goal"');
    expect(page).toContain('<line class="was"');
    expect(page).toContain("20.0 worse");
    expect(page).toContain("1 figures fell by more than a point");
    expect(page).toContain('<path class="line" d="M');
    expect(page).toMatch(/<th scope="row">answerable<\/th><td>1<\/td>/);
  });

  it("of a public set shows figures only", () => {
    const plain = writePage({ report: reportWith({ en: { right: 95 } }), judged: [], accepted: null, machine: {} });
    expect(plain).not.toContain("Worst questions");
    expect(plain).toContain("95.0 %");
  });
});
