/** One document of any kind to Markdown or rows. Runs in the child: what it is given may do anything to it. */
import type { DecodeOutcome, ForeignDocument } from "../../contracts/document.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { decodeBytes } from "./decode-bytes.ts";
import { decodeDocx } from "./decode-docx.ts";
import { decodeHtml } from "./decode-html.ts";
import { decodePdf } from "./decode-pdf.ts";
import { decodeTable } from "./decode-table.ts";
import { refuse } from "./refuse.ts";
import { sniffKind } from "./sniff-kind.ts";

export async function decodeDocument(document: ForeignDocument): Promise<DecodeOutcome> {
  const kind = sniffKind(document);
  if (kind === null) return refuse("unknown-kind");
  const text = (): string => decodeBytes(document.bytes, charsetOf(document));
  switch (kind) {
    case "pdf":
      return decodePdf(document.bytes);
    case "docx":
      return decodeDocx(document.bytes);
    case "html":
      return decodeHtml(text(), { url: /^https?:\/\//.test(document.name) ? document.name : null });
    case "table":
      return decodeTable(text());
    case "markdown":
    case "text":
      return decodeText(text());
    default:
      return assertNever(kind);
  }
}

function decodeText(markdown: string): DecodeOutcome {
  if (markdown.trim() === "") return refuse("no-text");
  const title = /^#\s+(.+)$/m.exec(markdown)?.[1]?.trim() ?? null;
  const nothing = { language: null, canonicalUrl: null, alternates: [], links: [] };
  return { kind: "decoded", document: { kind: "pages", title, markdown, ...nothing } };
}

function charsetOf({ bytes, contentType = "" }: ForeignDocument): string | undefined {
  const claimed = /charset=["']?([\w-]+)/i.exec(contentType)?.[1];
  if (claimed) return claimed;
  return /<meta[^>]+charset=["']?\s*([\w-]+)/i.exec(new TextDecoder("latin1").decode(bytes.subarray(0, 2_048)))?.[1];
}
