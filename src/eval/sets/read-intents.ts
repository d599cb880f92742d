/** Reads sets of sentences with a class each: Banking77 (CSV) and CLINC150 (JSON). */
import { parse } from "csv-parse/sync";
import { parseObject } from "../questions/read-golden-lines.ts";

export interface Labelled {
  readonly text: string;
  readonly intent: string;
}

export interface IntentSet {
  readonly train: readonly Labelled[];
  readonly test: readonly Labelled[];
  /** Questions of none of the classes. */
  readonly strangers: readonly string[];
}

/** Two files with the columns `text` and `category`. Throws csv-parse's error for what is not CSV. */
export function readBanking(train: string, test: string): IntentSet {
  return { train: readCategories(train), test: readCategories(test), strangers: [] };
}

function readCategories(csv: string): Labelled[] {
  const rows = parse<Readonly<Record<string, string>>>(csv, { columns: true, bom: true, skip_empty_lines: true });
  return rows.flatMap(({ text, category }) =>
    // A few questions of the set run over several lines.
    text === undefined || category === undefined ? [] : [{ text: text.replace(/\s+/g, " ").trim(), intent: category }],
  );
}

/** Lists of `[text, intent]` under `train`, `test` and `oos_test`; null when one of them is missing. */
export function readClinc(json: string): IntentSet | null {
  const value = parseObject(json);
  const train = readPairs(value?.train);
  const test = readPairs(value?.test);
  const strangers = readPairs(value?.oos_test);
  if (!train || !test || !strangers) return null;
  return { train, test, strangers: strangers.map(({ text }) => text) };
}

function readPairs(value: unknown): Labelled[] | null {
  if (!Array.isArray(value)) return null;
  return value.flatMap((pair: unknown) => {
    const [text, intent] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return typeof text === "string" && typeof intent === "string" ? [{ text, intent }] : [];
  });
}
