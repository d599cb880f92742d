/** Golden questions: what a shop's buyers ask and what should come of it, scored per language and kind. */

export const GOLDEN_TYPES = [
  "answerable",
  "unanswerable",
  "off-topic",
  "ambiguous",
  "multi",
  "injection",
  "abuse",
  "smalltalk",
] as const;
export type GoldenType = (typeof GOLDEN_TYPES)[number];

export interface GoldenQuestion {
  readonly id: string;
  readonly lang: string;
  readonly query: string;
  readonly type: GoldenType;
  /** Article keys, any of which is right; empty when nothing is. */
  readonly gold: readonly string[];
  readonly mustContain: readonly string[];
  readonly mustNotContain: readonly string[];
  readonly expect: "answer" | "clarify" | "escalate";
}

/** What came of a question; `articleKeys` are those cited, or offered when asking back, best first. */
export interface GoldenReply {
  readonly kind: "answered" | "clarify" | "handoff";
  readonly text: string;
  readonly articleKeys: readonly string[];
}

export interface GoldenRow {
  readonly language: string;
  readonly type: GoldenType;
  readonly asked: number;
  /** Answered from a right article with every required and no forbidden text. */
  readonly answeredRight: number;
  /** Answered in any other way: the figure to keep at nothing. */
  readonly answeredWrong: number;
  readonly clarified: number;
  /** Asked back with a right article among the choices. */
  readonly clarifiedRight: number;
  readonly handedOff: number;
  /** Ended as the line expects; handing over or asking back is accepted where nothing can be answered. */
  readonly asExpected: number;
}

export interface GoldenReport {
  readonly rows: readonly GoldenRow[];
  /** Ids of questions that did not end as expected. */
  readonly misses: readonly string[];
}

export interface GoldenFault {
  readonly line: number;
  readonly message: string;
}

/** One JSON object a line; empty lines are skipped, faulty ones named by their number. */
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
  const { id, lang, query, type, expect } = value;
  if (typeof id !== "string" || typeof lang !== "string" || typeof query !== "string") {
    return "`id`, `lang` and `query` must be text.";
  }
  const known = GOLDEN_TYPES.find((each) => each === type);
  if (known === undefined) return `\`type\` must be one of ${GOLDEN_TYPES.join(", ")}.`;
  if (expect !== "answer" && expect !== "clarify" && expect !== "escalate") {
    return "`expect` must be answer, clarify or escalate.";
  }
  return {
    id,
    lang,
    query,
    type: known,
    expect,
    gold: readTexts(value.gold).map(articleOf),
    mustContain: readTexts(value.mustContain),
    mustNotContain: readTexts(value.mustNotContain),
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    // JSON.parse has no way to say "no" but to throw.
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

/** Asks one question after the other: an `ask` that talks to a model must not be flooded. */
export async function scoreGolden(
  questions: readonly GoldenQuestion[],
  ask: (question: GoldenQuestion) => GoldenReply | Promise<GoldenReply>,
): Promise<GoldenReport> {
  const rows = new Map<string, GoldenRow>();
  const misses: string[] = [];
  for (const question of questions) {
    const key = `${question.lang} ${question.type}`;
    const outcome = judgeReply(question, await ask(question));
    rows.set(key, addOutcome(rows.get(key) ?? emptyRow(question), outcome));
    if (!outcome.asExpected) misses.push(question.id);
  }
  return { rows: Array.from(rows.values()), misses };
}

interface Outcome {
  readonly kind: GoldenReply["kind"];
  readonly isRight: boolean;
  readonly asExpected: boolean;
}

function judgeReply(question: GoldenQuestion, reply: GoldenReply): Outcome {
  const { gold, expect } = question;
  const offered = reply.kind === "clarify" ? reply.articleKeys : reply.articleKeys.slice(0, 1);
  const isRight =
    offered.some((key) => gold.includes(key)) && (reply.kind === "clarify" || saysWhatItMust(question, reply));
  const asExpected =
    expect === "answer"
      ? reply.kind === "answered" && isRight
      : expect === "clarify"
        ? reply.kind === "clarify" && (gold.length === 0 || isRight)
        : reply.kind !== "answered";
  return { kind: reply.kind, isRight, asExpected };
}

function saysWhatItMust({ mustContain, mustNotContain }: GoldenQuestion, { text }: GoldenReply): boolean {
  return mustContain.every((part) => text.includes(part)) && !mustNotContain.some((part) => text.includes(part));
}

function emptyRow({ lang, type }: GoldenQuestion): GoldenRow {
  return {
    language: lang,
    type,
    asked: 0,
    answeredRight: 0,
    answeredWrong: 0,
    clarified: 0,
    clarifiedRight: 0,
    handedOff: 0,
    asExpected: 0,
  };
}

function addOutcome(row: GoldenRow, { kind, isRight, asExpected }: Outcome): GoldenRow {
  return {
    ...row,
    asked: row.asked + 1,
    answeredRight: row.answeredRight + (kind === "answered" && isRight ? 1 : 0),
    answeredWrong: row.answeredWrong + (kind === "answered" && !isRight ? 1 : 0),
    clarified: row.clarified + (kind === "clarify" ? 1 : 0),
    clarifiedRight: row.clarifiedRight + (kind === "clarify" && isRight ? 1 : 0),
    handedOff: row.handedOff + (kind === "handoff" ? 1 : 0),
    asExpected: row.asExpected + (asExpected ? 1 : 0),
  };
}
