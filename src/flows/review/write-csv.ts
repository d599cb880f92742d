/** Lines for a spreadsheet (RFC 4180, with the mark by which it knows UTF-8); what a stranger wrote is never calculated. */
import { isFormula } from "../../commerce/clean-field.ts";

type Cell = string | number | null;

const MARK = "\uFEFF";
/** Spreadsheets show what stands behind it as text. */
const AS_TEXT = "'";

export function writeCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${MARK}${[header, ...rows].map((row) => row.map(writeCell).join(",")).join("\r\n")}\r\n`;
}

function writeCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = isFormula(cell) ? AS_TEXT + cell : cell;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
