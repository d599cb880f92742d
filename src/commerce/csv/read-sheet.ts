/** Lines of one file, one by one, to records: rows that belong together are held until the next thing begins. */
import type { CommerceRecord, CommerceSource, CommerceThing } from "../../contracts/commerce.ts";
import { orderNumberKey, trackingKey } from "../../shared/contact-keys.ts";
import { decodeRows } from "./decode-rows.ts";
import { mapHeader } from "./map-header.ts";
import { type CsvRow, openRow, type Row, type Sheet, type SheetSettings } from "./open-row.ts";

export type SheetItem =
  | {
      readonly kind: "record";
      readonly rows: readonly CsvRow[];
      readonly record: CommerceRecord;
      readonly disarmed: number;
    }
  | { readonly kind: "refused"; readonly rows: readonly CsvRow[]; readonly reason: string };

export interface SheetReader {
  readonly source: CommerceSource;
  /** Columns that nothing is read from. */
  readonly ignored: readonly string[];
  /** What this line completes: nothing, or the thing in front of it. */
  push(row: CsvRow): readonly SheetItem[];
  /** What was held, at the end of the file. */
  flush(): readonly SheetItem[];
}

export type OpenedSheet =
  | { readonly kind: "open"; readonly reader: SheetReader }
  | { readonly kind: "unknown"; readonly missing: readonly string[] };

/** More lines than this of one thing are a mistake in the file. */
const MAX_ROWS_OF_ONE = 2_000;

interface Held {
  readonly group: string;
  readonly rows: CsvRow[];
}

export function openSheet(thing: CommerceThing, header: readonly string[], settings: SheetSettings): OpenedSheet {
  const map = mapHeader(thing, header);
  if (map.kind === "unknown") return map;
  const sheet: Sheet = { ...settings, source: map.source, columns: map.columns };
  const seen = new Set<string>();
  let held: Held | null = null;
  const flush = (): readonly SheetItem[] => {
    const done = held;
    held = null;
    return done ? [decodeGroup(thing, sheet, done.rows)] : [];
  };
  const push = (row: CsvRow): readonly SheetItem[] => {
    const group = readGroup(thing, openRow(sheet, row));
    if (group === null)
      return [...flush(), { kind: "refused", rows: [row], reason: "names nothing it could belong to" }];
    if (held?.group === group && (thing === "product" || thing === "order")) {
      held.rows.push(row);
      return [];
    }
    const done = flush();
    if (seen.has(group)) {
      return [
        ...done,
        { kind: "refused", rows: [row], reason: "stands in this file a second time, apart from the first" },
      ];
    }
    seen.add(group);
    held = { group, rows: [row] };
    return done;
  };
  return { kind: "open", reader: { source: sheet.source, ignored: map.ignored, push, flush } };
}

/** What a line says it belongs to. A variation of WooCommerce names its product. */
function readGroup(thing: CommerceThing, row: Row): string | null {
  if (thing === "order") return orderNumberKey(row.raw("orderNumber")) || null;
  if (thing === "parcel") return trackingKey(row.raw("key")) || null;
  if (thing === "coupon") return row.raw("key") || row.raw("code") || null;
  const parent = row.raw("parent");
  const isVariation = /\bvariation\b/iu.test(row.raw("wooType")) && parent !== "";
  return (isVariation ? parent.replace(/^id:/u, "") : row.raw("key") || row.raw("handle")) || null;
}

/** Only the first line of a thing needs to name the currency. */
function openRows(sheet: Sheet, held: readonly CsvRow[]): readonly Row[] {
  const [first, ...others] = held;
  if (!first) return [];
  const head = openRow(sheet, first);
  const currency = head.raw("currency").toUpperCase() || sheet.currency;
  return [head, ...others.map((row) => openRow({ ...sheet, currency }, row))];
}

function decodeGroup(thing: CommerceThing, sheet: Sheet, held: readonly CsvRow[]): SheetItem {
  const [first, ...others] = openRows(sheet, held);
  if (!first) return { kind: "refused", rows: held, reason: "is empty" };
  if (held.length > MAX_ROWS_OF_ONE)
    return { kind: "refused", rows: held, reason: `has more than ${MAX_ROWS_OF_ONE} lines` };
  const rows: readonly [Row, ...Row[]] = [first, ...others];
  const record = decodeRows(thing, rows);
  const faulty = rows.find((row) => row.fault() !== null);
  if (faulty) return { kind: "refused", rows: held, reason: faulty.fault() ?? "" };
  return { kind: "record", rows: held, record, disarmed: rows.reduce((sum, row) => sum + row.disarmed(), 0) };
}
