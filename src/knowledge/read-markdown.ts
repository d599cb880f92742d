/** Markdown to blocks of clean plain text: what a reader would see, without marks, pictures and addresses. */
import MarkdownIt from "markdown-it";

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  /** A paragraph, or one line of a list or table; `joins` when it continues the list or table before it. */
  | { readonly kind: "text"; readonly text: string; readonly joins: boolean };

type MarkdownToken = ReturnType<InstanceType<typeof MarkdownIt>["parse"]>[number];

interface Reading {
  readonly blocks: Block[];
  readonly lists: { readonly isOrdered: boolean; next: number }[];
  headingLevel: number;
  /** What the next line of a list begins with. */
  marker: string;
  header: string[];
  row: string[];
  isInHeader: boolean;
  isInCell: boolean;
  /** True after the first line of a list or table. */
  isContinued: boolean;
}

// HTML is recognised so that it can be dropped: a tag read out to a buyer helps nobody.
const parser = new MarkdownIt({ html: true, linkify: false });

export function readMarkdown(markdown: string): Block[] {
  const reading: Reading = {
    blocks: [],
    lists: [],
    headingLevel: 0,
    marker: "",
    header: [],
    row: [],
    isInHeader: false,
    isInCell: false,
    isContinued: false,
  };
  for (const token of parser.parse(markdown, {})) READERS.get(token.type)?.(reading, token);
  return reading.blocks;
}

const openList = (reading: Reading, token: MarkdownToken): void => {
  if (reading.lists.length === 0) reading.isContinued = false;
  reading.lists.push({ isOrdered: token.type === "ordered_list_open", next: Number(token.attrGet("start") ?? 1) });
};
const closeList = (reading: Reading): void => void reading.lists.pop();
const setCell = (isInCell: boolean) => (reading: Reading) => void (reading.isInCell = isInCell);
const readCode = (reading: Reading, token: MarkdownToken): void => pushText(reading, token.content, false);

const READERS: ReadonlyMap<string, (reading: Reading, token: MarkdownToken) => void> = new Map([
  ["heading_open", (reading, token) => void (reading.headingLevel = Number(token.tag.slice(1)))],
  ["heading_close", (reading) => void (reading.headingLevel = 0)],
  ["bullet_list_open", openList],
  ["ordered_list_open", openList],
  ["bullet_list_close", closeList],
  ["ordered_list_close", closeList],
  ["list_item_open", openItem],
  ["table_open", (reading) => void (reading.isContinued = false)],
  ["thead_open", (reading) => void (reading.isInHeader = true)],
  ["tr_open", (reading) => void (reading.row = [])],
  ["th_open", setCell(true)],
  ["td_open", setCell(true)],
  ["th_close", setCell(false)],
  ["td_close", setCell(false)],
  ["tr_close", closeRow],
  ["fence", readCode],
  ["code_block", readCode],
  ["inline", readInline],
]);

function openItem(reading: Reading): void {
  const list = reading.lists.at(-1);
  if (list === undefined) return;
  reading.marker = list.isOrdered ? `${list.next}. ` : "- ";
  list.next += 1;
}

/** A row must be understood without its table: "Mexico - Standard: 7-12 days; Express: 3-5 days". */
function closeRow(reading: Reading): void {
  if (reading.isInHeader) {
    reading.header = reading.row;
    reading.isInHeader = false;
    return;
  }
  const [first = "", ...rest] = reading.row;
  const cells = rest.flatMap((cell, at) => {
    const label = reading.header[at + 1] ?? "";
    if (cell === "") return [];
    return [label === "" ? cell : `${label}: ${cell}`];
  });
  pushText(reading, [first, cells.join("; ")].filter((part) => part !== "").join(" – "), reading.isContinued);
  reading.isContinued = true;
}

function readInline(reading: Reading, token: MarkdownToken): void {
  const text = textOf(token);
  if (reading.headingLevel > 0) {
    const line = text.replaceAll("\n", " ");
    if (line !== "") reading.blocks.push({ kind: "heading", level: reading.headingLevel, text: line });
  } else if (reading.isInCell) {
    reading.row.push(text.replaceAll("\n", " "));
  } else {
    const isItem = reading.lists.length > 0;
    pushText(reading, reading.marker + text, isItem && reading.isContinued);
    reading.marker = "";
    reading.isContinued = isItem;
  }
}

function pushText(reading: Reading, text: string, joins: boolean): void {
  const clean = text.trim();
  if (clean !== "") reading.blocks.push({ kind: "text", text: clean, joins });
}

const LINE_BREAK_TAG = /^<br\s*\/?>$/i;
const AFTER_UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]$/u;

function textOf(token: MarkdownToken): string {
  let text = "";
  for (const child of token.children ?? []) {
    if (child.type === "text" || child.type === "code_inline") text += child.content;
    else if (child.type === "image") text += child.content;
    else if (child.type === "hardbreak" || LINE_BREAK_TAG.test(child.content)) text += "\n";
    // A line wrapped by an editor is one line; between Chinese characters a space would be a mistake.
    else if (child.type === "softbreak") text += AFTER_UNSPACED.test(text) ? "" : " ";
  }
  return text.replace(/[^\S\n]+/g, " ").trim();
}
