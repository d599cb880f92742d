/** Reads one knowledge file: YAML front matter between `---` lines, then Markdown. A fault names its line and the cure. */
import { isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap, isMap } from "yaml";
import type { Article } from "../contracts/answer.ts";
import type { ArticleKey } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import { readMarkdown } from "./read-markdown.ts";

export interface ArticleFault {
  /** Counted from 1, in the file. */
  readonly line: number;
  readonly message: string;
}

export type ParsedArticle =
  | { readonly kind: "article"; readonly article: Article }
  | { readonly kind: "faulty"; readonly faults: readonly ArticleFault[] };

/** `origin` is only kept for messages, e.g. "knowledge/es/shipping-times.md". Never throws. */
export function parseArticle(origin: string, articleKey: ArticleKey, language: Language, text: string): ParsedArticle {
  const lines = text
    .replace(/^\ufeff/, "")
    .toWellFormed()
    .split(/\r\n|\r|\n/);
  if (lines[0]?.trimEnd() !== "---") {
    return faulty(1, "Begin the file with a line of three dashes (---), then `title: ...`, then three dashes again.");
  }
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === "---");
  if (end < 0) return faulty(1, "The front matter never ends: put a line of three dashes (---) before the text.");
  const { values, faults } = readFrontMatter(lines.slice(1, end).join("\n"));
  const body = lines
    .slice(end + 1)
    .join("\n")
    .trim();
  if (readMarkdown(body).length === 0) {
    faults.push({ line: end + 2, message: "The article has no text: write the answer below the front matter." });
  }
  if (faults.length > 0) return { kind: "faulty", faults: faults.sort((one, other) => one.line - other.line) };
  return { kind: "article", article: { articleKey, language, ...values, body, origin } };
}

function faulty(line: number, message: string): ParsedArticle {
  return { kind: "faulty", faults: [{ line, message }] };
}

type FrontMatter = Pick<Article, "title" | "questions" | "url" | "tags" | "reviewedUntil">;
type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly node?: unknown };
type Reader = (node: unknown) => Reading;

const READERS: Readonly<Record<keyof FrontMatter, Reader>> = {
  title: (node) => readText(node, "Write the title as text, e.g. `title: How long shipping takes`."),
  questions: (node) => readTexts(node, "questions"),
  url: readUrl,
  tags: (node) => readTexts(node, "tags"),
  reviewedUntil: readDate,
};

/** The front matter starts on the second line of the file. */
const FIRST_LINE = 2;

function readFrontMatter(yaml: string): { values: FrontMatter; faults: ArticleFault[] } {
  const values: FrontMatter = { title: "", questions: [], url: null, tags: [], reviewedUntil: null };
  const faults: ArticleFault[] = [];
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter, prettyErrors: false });
  const lineAt = (offset: number) => FIRST_LINE + Math.max(1, counter.linePos(offset).line) - 1;
  for (const error of document.errors)
    faults.push({ line: lineAt(error.pos[0]), message: describeYamlError(error.message) });
  if (faults.length > 0) return { values, faults };
  if (!isMap(document.contents)) {
    faults.push({ line: FIRST_LINE, message: "Write the front matter as `name: value` lines; `title` is required." });
    return { values, faults };
  }
  const read: Record<string, unknown> = {};
  for (const pair of (document.contents as YAMLMap).items) readPair(pair, { read, faults, lineAt });
  if (!("title" in read) && !faults.some(({ message }) => message.startsWith(TITLE_FAULT))) {
    faults.push({ line: FIRST_LINE, message: "The title is missing: add `title: ...` to the front matter." });
  }
  return { values: { ...values, ...read }, faults };
}

const TITLE_FAULT = "`title`";

interface Ledger {
  readonly read: Record<string, unknown>;
  readonly faults: ArticleFault[];
  readonly lineAt: (offset: number) => number;
}

function readPair(pair: Pair, { read, faults, lineAt }: Ledger): void {
  const name = isScalar(pair.key) ? String(pair.key.value) : "";
  const line = lineAt(startOf(pair.key) ?? 0);
  const reader = Object.hasOwn(READERS, name) ? READERS[name as keyof FrontMatter] : undefined;
  if (reader === undefined) {
    const known = Object.keys(READERS).join(", ");
    faults.push({ line, message: `Unknown entry \`${name}\`: remove it or use one of ${known}.` });
    return;
  }
  const reading = reader(pair.value);
  if (reading.ok) read[name] = reading.value;
  else
    faults.push({
      line: lineAt(startOf(reading.node) ?? startOf(pair.key) ?? 0),
      message: `\`${name}\`: ${reading.message}`,
    });
}

function startOf(node: unknown): number | undefined {
  const range: unknown = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : undefined;
}

function describeYamlError(message: string): string {
  const cause = message.split("\n")[0] ?? message;
  return `The front matter is not valid YAML (${cause}). Put text that holds ": ", "#" or quotes between quotes.`;
}

function readText(node: unknown, message: string): Reading {
  const value = isScalar(node) ? node.value : undefined;
  return typeof value === "string" && value.trim() !== ""
    ? { ok: true, value: value.trim().replace(/\s+/g, " ") }
    : { ok: false, message, node };
}

function readTexts(node: unknown, name: string): Reading {
  if (!isSeq(node))
    return { ok: false, message: `Write a list, one \`- ...\` line each, or leave \`${name}\` out.`, node };
  const texts: unknown[] = [];
  for (const item of node.items) {
    const text = readText(item, "Each line of the list must be text; put it between quotes if it holds a colon.");
    if (!text.ok) return { ...text, node: startOf(item) === undefined ? node : item };
    texts.push(text.value);
  }
  return { ok: true, value: texts };
}

function readUrl(node: unknown): Reading {
  const message = "Write a whole address that begins with https:// or http://, or leave `url` out.";
  const text = readText(node, message);
  if (!text.ok) return text;
  const isWeb = typeof text.value === "string" && /^https?:\/\/[^\s/]/i.test(text.value) && URL.canParse(text.value);
  return isWeb ? text : { ok: false, message, node };
}

function readDate(node: unknown): Reading {
  const message = "Write a day of the calendar as YYYY-MM-DD, e.g. 2027-01-31, or leave `reviewedUntil` out.";
  const text = readText(node, message);
  if (!text.ok) return text;
  const day = typeof text.value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(text.value) ? text.value : "";
  const moment = new Date(`${day}T00:00:00Z`);
  // The 31st of June would silently become the 1st of July.
  const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
  return day !== "" && exists ? text : { ok: false, message, node };
}
