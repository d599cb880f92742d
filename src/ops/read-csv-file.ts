/** A CSV file of any habit as rows: UTF-8, UTF-16 or Windows-1252, with commas, semicolons, tabs or bars between. */
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { PassThrough, type Readable } from "node:stream";
import { CsvError, type Info, parse } from "csv-parse";
import { AppError } from "../contracts/errors.ts";

export interface CsvFile {
  readonly encoding: CsvEncoding;
  readonly delimiter: string;
  readonly bytes: number;
  readonly modifiedAtMs: number;
  /** Reads the file once; memory does not grow with it. Throws REQUEST_INVALID with the line where it is broken. */
  rows(): AsyncIterable<{ readonly line: number; readonly cells: readonly string[] }>;
}

export type CsvEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export const MAX_CSV_BYTES = 1024 * 1024 * 1024;
/** The longest description with its HTML; a quote that is never closed runs into it and is named. */
const MAX_LINE_CHARACTERS = 1024 * 1024;
const MAX_COLUMNS = 500;
const PROBE_BYTES = 64 * 1024;

export async function openCsvFile(path: string): Promise<CsvFile> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!found.isFile()) throw new AppError("REQUEST_INVALID", `${path} is not a file.`);
  if (found.size > MAX_CSV_BYTES) {
    throw new AppError("REQUEST_TOO_LARGE", `${path} is larger than ${MAX_CSV_BYTES >> 20} MB. Split it.`);
  }
  const probe = await readProbe(path);
  const encoding = await detectEncoding(path, probe);
  const delimiter = detectDelimiter(new TextDecoder(encoding).decode(probe));
  return {
    encoding,
    delimiter,
    bytes: found.size,
    modifiedAtMs: found.mtimeMs,
    rows: () => readRows(path, encoding, delimiter),
  };
}

async function readProbe(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PROBE_BYTES), 0, PROBE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function detectEncoding(path: string, probe: Uint8Array): Promise<CsvEncoding> {
  if (probe[0] === 0xff && probe[1] === 0xfe) return "utf-16le";
  if (probe[0] === 0xfe && probe[1] === 0xff) return "utf-16be";
  const zeros = [0, 1].map((parity) => probe.filter((byte, at) => byte === 0 && at % 2 === parity).length);
  const [even = 0, odd = 0] = zeros;
  // A header in Latin letters has a zero beside each of them in UTF-16 without a mark.
  if (Math.max(even, odd) > probe.length / 5) return odd > even ? "utf-16le" : "utf-16be";
  if (even + odd > 0) throw new AppError("REQUEST_INVALID", `${path} is not text.`);
  return (await isUtf8(path)) ? "utf-8" : "windows-1252";
}

/** One byte that is not UTF-8 may stand on the last line, so all of it is looked at. */
async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Uint8Array, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw unreadable(path, error);
  }
}

/** By the first line, outside quotes. */
function detectDelimiter(text: string): string {
  const counts = new Map([",", ";", "\t", "|"].map((sign): [string, number] => [sign, 0]));
  let isQuoted = false;
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (sign === "\n" || sign === "\r") break;
    const count = counts.get(sign);
    if (count !== undefined) counts.set(sign, count + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ",";
}

async function* readRows(
  path: string,
  encoding: CsvEncoding,
  delimiter: string,
): AsyncGenerator<{ line: number; cells: readonly string[] }> {
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: MAX_LINE_CHARACTERS,
  });
  const stopping = new AbortController();
  // Ends with the parser's own error, which the loop below throws.
  const piped = pipeline(decodeFile(path, encoding), parser, { signal: stopping.signal }).catch(() => undefined);
  let startsAt = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      if (record.length > MAX_COLUMNS)
        throw new AppError("REQUEST_INVALID", `Line ${startsAt} has more than ${MAX_COLUMNS} columns.`);
      yield { line: startsAt, cells: record };
      startsAt = info.lines + 1;
    }
  } catch (error) {
    throw error instanceof CsvError ? brokenAt(startsAt, error) : error;
  } finally {
    stopping.abort();
    await piped;
  }
}

/** Bytes cut anywhere, as text; the byte order mark is dropped. */
function decodeFile(path: string, encoding: CsvEncoding): Readable {
  const decoder = new TextDecoder(encoding);
  const text = new PassThrough({ encoding: "utf8" });
  const decode = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  };
  pipeline(createReadStream(path), decode, text).catch((error: unknown) => text.destroy(error as Error));
  return text;
}

/** The parser runs ahead of us: its own word for the line is the right one. */
function brokenAt(lastSeen: number, cause: CsvError): AppError {
  const line = Number(/at line (\d+)/u.exec(cause.message)?.[1] ?? lastSeen);
  const reason =
    cause.code === "CSV_MAX_RECORD_SIZE" || cause.code === "CSV_QUOTE_NOT_CLOSED"
      ? "a quote that is opened is not closed again, or the line is too long"
      : "the quotes do not fit";
  return new AppError(
    "REQUEST_INVALID",
    `Line ${line} cannot be read: ${reason}. Correct it and import the file again; what was taken stays.`,
    { line },
    cause,
  );
}

function unreadable(path: string, cause: unknown): AppError {
  const code = String((cause as NodeJS.ErrnoException).code ?? "");
  return new AppError("REQUEST_INVALID", `${path} cannot be read (${code}).`, {}, cause);
}
