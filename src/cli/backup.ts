/** `dragoman backup|restore FILE`: all shops as compressed lines, with the files of messages. The secret is not in it. */
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import {
  type CopiedRow,
  COPIED_TABLES,
  copyRows,
  notABackup,
  pasteRows,
  readSchemaNumber,
} from "../store/setup/copy-database.ts";
import { AppError } from "../contracts/errors.ts";
import { createProgress } from "./progress.ts";
import { withProgram } from "./with-program.ts";

const FORMAT = "dragoman-backup-1";

interface Header {
  readonly format: string;
  readonly schema: number;
  readonly madeAt: string;
}

export async function backupCommand(file: string): Promise<void> {
  await withProgram(async ({ store }) => {
    const draft = `${file}.part`;
    const packed = createGzip();
    const written = pipeline(packed, createWriteStream(draft, { mode: 0o600 }));
    const write = async (value: unknown): Promise<void> => {
      if (!packed.write(`${JSON.stringify(value)}\n`)) await once(packed, "drain");
    };
    const progress = createProgress("rows");
    try {
      const schema = await readSchemaNumber(store.urls.runtimeUrl);
      await write({ format: FORMAT, schema, madeAt: new Date().toISOString() } satisfies Header);
      let done = 0;
      const count = await copyRows(store.urls.runtimeUrl, async (row) => {
        await write(row);
        done += 1;
        if (done % 1_000 === 0) progress.update(done, done);
      });
      packed.end();
      await written;
      await rename(draft, file);
      process.stdout.write(`${count} rows in ${file}\n`);
    } catch (error) {
      packed.destroy();
      await written.catch(() => undefined);
      await rm(draft, { force: true });
      throw error;
    } finally {
      progress.stop();
    }
  });
}

export async function restoreCommand(file: string): Promise<void> {
  await withProgram(async ({ store }) => {
    const unpacked = createReadStream(file)
      .on("error", () => unpacked.destroy())
      .pipe(createGunzip());
    const lines = createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
    const schema = await readSchemaNumber(store.urls.runtimeUrl);
    const first = await lines.next().catch(() => ({ done: true, value: "" }) as const);
    checkHeader(first.done ? "" : first.value, schema);
    const count = await pasteRows(store.urls.ownerUrl, readRows({ [Symbol.asyncIterator]: () => lines }));
    process.stdout.write(`${count} rows restored; messages that were unsent then are marked cancelled\n`);
  });
}

function checkHeader(line: string, schema: number): void {
  const header = readLine(line) as Partial<Header> | null;
  if (header?.format !== FORMAT) throw notABackup();
  if (header.schema === schema) return;
  throw new AppError(
    "STORE_MIGRATION",
    `The backup is of schema ${header.schema}, this program of ${schema}. Restore it with the version that made it, then update.`,
  );
}

async function* readRows(lines: AsyncIterable<string>): AsyncGenerator<CopiedRow> {
  for await (const line of lines) {
    const row = readLine(line) as CopiedRow | null;
    const isRow = row !== null && typeof row.row === "object" && ["shop", ...COPIED_TABLES].includes(row.table);
    if (!isRow) throw notABackup();
    yield row;
  }
}

function readLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
