/** What is done with a report: table, page, comparison with what was accepted, and one line for programs. */
import { readFile, writeFile } from "node:fs/promises";
import { AppError } from "../../contracts/errors.ts";
import type { EvalReport } from "../../eval/figure.ts";
import type { JudgedReply } from "../../eval/questions/judge-reply.ts";
import {
  type Baseline,
  type BaselineRun,
  type Fall,
  findFalls,
  readBaseline,
  writeBaseline,
} from "../../eval/report/compare-baseline.ts";
import { printTable } from "../../eval/report/print-table.ts";
import { writePage } from "../../eval/report/write-page.ts";
import { describeMachine } from "../../ops/describe-machine.ts";
import type { EvalOptions } from "./eval-options.ts";

const OWN_BASELINE = "test/eval/baseline.json";

/** Sets a failing exit code when a figure fell. The line of JSON is the last one on standard output. */
export async function finishReport(
  { report, judged }: { readonly report: EvalReport; readonly judged: readonly JudgedReply[] },
  baseline: Baseline | null,
  options: EvalOptions,
): Promise<void> {
  const machine = describeMachine();
  process.stdout.write(printTable(report));
  const accepted = baseline === null ? null : chooseRun(baseline, report);
  const falls = accepted === null ? [] : findFalls(report, accepted);
  if (accepted !== null) printFalls(falls, accepted, report);
  if (options.html !== undefined) {
    await writeFile(options.html, writePage({ report, judged, accepted, machine: { ...machine } }));
    process.stdout.write(`page: ${options.html}\n`);
  }
  if (options.writeBaseline !== undefined) await accept(report, options);
  if (options.json === true) {
    const { key, rows: figures, versions } = report;
    process.stdout.write(`${JSON.stringify({ name: key, figures, machine, versions, falls })}\n`);
  }
  if (falls.length > 0) process.exitCode = 1;
}

/** Before anything is asked: who waits a minute for figures shall not be told then that they cannot be compared. */
export async function openBaseline({ baseline: file, writeBaseline, language }: EvalOptions): Promise<Baseline | null> {
  // A part of the languages would make the rest unknown.
  if (writeBaseline !== undefined && language !== undefined)
    throw new AppError("REQUEST_INVALID", "Accept figures of all languages: leave --language out.");
  if (file === undefined) return null;
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null)
    throw new AppError("REQUEST_INVALID", `There is no baseline ${file}; make one with --write-baseline.`);
  return parse(file, text);
}

function chooseRun(baseline: Baseline, { key }: EvalReport): BaselineRun {
  const run = baseline[key];
  if (run !== undefined) return run;
  throw new AppError("REQUEST_INVALID", `The baseline has no figures for ${key} yet; add them with --write-baseline.`);
}

function parse(file: string, text: string): Baseline {
  const baseline = readBaseline(text);
  if (baseline !== null) return baseline;
  throw new AppError(
    "REQUEST_INVALID",
    `${file} is not a baseline; restore it, or remove it and use --write-baseline.`,
  );
}

function printFalls(falls: readonly Fall[], accepted: BaselineRun, { versions }: EvalReport): void {
  const others = Object.keys(versions).filter((name) => accepted.versions[name] !== versions[name]);
  if (others.length > 0) process.stdout.write(`not as in the baseline: ${others.join(", ")}\n`);
  for (const { row, figure, was, is } of falls) process.stdout.write(`fell: ${row} ${figure} ${was} -> ${is ?? "-"}\n`);
  process.stdout.write(falls.length === 0 ? "no figure fell by more than a point\n" : `${falls.length} figures fell\n`);
}

/** Only this run's figures are replaced. */
async function accept(report: EvalReport, { writeBaseline: file }: EvalOptions): Promise<void> {
  const path = file === true || file === undefined ? OWN_BASELINE : file;
  const before = await readFile(path, "utf8").catch(() => "{}");
  const run = { versions: report.versions, rows: report.rows };
  await writeFile(path, writeBaseline({ ...parse(path, before), [report.key]: run }));
  process.stdout.write(`accepted in ${path}: ${report.key}\n`);
}
