/** The knowledge folder as the flows read it: paths relative to the folder, what cannot be read as a fault. */
import { relative, sep } from "node:path";
import type { KnowledgeFault, KnowledgeFile } from "../flows/refresh-knowledge.ts";
import { readKnowledgeFiles } from "../ops/read-text-files.ts";

export async function readKnowledgeFolder(
  folder: string,
): Promise<{ readonly files: readonly KnowledgeFile[]; readonly faults: readonly KnowledgeFault[] }> {
  const { files, faults } = await readKnowledgeFiles(folder);
  const place = (path: string) => relative(folder, path).split(sep).join("/");
  return {
    files: [
      ...files.map(({ path, text }) => ({ path: place(path), text })),
      ...faults.map(({ path }) => ({ path: place(path), text: null })),
    ],
    faults: faults.map(({ path, message }) => ({ origin: path, line: 1, message })),
  };
}
