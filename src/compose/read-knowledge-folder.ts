/** The knowledge folder as the flows read it: paths relative to the folder, what cannot be read as a fault. */
import { relative, sep } from "node:path";
import type { KnowledgeFault, KnowledgeFile } from "../flows/refresh-knowledge.ts";
import { type Glossary, parseGlossary } from "../knowledge/lexicon/parse-glossary.ts";
import { readGlossaryFile, readKnowledgeFiles } from "../ops/read-text-files.ts";

export interface GlossaryFile {
  readonly text: string;
  readonly glossary: Glossary;
}

export interface KnowledgeFolder {
  readonly files: readonly KnowledgeFile[];
  /** `glossary.yaml`; its faults are among the others, and what is sound in it is used. */
  readonly glossary: GlossaryFile | null;
  readonly faults: readonly KnowledgeFault[];
}

export async function readKnowledgeFolder(folder: string): Promise<KnowledgeFolder> {
  const [{ files, faults }, glossary] = await Promise.all([readKnowledgeFiles(folder), readGlossaryFile(folder)]);
  const read = glossary && readGlossary(glossary);
  const place = (path: string) => relative(folder, path).split(sep).join("/");
  return {
    files: [
      ...files.map(({ path, text }) => ({ path: place(path), text })),
      ...faults.map(({ path }) => ({ path: place(path), text: null })),
    ],
    glossary: read?.file ?? null,
    faults: [...faults.map(({ path, message }) => ({ origin: path, line: 1, message })), ...(read?.faults ?? [])],
  };
}

function readGlossary(found: NonNullable<Awaited<ReturnType<typeof readGlossaryFile>>>): {
  readonly file: GlossaryFile | null;
  readonly faults: readonly KnowledgeFault[];
} {
  if ("message" in found) return { file: null, faults: [{ origin: found.path, line: 1, message: found.message }] };
  const { glossary, faults } = parseGlossary(found.text);
  return { file: { text: found.text, glossary }, faults: faults.map((fault) => ({ origin: found.path, ...fault })) };
}
