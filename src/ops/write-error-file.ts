/** The refused lines of an import as a file one can correct and import again; made only when there is one. */
import { type FileHandle, open } from "node:fs/promises";
import { AppError } from "../contracts/errors.ts";

export interface RefusedLines {
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  readonly reason: string;
  /** The first line of the imported file. */
  readonly header: readonly string[];
}

export interface ErrorFile {
  add(refused: RefusedLines): Promise<void>;
  /** The path; null when nothing was refused. Safe to call twice. */
  close(): Promise<string | null>;
}

/** Beyond this many lines the file says nothing new; the report still counts all. */
const MAX_LINES = 50_000;
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

export function createErrorFile(path: string): ErrorFile {
  let file: FileHandle | null = null;
  let isMade = false;
  let lines = 0;
  return {
    async add({ rows, reason, header }) {
      if (lines >= MAX_LINES) return;
      lines += rows.length;
      if (!file) {
        file = await openNew(path);
        isMade = true;
        // The mark tells spreadsheets that this is UTF-8.
        await file.write(`\ufeff${encodeLine(["line", "reason", ...header])}`);
      }
      await file.write(rows.map((row) => encodeLine([String(row.line), reason, ...row.cells])).join(""));
    },
    async close() {
      const opened = file;
      file = null;
      await opened?.close();
      return isMade ? path : null;
    },
  };
}

/** Readable by us only: refused lines hold what orders hold. */
async function openNew(path: string): Promise<FileHandle> {
  return open(path, "w", 0o600).catch((error: unknown) => {
    const code = String((error as NodeJS.ErrnoException).code ?? "");
    throw new AppError("REQUEST_INVALID", `Lines were refused, and ${path} cannot be written (${code}).`, {}, error);
  });
}

/** Opened in a spreadsheet, a refused line must not calculate. */
function encodeLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`);
  return `${quoted.join(",")}\r\n`;
}
