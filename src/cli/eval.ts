/** `dragoman eval`: the shop's golden questions through the assistant, scored per language and kind. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Program } from "../compose/open-program.ts";
import { AppError } from "../contracts/errors.ts";
import { isLanguage } from "../contracts/language.ts";
import {
  type GoldenQuestion,
  type GoldenReply,
  type GoldenReport,
  type GoldenRow,
  readGoldenLines,
  scoreGolden,
} from "../knowledge/score-golden.ts";
import { ask, prepareKnowledge } from "./ask.ts";
import { createProgress } from "./progress.ts";
import { withProgram } from "./with-program.ts";

const COLUMNS = ["asked", "answeredRight", "answeredWrong", "clarified", "handedOff", "asExpected"] as const;

export async function evalCommand(options: { readonly path: string; readonly json?: boolean }): Promise<void> {
  const questions = await readQuestions(options.path);
  await withProgram(async (program) => {
    await prepareKnowledge(program);
    const progress = createProgress("asking");
    let done = 0;
    const report = await scoreGolden(questions, async (question) => {
      const reply = await answer(program, question);
      done += 1;
      progress.update(done, questions.length);
      return reply;
    });
    progress.stop();
    print(report, options.json ?? false);
  });
}

async function readQuestions(folder: string): Promise<readonly GoldenQuestion[]> {
  const names = await readdir(folder).catch(() => {
    throw new AppError("REQUEST_INVALID", `There is no folder ${folder}; name one with --path.`);
  });
  const files = names.filter((name) => name.endsWith(".jsonl")).toSorted();
  const read = await Promise.all(
    files.map(async (name) => ({ name, ...readGoldenLines(await readFile(join(folder, name), "utf8")) })),
  );
  const faults = read.flatMap(({ name, faults: each }) =>
    each.map((fault) => `${name}:${fault.line} ${fault.message}`),
  );
  if (faults.length > 0) throw new AppError("REQUEST_INVALID", faults.slice(0, 5).join("; "));
  const questions = read.flatMap((each) => each.questions);
  if (questions.length === 0)
    throw new AppError("REQUEST_INVALID", `${folder} holds no <language>.jsonl with questions.`);
  return questions;
}

/** Small talk is answered by a notice: no article, so it counts as handed over to something else than knowledge. */
async function answer(program: Program, question: GoldenQuestion): Promise<GoldenReply> {
  const language = isLanguage(question.lang) ? question.lang : null;
  const line = await ask(program, { id: question.id, text: question.query, language });
  const articleKeys = line.citations.map((citation) => citation.article);
  return { kind: line.kind === "notice" ? "handoff" : line.kind, text: line.text, articleKeys };
}

function print(report: GoldenReport, isJson: boolean): void {
  if (isJson) return void process.stdout.write(`${JSON.stringify(report)}\n`);
  const header = ["lang", "kind", ...COLUMNS];
  const rows = report.rows.map((row: GoldenRow) => [
    row.language,
    row.type,
    ...COLUMNS.map((column) => String(row[column])),
  ]);
  for (const cells of [header, ...rows]) {
    process.stdout.write(
      `${cells
        .map((cell, at) => cell.padEnd(at < 2 ? 14 : 15))
        .join("")
        .trimEnd()}\n`,
    );
  }
  if (report.misses.length > 0) process.stdout.write(`not as expected: ${report.misses.join(" ")}\n`);
}
