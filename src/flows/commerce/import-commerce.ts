/** A file of the merchant becomes products, orders, parcels or coupons: batch by batch, each whole or not at all. */
import { type OpenedSheet, openSheet, type SheetItem, type SheetReader } from "../../commerce/csv/read-sheet.ts";
import type { CsvRow, SheetSettings } from "../../commerce/csv/open-row.ts";
import type { CommerceSource, CommerceThing, WriteOutcome } from "../../contracts/commerce.ts";
import { AppError } from "../../contracts/errors.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";

export interface ImportOrder extends SheetSettings {
  readonly shopId: ShopId;
  readonly thing: CommerceThing;
  /** Judges every line and writes nothing. */
  readonly isDryRun: boolean;
  /** Called with each group of lines that is not taken, in the order of the file. */
  readonly onRefused: (refusal: Refusal, header: readonly string[]) => Promise<void>;
  /** Called after each batch with the number of lines read. */
  readonly onProgress: (lines: number) => void;
}

export type Refusal = Extract<SheetItem, { kind: "refused" }>;

export interface ImportReport extends Readonly<Record<WriteOutcome, number>> {
  readonly source: CommerceSource;
  readonly lines: number;
  /** Lines, not things. */
  readonly refused: number;
  /** Texts that began like a formula. */
  readonly disarmed: number;
  readonly ignoredColumns: readonly string[];
}

const BATCH = 500;
/** A shop with more things than this in one file has its own tools; the keys of all of them are held in memory. */
export const MAX_IMPORT_LINES = 1_000_000;

type Tally = { -readonly [Name in WriteOutcome | "lines" | "refused" | "disarmed"]: number };

/** The first row is the header. Throws REQUEST_INVALID when it cannot be what `thing` asks for. */
export async function importCommerce(
  rows: AsyncIterable<CsvRow>,
  order: ImportOrder,
  ports: Pick<Ports, "commerce" | "metrics">,
): Promise<ImportReport> {
  const tally: Tally = { created: 0, changed: 0, unchanged: 0, stale: 0, lines: 0, refused: 0, disarmed: 0 };
  let reader: SheetReader | null = null;
  let header: readonly string[] = [];
  let batch: SheetItem[] = [];
  for await (const row of rows) {
    if (reader === null) {
      header = row.cells;
      reader = readHeader(openSheet(order.thing, header, order), order.thing);
      continue;
    }
    tally.lines += 1;
    if (tally.lines > MAX_IMPORT_LINES) throw tooManyLines();
    batch.push(...reader.push(row));
    if (batch.length >= BATCH) {
      await settleBatch(batch.splice(0), { order, tally, ports, header });
      order.onProgress(tally.lines);
    }
  }
  if (reader === null) throw new AppError("REQUEST_INVALID", "The file is empty.");
  batch = [...batch, ...reader.flush()];
  await settleBatch(batch, { order, tally, ports, header });
  order.onProgress(tally.lines);
  return { ...tally, source: reader.source, ignoredColumns: reader.ignored };
}

function readHeader(opened: OpenedSheet, thing: CommerceThing): SheetReader {
  if (opened.kind === "open") return opened.reader;
  const columns = opened.missing.map((missing) => `"${missing}"`).join(", ");
  throw new AppError("REQUEST_INVALID", `The first line is no header of ${thing}s: no column is called ${columns}.`);
}

function tooManyLines(): AppError {
  const hint = `The file has more than ${MAX_IMPORT_LINES} lines; those up to here are taken. Split it and import the rest.`;
  return new AppError("REQUEST_TOO_LARGE", hint, { maxLines: MAX_IMPORT_LINES });
}

interface Settling {
  readonly order: ImportOrder;
  readonly tally: Tally;
  readonly header: readonly string[];
  readonly ports: Pick<Ports, "commerce" | "metrics">;
}

async function settleBatch(batch: readonly SheetItem[], { order, tally, ports, header }: Settling): Promise<void> {
  const records = batch.flatMap((item) => (item.kind === "record" ? [item.record] : []));
  const { commerce } = ports;
  const outcomes = order.isDryRun
    ? await commerce.preview(order.shopId, records)
    : await commerce.write(order.shopId, records);
  for (const outcome of outcomes) tally[outcome] += 1;
  for (const item of batch) {
    if (item.kind === "record") tally.disarmed += item.disarmed;
    if (item.kind !== "refused") continue;
    tally.refused += item.rows.length;
    await order.onRefused(item, header);
  }
  if (!order.isDryRun) ports.metrics.count("commerce_records_total", { via: "csv" }, records.length);
}
