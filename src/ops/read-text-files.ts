/** Reads the files people write: notices, cues, prompts and knowledge. A file with a fault never stops the others. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

export interface TextFile {
  /** As a person would type it to open the file. */
  readonly path: string;
  readonly text: string;
}

export interface TextFileFault {
  readonly path: string;
  /** What is wrong, in English. */
  readonly message: string;
}

export interface TextFiles {
  readonly files: readonly TextFile[];
  readonly faults: readonly TextFileFault[];
}

export interface PromptFiles {
  readonly notices: TextFiles;
  readonly cues: TextFiles;
  readonly macros: TextFiles;
  readonly prompts: TextFiles;
  readonly manners: TextFiles;
  readonly desk: TextFiles;
  readonly training: TextFiles;
}

/** Far above a long article, far below what would hurt. */
const MAX_FILE_BYTES = 1_000_000;

/** `folder` is `prompts/`: notices, cues and macros are YAML in a folder each, prompts are Markdown beside them, manners one file. */
export async function readPromptFiles(folder: string): Promise<PromptFiles> {
  const [notices, cues, macros, prompts, manners, desk, training] = await Promise.all([
    readFolder(join(folder, "notices"), /\.ya?ml$/),
    readFolder(join(folder, "cues"), /\.ya?ml$/),
    readFolder(join(folder, "macros"), /\.ya?ml$/),
    readFolder(folder, /\.md$/),
    readFolder(folder, /^manners\.yaml$/),
    readFolder(join(folder, "desk"), /\.ya?ml$/),
    readFolder(join(folder, "training"), /\.ya?ml$/),
  ]);
  const withoutReadme = { ...prompts, files: prompts.files.filter((file) => !isReadme(file)) };
  return { notices, cues, macros, prompts: withoutReadme, manners, desk, training };
}

/** `folder` is `knowledge/`: one folder per language, articles in it. Files directly in `folder` are for people. */
export async function readKnowledgeFiles(folder: string): Promise<TextFiles> {
  const listing = await listFolder(folder);
  const languages = listing.entries.filter((entry) => entry.isDirectory);
  const found = await Promise.all(languages.map(({ name }) => readFolder(join(folder, name), /\.md$/)));
  const files = found.flatMap((language) => language.files).filter((file) => !isReadme(file));
  return { files, faults: [...listing.faults, ...found.flatMap((language) => language.faults)] };
}

/** `knowledge/glossary.yaml`; null where a shop has none. */
export async function readGlossaryFile(folder: string): Promise<TextFile | TextFileFault | null> {
  const path = join(folder, "glossary.yaml");
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere ? readOne(path) : null;
}

async function readFolder(folder: string, ending: RegExp): Promise<TextFiles> {
  const listing = await listFolder(folder);
  const names = listing.entries.filter(({ name, isDirectory }) => !isDirectory && ending.test(name));
  const read = await Promise.all(names.map(({ name }) => readOne(join(folder, name))));
  return {
    files: read.filter((result) => "text" in result),
    faults: [...listing.faults, ...read.filter((result) => "message" in result)],
  };
}

interface Listing {
  readonly entries: readonly { readonly name: string; readonly isDirectory: boolean }[];
  readonly faults: readonly TextFileFault[];
}

/** In the order of names, the same on every machine. Hidden files are editors' and systems', not people's. */
async function listFolder(folder: string): Promise<Listing> {
  try {
    const names = (await readdir(folder)).filter((name) => !name.startsWith(".")).toSorted();
    // stat, not the listing's own kind: a linked folder counts as a folder.
    const kinds = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
    const entries = names.map((name, index) => ({ name, isDirectory: kinds[index]?.isDirectory() ?? false }));
    return { entries, faults: [] };
  } catch (error) {
    return { entries: [], faults: [{ path: folder, message: describe(error) }] };
  }
}

async function readOne(path: string): Promise<TextFile | TextFileFault> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) return { path, message: `is larger than ${MAX_FILE_BYTES} bytes` };
    const bytes = await readFile(path);
    // Also takes off a byte order mark; line ends become ours so that line numbers and offsets agree everywhere.
    return { path, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n") };
  } catch (error) {
    return { path, message: describe(error) };
  }
}

function describe(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "is not UTF-8 text";
  if (code === "ENOENT") return "does not exist";
  return code === "EACCES" ? "may not be read" : `cannot be read (${code ?? "unknown"})`;
}

function isReadme(file: TextFile): boolean {
  return /(^|[\\/])README\.md$/i.test(file.path);
}
