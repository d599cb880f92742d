/** `dragoman knowledge check|reload`: what the folder says, and bringing it to a running server. */
import { readKnowledgeFolder } from "../compose/read-knowledge-folder.ts";
import { readConfig } from "../config.ts";
import { LANGUAGES } from "../contracts/language.ts";
import { type KnowledgeFault, readKnowledge, storeKnowledge } from "../flows/refresh-knowledge.ts";
import { findMisplacedQuestions, type MisplacedQuestion } from "../knowledge/find-misplaced-questions.ts";
import { createProgress } from "./progress.ts";
import { withProgram } from "./with-program.ts";

export async function checkKnowledge(options: { readonly questions?: boolean }): Promise<void> {
  const { knowledgeFolder } = readConfig();
  const { files, faults: unread } = await readKnowledgeFolder(knowledgeFolder);
  const { articles, faults } = readKnowledge(files);
  printFaults([...unread, ...faults]);
  const keys = [...new Set(articles.map((article) => article.articleKey))].sort();
  for (const key of keys) {
    const held = new Set(articles.filter((article) => article.articleKey === key).map((article) => article.language));
    const missing = LANGUAGES.filter((language) => !held.has(language));
    const note = missing.length === 0 ? "all languages" : `missing ${missing.join(" ")}`;
    process.stdout.write(`${key.padEnd(32)} ${String(held.size).padStart(2)} of ${LANGUAGES.length}  ${note}\n`);
  }
  const count = unread.length + faults.length;
  if (options.questions) printMisplaced(findMisplacedQuestions(articles));
  process.stdout.write(`${articles.length} articles, ${keys.length} topics, ${count} faults\n`);
  if (count > 0) process.exitCode = 1;
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

/** No fault: often both articles answer it. The gap between the two scores says how clear the case is. */
function printMisplaced(questions: readonly MisplacedQuestion[]): void {
  for (const { language, text, articleKey, score, better, betterScore } of questions) {
    const places = `${language}/${articleKey} ${score.toFixed(2)} < ${better} ${betterScore.toFixed(2)}`;
    process.stdout.write(`${places}  ${text}\n`);
  }
  process.stdout.write(`${questions.length} example questions fit another article better\n`);
}
