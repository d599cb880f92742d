/** Reads a set of one's own: `docs.jsonl` beside any other `*.jsonl` with questions and the keys of right documents. */
import { parseObject } from "../questions/read-golden-lines.ts";
import type { SetDocument } from "./as-article.ts";
import type { SetQuestion } from "./ask-index.ts";

/** A line that lacks something is left out and named by its number. */
export interface ReadLines<Item> {
  readonly items: readonly Item[];
  readonly faultyLines: readonly number[];
}

/** `{"key" | "id", "text" | "body", "title", "language" | "lang", "questions"}`: text or questions must be there. */
export function readDocuments(text: string, fallback: string): ReadLines<SetDocument> {
  return readLines(text, (value) => {
    const key = textOf(value.key) ?? textOf(value.id);
    const body = textOf(value.text) ?? textOf(value.body) ?? "";
    const questions = textsOf(value.questions);
    if (key === null || (body === "" && questions.length === 0)) return null;
    return { key, language: languageOf(value) ?? fallback, title: textOf(value.title) ?? "", text: body, questions };
  });
}

/** `{"query" | "question", "gold": "key" | ["key"], "language" | "lang"}`; an empty `gold`: nothing answers it. */
export function readQuestions(text: string, fallback: string): ReadLines<SetQuestion> {
  return readLines(text, (value) => {
    const query = textOf(value.query) ?? textOf(value.question);
    const single = textOf(value.gold);
    const gold = single === null ? textsOf(value.gold) : [single];
    if (query === null || (single === null && !Array.isArray(value.gold))) return null;
    return { language: languageOf(value) ?? fallback, text: query, gold };
  });
}

function readLines<Item>(
  text: string,
  read: (value: Readonly<Record<string, unknown>>) => Item | null,
): ReadLines<Item> {
  const items: Item[] = [];
  const faultyLines: number[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const value = parseObject(line);
    const item = value === null ? null : read(value);
    if (item === null) faultyLines.push(at + 1);
    else items.push(item);
  }
  return { items, faultyLines };
}

function languageOf(value: Readonly<Record<string, unknown>>): string | null {
  return textOf(value.language) ?? textOf(value.lang);
}

/** Numbers are taken for keys, too. */
function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((item) => textOf(item) ?? []) : [];
}
