/** Files that are too large, too long or changed while they are read: a clear word, little memory, nothing half done. */
import { mkdtemp, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_IMPORT_LINES } from "../../src/flows/commerce/import-commerce.ts";
import { createErrorFile } from "../../src/ops/write-error-file.ts";
import { MAX_CSV_BYTES, openCsvFile } from "../../src/ops/read-csv-file.ts";
import { createCommerceStore } from "../../src/store/commerce/commerce-store.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";
import { type ImportTarget, importFile, importRows, importText } from "./import-rig.ts";

let db: ShopDatabase;
let target: ImportTarget;
let folder: string;
beforeAll(async () => {
  db = await openShopDatabase();
  target = { commerce: createCommerceStore(db.database), shopId: db.shop.shopId };
  folder = await mkdtemp(join(tmpdir(), "dragoman-limits-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await db.close();
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is held, without what only waits to be collected: how much that is depends on the machine and its load. */
function measureHeld(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test("a file of 100 MB is read with memory that does not grow with it", async () => {
  // Long lines, so that the bytes and not the database set the pace; the note is read and thrown away.
  const note = "n".repeat(20_000);
  const path = join(folder, "big.csv");
  const lines = Array.from({ length: 5_000 }, (_, index) => `B-${index},2026-10-30,Buyer,${note}\n`);
  await writeFile(path, ["order number,placed at,name,note\n", ...lines]);
  const before = measureHeld();
  let peak = 0;
  const report = await importFile(
    target,
    { thing: "order", path },
    {
      isDryRun: true,
      onProgress: () => {
        peak = Math.max(peak, measureHeld());
      },
    },
  );
  expect(report).toMatchObject({ lines: 5_000, created: 5_000, refused: 0 });
  expect(peak).toBeGreaterThan(0);
  expect(peak - before).toBeLessThan(60 * 1024 * 1024);
}, 60_000);

test("a file beyond the limit is refused before a byte of it is read", async () => {
  const path = join(folder, "sparse.csv");
  await (await open(path, "w")).close();
  await truncate(path, MAX_CSV_BYTES + 1);
  await expect(openCsvFile(path)).rejects.toMatchObject({ code: "REQUEST_TOO_LARGE" });
});

test("more lines than the limit end with a clear word", async () => {
  async function* rows() {
    const [header, cells] = [
      ["order number", "placed at"],
      ["", "2026-10-30"],
    ];
    yield { line: 1, cells: header };
    for (let line = 2; line <= MAX_IMPORT_LINES + 2; line += 1) yield { line, cells };
  }
  const order = { thing: "order", rows: rows() } as const;
  await expect(importRows(target, order, { isDryRun: true, onRefused: async () => {} })).rejects.toThrow(
    /more than 1000000 lines.*Split it/u,
  );
}, 120_000);

test("a folder, a file that is not there, and one line of a thousand columns are named", async () => {
  await expect(openCsvFile(folder)).rejects.toThrow(/is not a file/u);
  await expect(openCsvFile(join(folder, "nothing.csv"))).rejects.toThrow(/cannot be read \(ENOENT\)/u);
  await expect(importText(target, "order", `order number,placed at\n${",".repeat(1_000)}x\n`)).rejects.toThrow(
    /Line 2 has more than 500 columns/u,
  );
});

test("lines in front of a broken one are kept, and the corrected file takes the rest", async () => {
  const header = "order number,placed at,name\n";
  const good = Array.from({ length: 1_200 }, (_, index) => `K-${index},2026-10-30,A\n`).join("");
  await expect(importText(target, "order", `${header}${good}K-x,2026-10-30,"never closed`)).rejects.toThrow(
    /Line 1202/u,
  );
  const second = await importText(target, "order", `${header}${good}K-x,2026-10-30,closed\n`);
  expect(second.created + second.unchanged).toBe(1_201);
  expect(second.unchanged).toBeGreaterThanOrEqual(1_000);
});

test("refused lines become a file that can be corrected, imported again, and does not calculate", async () => {
  const path = join(folder, "orders.errors.csv");
  const errors = createErrorFile(path);
  const content = 'order number,placed at,name\nF-1,never,"=1+1"\nF-2,2026-10-30,B\n';
  await importText(target, "order", content, {
    onRefused: ({ rows, reason }, header) => errors.add({ rows, reason, header }),
  });
  expect(await errors.close()).toBe(path);
  const text = await readFile(path, "utf8");
  expect(text).toBe(
    '\ufeff"line","reason","order number","placed at","name"\r\n"2","placedAt is not a date","F-1","never","\'=1+1"\r\n',
  );
  const again = await importText(target, "order", text.replace("never", "2026-10-30"));
  expect(again).toMatchObject({ created: 1, ignoredColumns: ["line", "reason"] });
  expect(await createErrorFile(join(folder, "none.csv")).close()).toBeNull();
});
