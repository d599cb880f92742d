/** The knowledge folder as the flows read it: paths relative to the folder, what cannot be read as a fault. */
import { relative, sep } from "node:path";
import type { KnowledgeFault, KnowledgeFile } from "../flows/refresh-knowledge.ts";
import { parseGlossary } from "../knowledge/lexicon/parse-glossary.ts";
import { readGlossaryFile, readKnowledgeFiles } from "../ops/read-text-files.ts";

export interface KnowledgeFolder {
  readonly files: readonly KnowledgeFile[];
  /** The text of `glossary.yaml`; its faults are among the others, and what is sound in it is used. */
  readonly glossary: string | null;
  readonly faults: readonly KnowledgeFault[];
}

export async function readKnowledgeFolder(folder: string): Promise<KnowledgeFolder> {
  const [{ files, faults }, glossary] = await Promise.all([readKnowledgeFiles(folder), readGlossaryFile(folder)]);
  const place = (path: string) => relative(folder, path).split(sep).join("/");
  return {
    files: [
      ...files.map(({ path, text }) => ({ path: place(path), text })),
      ...faults.map(({ path }) => ({ path: place(path), text: null })),
    ],
    glossary: glossary !== null && "text" in glossary ? glossary.text : null,
    faults: [...faults.map(({ path, message }) => ({ origin: path, line: 1, message })), ...faultsIn(glossary)],
  };
}

function faultsIn(glossary: Awaited<ReturnType<typeof readGlossaryFile>>): readonly KnowledgeFault[] {
  if (glossary === null) return [];
  if ("message" in glossary) return [{ origin: glossary.path, line: 1, message: glossary.message }];
  return parseGlossary(glossary.text).faults.map((fault) => ({ origin: glossary.path, ...fault }));
}
