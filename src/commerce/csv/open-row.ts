/** Reads the cells of one line by field, and keeps the first thing that is wrong with it. */
import type { CommerceSource, Money } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import { cleanDescription, cleanField, cleanUrl, isFormula } from "../clean-field.ts";
import type { AnyField } from "./map-header.ts";
import { type DateOrder, type Read, readFlag, readMoment, readMoney } from "./read-values.ts";

export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface SheetSettings {
  /** For amounts without one of their own. */
  readonly currency: string | null;
  /** What "05/06/2026" means; null refuses it. */
  readonly dates: DateOrder | null;
  /** Version of lines that do not name their own. */
  readonly asOf: Instant;
}

export interface Sheet extends SheetSettings {
  readonly source: CommerceSource;
  readonly columns: ReadonlyMap<AnyField, number>;
}

export interface Row {
  readonly sheet: Sheet;
  readonly line: number;
  /** The cell as it stands, without white space around; empty when there is none. */
  raw(field: AnyField): string;
  text(field: AnyField): string | null;
  description(field: AnyField): string;
  required(field: AnyField): string;
  url(field: AnyField): string | null;
  /** In the row's currency column, the sheet's, or the one beside the amount. */
  money(field: AnyField): Money | null;
  moment(field: AnyField, isEnd?: "end"): Instant | null;
  flag(field: AnyField): boolean | null;
  count(field: AnyField): number | null;
  fail(reason: string): void;
  /** The first fault; null when the line can be taken. */
  fault(): string | null;
  /** How many texts began like a formula. */
  disarmed(): number;
}

export function openRow(sheet: Sheet, { line, cells }: CsvRow): Row {
  let first: string | null = null;
  let disarmed = 0;
  const fail = (reason: string): void => {
    first ??= reason;
  };
  const raw = (field: AnyField): string => {
    const index = sheet.columns.get(field);
    // Shopify puts an apostrophe before a postcode, so that a spreadsheet keeps its zeros.
    return index === undefined ? "" : (cells[index] ?? "").trim().replace(/^'(?=\d)/u, "");
  };
  const take = <Value>(field: AnyField, read: (cell: string) => Read<Value>): Value | null => {
    const cell = raw(field);
    if (cell === "") return null;
    const result = read(cell);
    if (result.kind === "value") return result.value;
    fail(`${field} ${result.reason}`);
    return null;
  };
  const text = (field: AnyField): string | null => {
    if (isFormula(raw(field))) disarmed += 1;
    return cleanField(raw(field));
  };
  return {
    sheet,
    line,
    raw,
    text,
    fail,
    description(field) {
      if (isFormula(raw(field))) disarmed += 1;
      return cleanDescription(raw(field).slice(0, 100_000));
    },
    required(field) {
      const found = text(field);
      if (found === null) fail(`${field} is empty`);
      return found ?? "";
    },
    url: (field) => cleanUrl(raw(field)),
    money: (field) => take(field, (cell) => readMoney(cell, readCurrency(raw("currency")) ?? sheet.currency)),
    moment: (field, isEnd) => take(field, (cell) => readMoment(cell, sheet.dates, isEnd === "end")),
    flag: (field) => take(field, readFlag),
    count: (field) => take(field, readCount),
    fault: () => first,
    disarmed: () => disarmed,
  };
}

function readCurrency(cell: string): string | null {
  return cell === "" ? null : cell.toUpperCase();
}

const MAX_COUNT = 1_000_000_000;

function readCount(cell: string): Read<number> {
  const whole = /^(-?\d{1,10})(?:[.,]0+)?$/u.exec(cell.replace(/[\s']/gu, ""))?.[1];
  const count = Number(whole);
  if (whole === undefined || Math.abs(count) > MAX_COUNT) return { kind: "fault", reason: "is not a whole number" };
  return { kind: "value", value: count };
}
