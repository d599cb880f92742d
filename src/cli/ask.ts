/** `dragoman ask`: one question, or a file of them, answered from the stored knowledge. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Program } from "../compose/open-program.ts";
import { readKnowledgeFolder } from "../compose/read-knowledge-folder.ts";
import { AppError } from "../contracts/errors.ts";
import { isLanguage, LANGUAGES, type Language } from "../contracts/language.ts";
import { type AskedOnce, askOnce } from "../flows/ask-once.ts";
import { storeKnowledge } from "../flows/refresh-knowledge.ts";
import { languageName } from "../languages/language-name.ts";
import { explainQuestion } from "./explain-question.ts";
import { withProgram } from "./with-program.ts";

/** What `--json` prints, one object a line. */
export interface AskedLine {
  readonly id: string | null;
  readonly kind: "answered" | "clarify" | "handoff" | "notice";
  readonly text: string;
  readonly language: Language;
  readonly citations: readonly { readonly article: string; readonly quote: string }[];
  readonly confidence: number | null;
  readonly ms: number;
}

const BATCH_LINE = z.object({ id: z.coerce.string(), lang: z.string().optional(), query: z.string() });

export interface AskOptions {
  readonly lang?: string;
  readonly json?: boolean;
  readonly batch?: string;
  readonly explain?: boolean;
  readonly drafts?: boolean;
}

export async function askCommand(question: string, options: AskOptions): Promise<void> {
  const language = readLanguage(options.lang, "--lang");
  if (options.batch === undefined && question.trim() === "") {
    throw new AppError("REQUEST_INVALID", 'Write the question behind the command, e.g. ask --lang es "¿Cuánto tarda?"');
  }
  await withProgram(async (program) => {
    await prepareKnowledge(program);
    if (options.batch !== undefined) return askBatch(program, options.batch, language);
    if (options.explain) return explainQuestion(program, { text: question, language, ...options });
    const line = await ask(program, { id: null, text: question, language });
    process.stdout.write(options.json ? `${JSON.stringify(line)}\n` : describe(line));
  });
}

/** The folder as it is now: what was edited a second ago is asked, too; with `isStored` it is not looked at. */
export async function prepareKnowledge(program: Program, { isStored = false } = {}): Promise<void> {
  const { ports, shop, config } = program;
  const { files, glossary } = await readKnowledgeFolder(config.knowledgeFolder);
  if (!isStored && files.length > 0) await storeKnowledge(shop.shopId, files, ports);
  program.shelves.useGlossary(shop.shopId, glossary);
  await program.shelves.fill(shop.shopId);
  await program.shelves.settle();
  if (ports.embedder) await program.shelves.embed(shop.shopId, AbortSignal.timeout(60_000));
}

export async function ask(
  program: Program,
  asked: { readonly id: string | null; readonly text: string; readonly language: Language | null },
): Promise<AskedLine> {
  const { ports, shop } = program;
  const startedAt = performance.now();
  const result = await askOnce(shop, asked, ports, AbortSignal.timeout(15_000));
  const ms = Math.round((performance.now() - startedAt) * 100) / 100;
  return { id: asked.id, ...write(program, result), ms };
}

function write(program: Program, result: AskedOnce): Omit<AskedLine, "id" | "ms"> {
  const { texts } = program.ports;
  const none = { citations: [], confidence: null };
  if (result.kind === "notice") {
    const { notice, language } = result;
    const values = { shop: program.shop.name, language: languageName(language) };
    return { kind: "notice", text: texts.notice(notice, language, values), language, ...none };
  }
  const { answer } = result;
  const { language, confidence } = answer;
  switch (answer.kind) {
    case "answered": {
      const citations = answer.citations.map(({ articleKey, quote }) => ({ article: articleKey, quote }));
      return { kind: "answered", text: answer.text, language, citations, confidence };
    }
    case "clarify": {
      const text = [texts.notice("clarify-question", language), ...answer.choices.map((each) => `- ${each.label}`)];
      const citations = answer.choices.map((each) => ({ article: each.articleKey, quote: "" }));
      return { kind: "clarify", text: text.join("\n"), language, citations, confidence };
    }
    case "handoff":
      return { kind: "handoff", text: answer.reason, language, citations: [], confidence };
  }
}

async function askBatch(program: Program, file: string, fallback: Language | null): Promise<void> {
  const input = file === "-" ? process.stdin : createReadStream(file);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === "") continue;
    const asked = readBatchLine(text, number);
    const language = readLanguage(asked.lang, `line ${number}: lang`) ?? fallback;
    const line = await ask(program, { id: asked.id, text: asked.query, language });
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

function readBatchLine(text: string, number: number): z.infer<typeof BATCH_LINE> {
  const read = BATCH_LINE.safeParse(parseJson(text));
  if (read.success) return read.data;
  throw new AppError("REQUEST_INVALID", `Line ${number} must be {"id":"...","lang":"es","query":"..."}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readLanguage(value: string | undefined, name: string): Language | null {
  if (value === undefined || value === "") return null;
  if (isLanguage(value)) return value;
  throw new AppError("REQUEST_INVALID", `${name} must be one of ${LANGUAGES.join(", ")}.`);
}

function describe(line: AskedLine): string {
  const sources = line.citations.map((citation, index) => `  [${index + 1}] ${citation.article}`);
  const confidence = line.confidence === null ? "" : `, confidence ${line.confidence.toFixed(2)}`;
  return `${[line.text, ...sources, `(${line.kind}, ${line.language}${confidence}, ${line.ms} ms)`].join("\n")}\n`;
}
