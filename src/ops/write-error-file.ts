/** The refused lines of an import as a file one can correct and import again; made only when there is one. */
import { type FileHandle, open } from "node:fs/promises";

export interface ErrorFile {
  add(rows: readonly { readonly line: number; readonly cells: readonly string[] }[], reason: string): Promise<void>;
  /** The path; null when nothing was refused. Safe to call twice. */
  close(): Promise<string | null>;
}

/** Beyond this many lines the file says nothing new; the report still counts all. */
const MAX_LINES = 50_000;
const FORMULA = /^[\s]*[=+\-@＝＋－＠]/u;

export function createErrorFile(path: string): ErrorFile {
  let file: FileHandle | null = null;
  let isMade = false;
  let lines = 0;
  return {
    async add(rows, reason) {
      if (lines >= MAX_LINES) return;
      lines += rows.length;
      if (!file) {
        file = await open(path, "w", 0o600);
        isMade = true;
        // The mark tells spreadsheets that this is UTF-8.
        await file.write("\ufeffline,reason\r\n");
      }
      await file.write(
        rows.map((row) => `${[String(row.line), reason, ...row.cells].map(quote).join(",")}\r\n`).join(""),
      );
    },
    async close() {
      const open = file;
      file = null;
      await open?.close();
      return isMade ? path : null;
    },
  };
}

/** Opened in a spreadsheet, a refused line must not calculate. */
function quote(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
