/** A shelf on disk between two runs: segments as they are, and by which marks a later run knows what is stale in them. */
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArticleKey, ShopId } from "../contracts/ids.ts";
import type { Language } from "../contracts/language.ts";
import type { Shelf } from "../flows/refresh-knowledge.ts";
import type { IndexState } from "../knowledge/create-knowledge-index.ts";
import type { Segment } from "../knowledge/segments/build-segment.ts";
import { decodeSegment, encodeSegment } from "../knowledge/segments/encode-segment.ts";
import type { IndexFiles, IndexPart } from "../ops/index-files.ts";

/** Smaller ones are analysed again sooner than read, and will soon be merged into another. */
const MIN_ENTRIES = 16;
const CODE_FOLDERS = ["../knowledge/", "../shared/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const LOCK_FILE = fileURLToPath(new URL("../../package-lock.json", import.meta.url));

/** Segments never change but for what is taken out of them, so a name stands for the bytes. */
const names = new WeakMap<Segment["store"], string>();

/** Into an empty shelf. What is stale in it is found by the fill that follows, by the marks. */
export async function loadShelf(shopId: ShopId, shelf: Shelf, files: IndexFiles): Promise<void> {
  const saved = await files.load(shopId);
  if (saved === null) return;
  const decoded = Array.from(saved.parts, ([name, bytes]) => ({ name, ...decodeSegment(bytes) }));
  shelf.index.restore({
    segments: decoded.map(({ segment }) => segment),
    judgement: saved.note as IndexState["judgement"],
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

export async function saveShelf(shopId: ShopId, shelf: Shelf, files: IndexFiles): Promise<void> {
  const { segments, judgement } = shelf.index.state();
  const parts = segments.flatMap((segment): IndexPart[] => {
    const known = names.get(segment.store);
    if (known !== undefined) return [{ name: known, bytes: null }];
    if (segment.keys.length < MIN_ENTRIES) return [];
    const name = randomUUID();
    names.set(segment.store, name);
    const markOf = (key: ArticleKey | null) =>
      key === null ? undefined : shelf.held.get(`${key}/${segment.language}`);
    const marks = segment.keys.map((key) => markOf(key) ?? null);
    return [{ name, bytes: encodeSegment(segment, marks) }];
  });
  await files.save(shopId, judgement, parts);
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
