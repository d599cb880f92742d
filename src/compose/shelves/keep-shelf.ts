/** A shelf on disk between two runs: segments as they are, and by which marks a later run knows what is stale in them. */
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArticleKey, ShopId } from "../../contracts/ids.ts";
import type { Language } from "../../contracts/language.ts";
import type { Shelf } from "../../flows/refresh-knowledge.ts";
import type { IndexState } from "../../knowledge/index-state.ts";
import type { HeldMeanings } from "../../knowledge/lexicon/create-meaning-search.ts";
import { decodeMeanings, encodeMeanings } from "../../knowledge/lexicon/encode-meanings.ts";
import type { Segment } from "../../knowledge/segments/build-segment.ts";
import { decodeRecogniser, encodeRecogniser } from "../../knowledge/recognition/encode-recogniser.ts";
import type { Recogniser } from "../../knowledge/recognition/recogniser.ts";
import { decodeSegment, encodeSegment } from "../../knowledge/segments/encode-segment.ts";
import type { IndexFiles, IndexPart, SavedIndex } from "../../ops/index-files.ts";

const CODE_FOLDERS = ["../../knowledge/", "../../shared/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const LOCK_FILE = fileURLToPath(new URL("../../../package-lock.json", import.meta.url));

type Content = Segment["store"] | HeldMeanings | Recogniser;

/** None of them changes but for what is taken out of a segment, so a name stands for the bytes. */
const names = new WeakMap<Content, string>();

/** Beside the parts. Names are those of parts, by language. */
interface Note {
  /** Of the glossary by which meanings were read and the judgement was fitted. */
  readonly glossaryMark: string;
  readonly judgement: IndexState["judgement"];
  readonly changedSinceFit: number;
  readonly meanings: Readonly<Record<string, string>>;
  /** Null where there was nothing to train one on. */
  readonly recognisers: Readonly<Record<string, string | null>>;
}

export interface ShelfFiles {
  readonly files: IndexFiles;
  /** The text of the shop's glossary. */
  readonly glossary: string | null;
}

/** Into an empty shelf that has its glossary. What is stale in it is found by the fill that follows, by the marks. */
export async function loadShelf(shopId: ShopId, shelf: Shelf, { files, glossary }: ShelfFiles): Promise<void> {
  const saved = await files.load(shopId);
  if (saved === null) return;
  const note = saved.note as Note;
  const isSameGlossary = note.glossaryMark === markOf(glossary);
  const meaningNames = new Map(Object.entries(note.meanings));
  const recogniserNames = new Map(Object.entries(note.recognisers));
  const others = new Set([...meaningNames.values(), ...recogniserNames.values()]);
  const decoded = Array.from(saved.parts)
    .filter(([name]) => !others.has(name))
    .map(([name, bytes]) => ({ name, ...decodeSegment(bytes) }));
  shelf.index.restore({
    segments: decoded.map(({ segment }) => segment),
    judgement: isSameGlossary ? note.judgement : null,
    changedSinceFit: isSameGlossary ? note.changedSinceFit : Number.MAX_SAFE_INTEGER,
    meanings: isSameGlossary ? readParts(meaningNames, saved.parts, decodeMeanings) : new Map(),
    recognisers: readParts(recogniserNames, saved.parts, decodeRecogniser),
  });
  for (const { name, segment, marks } of decoded) {
    names.set(segment.store, name);
    for (const [at, key] of segment.keys.entries()) {
      const mark = marks[at];
      if (key === null) continue;
      if (mark) shelf.held.set(`${key}/${segment.language}`, mark);
      else shelf.index.remove(key, segment.language as Language);
    }
  }
}

/** By language; null stays null, and what is not there is left out. */
function readParts<Part extends Content, Name extends string | null>(
  partNames: ReadonlyMap<string, Name>,
  parts: SavedIndex["parts"],
  decode: (bytes: Uint8Array<ArrayBuffer>) => Part,
): ReadonlyMap<string, Part | Extract<Name, null>> {
  const read = new Map<string, Part | Extract<Name, null>>();
  for (const [language, name] of partNames) {
    if (name === null) {
      read.set(language, name as Extract<Name, null>);
      continue;
    }
    const bytes = parts.get(name);
    if (!bytes) continue;
    const part = decode(bytes);
    names.set(part, name);
    read.set(language, part);
  }
  return read;
}

export async function saveShelf(shopId: ShopId, shelf: Shelf, { files, glossary }: ShelfFiles): Promise<void> {
  const { segments, judgement, changedSinceFit, meanings, recognisers } = shelf.index.state();
  const parts = segments.map((segment): IndexPart => {
    const markOfKey = (key: ArticleKey | null) =>
      key === null ? undefined : shelf.held.get(`${key}/${segment.language}`);
    return partOf(segment.store, () =>
      encodeSegment(
        segment,
        segment.keys.map((key) => markOfKey(key) ?? null),
      ),
    );
  });
  const meaningNames: Record<string, string> = {};
  for (const [language, held] of meanings) {
    const part = partOf(held, () => [encodeMeanings(held)]);
    meaningNames[language] = part.name;
    parts.push(part);
  }
  const recogniserNames: Record<string, string | null> = {};
  for (const [language, recogniser] of recognisers) {
    const part = recogniser && partOf(recogniser, () => encodeRecogniser(recogniser));
    recogniserNames[language] = part?.name ?? null;
    if (part) parts.push(part);
  }
  const note: Note = {
    glossaryMark: markOf(glossary),
    judgement,
    changedSinceFit,
    meanings: meaningNames,
    recognisers: recogniserNames,
  };
  await files.save(shopId, note, parts);
}

/** Bytes only of what is not there yet. */
function partOf(content: Content, encode: () => readonly Uint8Array[]): IndexPart {
  const known = names.get(content);
  if (known !== undefined) return { name: known, bytes: null };
  const name = randomUUID();
  names.set(content, name);
  return { name, bytes: encode() };
}

function markOf(glossary: string | null): string {
  return createHash("sha256")
    .update(glossary ?? "")
    .digest("hex");
}

/** Another one whenever the code that analyses, a package, or a table of the runtime that it uses is another. */
export async function nameAnalysis(): Promise<string> {
  const sum = createHash("sha256").update(JSON.stringify([process.versions.icu, process.versions.unicode]));
  for (const folder of CODE_FOLDERS) {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = files.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    for (const path of [...paths.sort(), LOCK_FILE]) sum.update(await readFile(path));
  }
  return sum.digest("hex");
}
