/** `dragoman knowledge check|reload`: what the folder says, lacks and contradicts, and bringing it to a running server. */
import { readKnowledgeFolder } from "../compose/read-knowledge-folder.ts";
import { readConfig } from "../config.ts";
import { LANGUAGES } from "../contracts/language.ts";
import { type KnowledgeFault, readKnowledge, storeKnowledge } from "../flows/refresh-knowledge.ts";
import { type ArticleCoverage, checkCoverage } from "../knowledge/checking/check-coverage.ts";
import { compareNumbers, type NumberContradiction } from "../knowledge/checking/compare-numbers.ts";
import { findMisplacedQuestions, type MisplacedQuestion } from "../knowledge/find-misplaced-questions.ts";
import { createProgress } from "./progress.ts";
import { withProgram } from "./with-program.ts";

export interface CheckOptions {
  readonly questions?: boolean;
  readonly json?: boolean;
}

interface Checked {
  readonly articles: number;
  readonly faults: readonly KnowledgeFault[];
  readonly coverage: readonly ArticleCoverage[];
  readonly contradictions: readonly NumberContradiction[];
  /** Only when asked for: it takes its time. */
  readonly misplaced: readonly MisplacedQuestion[] | null;
}

/** Faults and contradictions fail the command; what is missing is only told. */
export async function checkKnowledge(options: CheckOptions): Promise<void> {
  const { knowledgeFolder } = readConfig();
  const { files, faults: unread } = await readKnowledgeFolder(knowledgeFolder);
  const { articles, faults } = readKnowledge(files);
  const checked: Checked = {
    articles: articles.length,
    faults: [...unread, ...faults],
    coverage: checkCoverage(articles, LANGUAGES, new Date().toISOString().slice(0, 10)),
    contradictions: compareNumbers(articles),
    misplaced: options.questions ? findMisplacedQuestions(articles) : null,
  };
  if (options.json) process.stdout.write(`${JSON.stringify(checked)}\n`);
  else printChecked(checked);
  if (checked.faults.length + checked.contradictions.length > 0) process.exitCode = 1;
}

export async function reloadKnowledge(): Promise<void> {
  await withProgram(async ({ ports, shop, config }) => {
    const { files, faults: unread } = await readKnowledgeFolder(config.knowledgeFolder);
    const progress = createProgress("storing articles");
    const report = await storeKnowledge(shop.shopId, files, ports, progress.update);
    progress.stop();
    printFaults([...unread, ...report.faults]);
    const { articles, written, removed } = report;
    process.stdout.write(`${articles} articles, ${written} written, ${removed} removed; a running server was told\n`);
    if (unread.length + report.faults.length > 0) process.exitCode = 1;
  });
}

function printFaults(faults: readonly KnowledgeFault[]): void {
  for (const fault of faults) process.stderr.write(`${fault.origin}:${fault.line} ${fault.message}\n`);
}

function printChecked({ articles, faults, coverage, contradictions, misplaced }: Checked): void {
  printFaults(faults);
  for (const each of coverage) {
    const count = `${String(each.held.length).padStart(2)} of ${LANGUAGES.length}`;
    process.stdout.write(`${each.articleKey.padEnd(32)} ${count}  ${noteOf(each)}\n`);
  }
  for (const each of contradictions) {
    const place =
      each.section === 0 ? "" : ` section ${each.section}${each.heading === "" ? "" : ` "${each.heading}"`}`;
    const others =
      each.othersSay.length > 0 ? `where the others say ${each.othersSay.join(", ")}` : "and no other does";
    const numbers = `says ${each.says.join(", ")} ${others}`;
    process.stdout.write(`${each.language}/${each.articleKey}${place}: ${numbers}\n`);
  }
  if (misplaced) printMisplaced(misplaced);
  process.stdout.write(
    `${articles} articles, ${coverage.length} topics, ${faults.length} faults, ${contradictions.length} contradictions in numbers\n`,
  );
}

function noteOf({ missing, stale, fewQuestions }: ArticleCoverage): string {
  const notes = [
    missing.length > 0 ? `missing ${missing.join(" ")}` : "all languages",
    ...(stale.length > 0 ? [`review overdue ${stale.join(" ")}`] : []),
    ...(fewQuestions.length > 0
      ? [`few questions ${fewQuestions.map(({ language, count }) => `${language} (${count})`).join(" ")}`]
      : []),
  ];
  return notes.join("; ");
}

/** No fault: often both articles answer it. The gap between the two scores says how clear the case is. */
function printMisplaced(questions: readonly MisplacedQuestion[]): void {
  for (const { language, text, articleKey, score, better, betterScore } of questions) {
    const places = `${language}/${articleKey} ${score.toFixed(2)} < ${better} ${betterScore.toFixed(2)}`;
    process.stdout.write(`${places}  ${text}\n`);
  }
  process.stdout.write(`${questions.length} example questions fit another article better\n`);
}
