/** Imports a file as the command does, into a real database. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommerceStore, CommerceThing } from "../../src/contracts/commerce.ts";
import type { Instant, ShopId } from "../../src/contracts/ids.ts";
import {
  type ImportOrder,
  type ImportReport,
  importCommerce,
  type Refusal,
} from "../../src/flows/commerce/import-commerce.ts";
import { openCsvFile } from "../../src/ops/read-csv-file.ts";
import { createRecordingHost } from "../support/recording-host.ts";

const DEMO_SHOP = new URL("../fixtures/demo-shop/", import.meta.url);
export const DEMO_FILES = { product: "products", order: "orders", parcel: "parcels", coupon: "coupons" } as const;

export interface ImportTarget {
  readonly commerce: CommerceStore;
  readonly shopId: ShopId;
}

export type Imported = ImportReport & { readonly refusals: readonly Refusal[] };

export async function importFile(
  target: ImportTarget,
  { thing, path }: { readonly thing: CommerceThing; readonly path: string },
  settings: Partial<ImportOrder> = {},
): Promise<Imported> {
  return importRows(target, { thing, rows: (await openCsvFile(path)).rows() }, settings);
}

export async function importRows(
  { commerce, shopId }: ImportTarget,
  { thing, rows }: { readonly thing: CommerceThing; readonly rows: Parameters<typeof importCommerce>[0] },
  settings: Partial<ImportOrder> = {},
): Promise<Imported> {
  const refusals: Refusal[] = [];
  const report = await importCommerce(
    rows,
    {
      shopId,
      thing,
      currency: null,
      dates: null,
      asOf: Date.parse("2026-11-22T12:00:00Z") as Instant,
      isDryRun: false,
      onRefused: async (refusal) => void refusals.push(refusal),
      onProgress: () => {},
      ...settings,
    },
    { commerce, metrics: createRecordingHost().metrics },
  );
  return { ...report, refusals };
}

/** The same from text or bytes. */
export async function importText(
  target: ImportTarget,
  thing: CommerceThing,
  content: string | Uint8Array,
  settings: Partial<ImportOrder> = {},
): Promise<Imported> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-csv-"));
  try {
    const path = join(folder, "file.csv");
    await writeFile(path, content);
    return await importFile(target, { thing, path }, settings);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The demo shop "Harbour & Loom": 20 products, 12 orders, 8 parcels, 4 coupons. */
export async function loadDemoShop(target: ImportTarget): Promise<readonly Imported[]> {
  const reports: Imported[] = [];
  for (const [thing, name] of Object.entries(DEMO_FILES)) {
    const path = new URL(`${name}.csv`, DEMO_SHOP).pathname;
    reports.push(await importFile(target, { thing: thing as CommerceThing, path }));
  }
  return reports;
}
