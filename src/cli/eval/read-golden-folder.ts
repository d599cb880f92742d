/** The golden questions of a folder, one file a language; a fault in any of them is named by file and line. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../contracts/errors.ts";
import type { GoldenQuestion } from "../../eval/questions/golden-question.ts";
import { readGoldenLines } from "../../eval/questions/read-golden-lines.ts";

const MAX_NAMED = 5;

export interface GoldenFolder {
  readonly questions: readonly GoldenQuestion[];
  /** Changes whenever a question does. */
  readonly fingerprint: string;
}

export async function readGoldenFolder(folder: string): Promise<GoldenFolder> {
  const names = await readdir(folder).catch(() => {
    throw new AppError("REQUEST_INVALID", `There is no folder ${folder}; name one with --path.`);
  });
  const files = names.filter((name) => name.endsWith(".jsonl")).toSorted();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const read = texts.map((text, at) => ({ name: files[at] ?? "", ...readGoldenLines(text) }));
  const faults = read.flatMap(({ name, faults: each }) =>
    each.map(({ line, message }) => `${name}:${line} ${message}`),
  );
  if (faults.length > 0) throw new AppError("REQUEST_INVALID", faults.slice(0, MAX_NAMED).join("; "));
  const questions = read.flatMap((each) => each.questions);
  if (questions.length === 0)
    throw new AppError("REQUEST_INVALID", `${folder} holds no <language>.jsonl with questions.`);
  const twice = findTwice(questions.map(({ id }) => id));
  if (twice !== null)
    throw new AppError("REQUEST_INVALID", `The id ${twice} is given twice; each question needs its own.`);
  return { questions, fingerprint: fingerprintOf(texts) };
}

/** Short, and the same for the same texts in the same order. */
export function fingerprintOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 12);
}

function findTwice(ids: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return null;
}
