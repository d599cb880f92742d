/** Reads golden questions: one JSON object a line; empty lines are skipped, faulty ones named by their number. */
import { GOLDEN_ENDS, GOLDEN_TYPES, type GoldenQuestion, SPLITS } from "./golden-question.ts";

export interface GoldenFault {
  readonly line: number;
  readonly message: string;
}

export function readGoldenLines(text: string): { questions: GoldenQuestion[]; faults: GoldenFault[] } {
  const questions: GoldenQuestion[] = [];
  const faults: GoldenFault[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const question = readGoldenLine(line);
    if (typeof question === "string") faults.push({ line: at + 1, message: question });
    else questions.push(question);
  }
  return { questions, faults };
}

function readGoldenLine(line: string): GoldenQuestion | string {
  const value = parseObject(line);
  if (value === null) return "Write one JSON object in this line.";
  const { id, lang, query } = value;
  if (typeof id !== "string" || typeof lang !== "string" || typeof query !== "string") {
    return "`id`, `lang` and `query` must be text.";
  }
  const type = GOLDEN_TYPES.find((each) => each === value.type);
  if (type === undefined) return `\`type\` must be one of ${GOLDEN_TYPES.join(", ")}.`;
  const expect = GOLDEN_ENDS.find((each) => each === value.expect);
  if (expect === undefined) return `\`expect\` must be one of ${GOLDEN_ENDS.join(", ")}.`;
  const gold = readTexts(value.gold).map(articleOf);
  if (expect === "answer" && gold.length === 0) return "`gold` must name the article that answers.";
  const split = SPLITS.find((each) => each === value.split) ?? null;
  if (split === null && value.split !== undefined) return "`split` must be dev or test, or left out.";
  const mustContain = readTexts(value.mustContain);
  const mustNotContain = readTexts(value.mustNotContain);
  return { id, lang, query, type, expect, gold, mustContain, mustNotContain, tags: readTexts(value.tags), split };
}

/** Null for what is not one JSON object: JSON.parse has no way to say "no" but to throw. */
export function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function readTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** `kb/returns#window` names a place in the article `returns`. */
function articleOf(gold: string): string {
  return gold.replace(/^kb\//, "").replace(/#.*$/, "");
}
