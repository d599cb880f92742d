/** What a document is, by its first bytes; its name and what the sender claims decide only among texts. */
import type { DocumentKind, ForeignDocument } from "../../contracts/document.ts";

const BY_ENDING: Readonly<Record<string, DocumentKind>> = {
  md: "markdown",
  markdown: "markdown",
  txt: "text",
  text: "text",
  htm: "html",
  html: "html",
  xhtml: "html",
  csv: "table",
  tsv: "table",
};
const BY_TYPE: Readonly<Record<string, DocumentKind>> = {
  "text/html": "html",
  "application/xhtml+xml": "html",
  "text/markdown": "markdown",
  "text/csv": "table",
  "text/tab-separated-values": "table",
};
const SNIFF_BYTES = 4_096;

/** Null when it is nothing that can be read, whatever its name says. */
export function sniffKind({ name, bytes, contentType = "" }: ForeignDocument): DocumentKind | null {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, SNIFF_BYTES));
  if (/^[\s\0]{0,1024}%PDF-/.test(head)) return "pdf";
  // Which of the formats that are ZIP files it is, is seen when it is opened.
  if (head.startsWith("PK\u0003\u0004")) return "docx";
  if (isBinary(bytes.subarray(0, SNIFF_BYTES))) return null;
  const claimed = BY_TYPE[contentType.split(";")[0]?.trim().toLowerCase() ?? ""];
  if (claimed) return claimed;
  const ending = /\.([a-z]+)$/i.exec(name.split(/[?#]/)[0] ?? "")?.[1]?.toLowerCase() ?? "";
  const byEnding = BY_ENDING[ending];
  if (byEnding) return byEnding;
  return /<(?:!doctype html|html|head|body)\b/i.test(head) ? "html" : "text";
}

function isBinary(head: Uint8Array): boolean {
  if (startsWithMark(head)) return false;
  let strange = 0;
  for (const byte of head) if (byte === 0 || (byte < 32 && ![9, 10, 12, 13, 27].includes(byte))) strange += 1;
  return strange > head.length * 0.02;
}

/** UTF-16 is full of zeros and a text all the same. */
function startsWithMark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
