/** `dragoman shop`: brings products, orders, parcels and coupons in from files, and shows the secret for events. */
import type { Program } from "../compose/open-program.ts";
import { shopEventsSecret } from "../compose/shop-secrets.ts";
import type { CommerceThing } from "../contracts/commerce.ts";
import { AppError } from "../contracts/errors.ts";
import type { Instant } from "../contracts/ids.ts";
import { type ImportReport, importCommerce, MAX_IMPORT_LINES } from "../flows/commerce/import-commerce.ts";
import { readMoment } from "../commerce/csv/read-values.ts";
import { currencyDecimals } from "../shared/money.ts";
import { type CsvFile, openCsvFile } from "../ops/read-csv-file.ts";
import { createErrorFile } from "../ops/write-error-file.ts";
import { createProgress } from "./progress.ts";
import { withProgram } from "./with-program.ts";

export interface ShopOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly currency?: string;
  readonly dates?: "dmy" | "mdy";
  readonly asOf?: string;
}

const THINGS: Readonly<Record<string, CommerceThing>> = {
  products: "product",
  orders: "order",
  parcels: "parcel",
  coupons: "coupon",
};

export async function shopCommand(words: readonly string[], options: ShopOptions): Promise<void> {
  const [action = "", what = "", path = "", ...others] = words;
  const thing = THINGS[what];
  if (action === "import" && thing !== undefined && path !== "" && others.length === 0) {
    return importFile(thing, path, options);
  }
  if (action === "secret" && what === "") return printSecret();
  if (action === "status" && what === "") return printStatus(options);
  if (action === "widget-secret" && path === "") return (await import("./shop-widget.ts")).widgetSecretCommand(what);
  if (action === "widget-key" && what !== "") return (await import("./shop-widget.ts")).widgetKeyCommand(what, path);
  if (action === "rules") return (await import("./shop-widget.ts")).rulesCommand(words.slice(1));
  const hint =
    'Use "shop import products|orders|parcels|coupons FILE", "shop status", "shop secret", "shop widget-secret", "shop widget-key ALG FILE" or "shop rules [name=value ...]".';
  throw new AppError("REQUEST_INVALID", hint);
}

async function importFile(thing: CommerceThing, path: string, options: ShopOptions): Promise<void> {
  const given = readCurrency(options.currency);
  const file = await openCsvFile(path);
  const asOf = readAsOf(options.asOf, file);
  const errors = createErrorFile(`${path}.errors.csv`);
  await withProgram(async ({ ports, shop, config }: Program) => {
    const progress = createProgress("lines read");
    const currency = given ?? config.commerce.shopCurrency;
    const settings = { shopId: shop.shopId, thing, currency, dates: options.dates ?? null, asOf };
    try {
      const report = await importCommerce(
        file.rows(),
        {
          ...settings,
          isDryRun: options.dryRun ?? false,
          onRefused: ({ rows, reason }, header) => errors.add({ rows, reason, header }),
          onProgress: (lines) => progress.update(lines, MAX_IMPORT_LINES),
        },
        ports,
      );
      printReport(report, { file, path: await errors.close(), options });
    } finally {
      progress.stop();
      await errors.close();
    }
  });
}

function readCurrency(given: string | undefined): string | null {
  const currency = given?.toUpperCase() ?? null;
  if (currency !== null && currencyDecimals(currency) === null) {
    throw new AppError("REQUEST_INVALID", "--currency takes three letters, for example EUR.");
  }
  return currency;
}

/** What the file says was true when it was written, not when it is read: events may have come in between. */
function readAsOf(given: string | undefined, file: CsvFile): Instant {
  if (given === undefined) return Math.min(file.modifiedAtMs, Date.now()) as Instant;
  const read = readMoment(given, null);
  if (read.kind === "value") return read.value;
  throw new AppError("REQUEST_INVALID", `--as-of ${read.reason}; write it as 2026-11-22T09:30:00Z.`);
}

interface Printed {
  readonly file: CsvFile;
  /** Of the error file; null when nothing was refused. */
  readonly path: string | null;
  readonly options: ShopOptions;
}

function printReport(report: ImportReport, { file, path, options }: Printed): void {
  if (report.refused > 0) process.exitCode = 1;
  if (options.json) {
    const { encoding, delimiter } = file;
    const line = { ...report, encoding, delimiter, isDryRun: options.dryRun ?? false, errorFile: path };
    return void process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  const { created, changed, unchanged, stale, refused, disarmed } = report;
  const verb = options.dryRun ? "would be created" : "created";
  process.stdout.write(
    `${report.lines} lines (${file.encoding}, from ${report.source}): ${created} ${verb}, ${changed} changed, ` +
      `${unchanged} unchanged, ${stale} older than what is known, ${refused} lines refused\n`,
  );
  if (disarmed > 0) process.stdout.write(`${disarmed} texts began like a formula and were disarmed\n`);
  if (report.ignoredColumns.length > 0) process.stdout.write(`not read: ${report.ignoredColumns.join(", ")}\n`);
  if (path !== null) process.stdout.write(`refused lines and why: ${path}\n`);
}

async function printSecret(): Promise<void> {
  await withProgram(async ({ config, store, shop }) => {
    process.stdout.write(
      `${shopEventsSecret({ config, secret: store.secret, ownShopId: shop.shopId }, shop.shopId)}\n`,
    );
  });
}

async function printStatus(options: ShopOptions): Promise<void> {
  await withProgram(async ({ ports, shop }) => {
    const count = await ports.commerce.count(shop.shopId);
    if (options.json) return void process.stdout.write(`${JSON.stringify(count)}\n`);
    for (const [what, thing] of Object.entries(THINGS)) process.stdout.write(`${what.padEnd(10)} ${count[thing]}\n`);
  });
}
