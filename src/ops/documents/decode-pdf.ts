/** A PDF to Markdown: lines in reading order, larger type as headings, what stands on every page left out. */
import type { StructuredTextItem } from "unpdf";
import type { DecodeOutcome } from "../../contracts/document.ts";
import { refuse } from "./refuse.ts";

interface Line {
  readonly text: string;
  readonly size: number;
  /** From the bottom of the page. */
  readonly y: number;
}

const MAX_PAGES = 500;
/** Type this much larger than the text's is a heading. */
const HEADING_RATIO = 1.15;
const MAX_HEADING_LENGTH = 120;
/** A line that stands on this share of the pages is a running head or a page number. */
const REPEATED_SHARE = 0.6;

export async function decodePdf(bytes: Uint8Array): Promise<DecodeOutcome> {
  const { extractTextItems, getDocumentProxy } = await import("unpdf");
  const opened = await getDocumentProxy(new Uint8Array(bytes), { maxImageSize: 1 }).catch((error: unknown) => error);
  if (opened instanceof Error) return refuse(opened.name === "PasswordException" ? "encrypted" : "damaged");
  const pdf = opened as Awaited<ReturnType<typeof getDocumentProxy>>;
  if (pdf.numPages > MAX_PAGES) return refuse("too-large");
  const read = await extractTextItems(pdf).catch(() => null);
  if (!read) return refuse("damaged");
  const pages = dropRepeated(read.items.map(readLines));
  const markdown = writeMarkdown(pages);
  if (markdown === "") return refuse("no-text");
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? null;
  const empty = { language: null, canonicalUrl: null, alternates: [], links: [] };
  return { kind: "decoded", document: { kind: "pages", title, markdown, ...empty } };
}

/** Pieces at the same height are one line. */
function readLines(items: readonly StructuredTextItem[]): Line[] {
  const lines: { text: string; size: number; y: number; endsAt: number }[] = [];
  for (const { str, x, y, width, fontSize } of items) {
    if (str.trim() === "") continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.y - y) < Math.max(2, fontSize * 0.4)) {
      last.text += x - last.endsAt > fontSize * 0.15 ? ` ${str}` : str;
      last.endsAt = x + width;
    } else lines.push({ text: str, size: fontSize, y, endsAt: x + width });
  }
  return lines.map(({ text, size, y }) => ({ text: text.replace(/\s+/g, " ").trim(), size, y }));
}

/** Only the first and the last line of a page can stand on all of them. */
function dropRepeated(pages: readonly Line[][]): Line[][] {
  const counts = new Map<string, number>();
  for (const lines of pages) {
    for (const key of new Set(edgesOf(lines).map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const isRepeated = (line: Line): boolean =>
    isPageNumber(line.text) || (pages.length > 2 && (counts.get(keyOf(line)) ?? 0) >= pages.length * REPEATED_SHARE);
  return pages.map((lines) => {
    const edges = new Set(edgesOf(lines));
    return lines.filter((line) => !(edges.has(line) && isRepeated(line)));
  });
}

function edgesOf(lines: readonly Line[]): Line[] {
  return [lines[0], lines.at(-1)].filter((line) => line !== undefined);
}

/** The number of the page changes, its place does not. */
function keyOf({ text, y }: Line): string {
  return `${Math.round(y / 4)}:${text.replace(/\d+/g, "#")}`;
}

function isPageNumber(text: string): boolean {
  return /^\W*\d{1,4}(?:\s*[/|]\s*\d{1,4})?\W*$/.test(text);
}

function writeMarkdown(pages: readonly Line[][]): string {
  const lines = pages.flat();
  const body = medianSize(lines);
  const sizes = [...new Set(lines.filter((line) => isHeading(line, body)).map(({ size }) => Math.round(size)))].sort(
    (one, other) => other - one,
  );
  let markdown = "";
  let lastY: number | null = null;
  for (const line of lines) {
    const isGap = lastY !== null && (line.y > lastY || lastY - line.y > line.size * 1.9);
    lastY = line.y;
    if (isHeading(line, body)) {
      const level = Math.min(3, sizes.indexOf(Math.round(line.size)) + 1);
      markdown += `\n\n${"#".repeat(level)} ${line.text}\n\n`;
    } else if (/^[•‣▪●○◦–-]\s*/.test(line.text)) markdown += `\n- ${line.text.replace(/^[•‣▪●○◦–-]\s*/, "")}`;
    else markdown += isGap ? `\n\n${line.text}` : joint(markdown) + line.text;
  }
  return markdown.replace(/\n{3,}/g, "\n\n").trim();
}

/** A word that was cut at the end of a line is put together; scripts without spaces get none. */
function joint(before: string): string {
  if (before === "" || before.endsWith("\n")) return "";
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u.test(before) ? "" : " ";
}

function isHeading({ size, text }: Line, body: number): boolean {
  return size >= body * HEADING_RATIO && text.length <= MAX_HEADING_LENGTH;
}

function medianSize(lines: readonly Line[]): number {
  const sizes = lines.flatMap(({ size, text }) =>
    Array.from<number>({ length: Math.ceil(text.length / 20) }).fill(size),
  );
  return sizes.sort((one, other) => one - other)[Math.floor(sizes.length / 2)] ?? 0;
}
