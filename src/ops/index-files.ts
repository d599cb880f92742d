/**
 * Keeps a search index on disk, per shop: parts that are written once, and a header that names the good ones. The header
 * is renamed into place last, so a crash leaves the old index or the new one. Damaged or of another version is nothing.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";

export interface SavedIndex {
  /** What was saved beside the parts, as JSON keeps it. */
  readonly note: unknown;
  /** By name, in the order in which they were saved. */
  readonly parts: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** A part that is not there yet comes with its bytes. */
export interface IndexPart {
  readonly name: string;
  readonly bytes: readonly Uint8Array[] | null;
}

export interface IndexFiles {
  /** Parts that are not whole are left out. Null when nothing of this version was saved. */
  load(shopId: string): Promise<SavedIndex | null>;
  /** Parts that are not named are removed. Throws when the disk refuses. */
  save(shopId: string, note: unknown, parts: readonly IndexPart[]): Promise<void>;
}

interface Header {
  readonly version: string;
  readonly note: unknown;
  readonly parts: readonly { readonly name: string; readonly checksum: number; readonly size: number }[];
  /** Over everything above, so that a note is not read that was not written. */
  readonly checksum: number;
}

const HEADER = "header.json";
const NAME = /^[0-9a-f-]{36}$/;

/** `version` names whatever the bytes depend on beside what is indexed: the code that made them. */
export function createIndexFiles(root: string, version: string): IndexFiles {
  const folderOf = (shopId: string) => join(root, createHash("sha256").update(shopId).digest("hex").slice(0, 32));
  const known = new Map<string, Header["parts"][number]>();
  return {
    async load(shopId) {
      const folder = folderOf(shopId);
      const header = await readHeader(folder, version);
      if (header === null) return null;
      const parts = new Map<string, Uint8Array<ArrayBuffer>>();
      for (const part of header.parts) {
        const bytes = await readPart(folder, part);
        if (bytes === null) continue;
        parts.set(part.name, bytes);
        known.set(part.name, part);
      }
      return { note: header.note, parts };
    },
    async save(shopId, note, parts) {
      const folder = folderOf(shopId);
      await mkdir(folder, { recursive: true });
      for (const { name, bytes } of parts) {
        if (bytes !== null) known.set(name, { name, ...(await write(join(folder, name), bytes)) });
      }
      const listed = parts.flatMap(({ name }) => known.get(name) ?? []);
      const text = JSON.stringify(seal({ version, note, parts: listed }));
      const draft = join(folder, `${randomUUID()}.tmp`);
      await write(draft, [new TextEncoder().encode(text)]);
      await rename(draft, join(folder, HEADER));
      const names = new Set(parts.map(({ name }) => name));
      for (const name of await readdir(folder)) {
        if (name === HEADER || names.has(name)) continue;
        known.delete(name);
        await rm(join(folder, name), { recursive: true, force: true });
      }
    },
  };
}

function seal(header: Omit<Header, "checksum">): Header {
  return { ...header, checksum: crc32(JSON.stringify(header)) };
}

/** Null for whatever is wrong with it: the index is built again from what is stored. */
async function readHeader(folder: string, version: string): Promise<Header | null> {
  try {
    const { checksum, ...header } = JSON.parse(await readFile(join(folder, HEADER), "utf8")) as Header;
    const isWhole = crc32(JSON.stringify(header)) === checksum && header.parts.every(({ name }) => NAME.test(name));
    return isWhole && header.version === version ? { ...header, checksum } : null;
  } catch {
    return null;
  }
}

/** In one buffer of its own: the arrays in it are used where they lie. */
async function readPart(folder: string, part: Header["parts"][number]): Promise<Uint8Array<ArrayBuffer> | null> {
  const handle = await open(join(folder, part.name), "r").catch(() => null);
  if (handle === null) return null;
  try {
    if ((await handle.stat()).size !== part.size) return null;
    const bytes = new Uint8Array(part.size);
    let checksum = 0;
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK, bytes.length - at), at);
      if (bytesRead === 0) return null;
      checksum = crc32(bytes.subarray(at, at + bytesRead), checksum);
      at += bytesRead;
    }
    return checksum === part.checksum ? bytes : null;
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

/** Checked in stretches: others want to be served while a large index is read or written. */
const CHUNK = 8_000_000;

async function write(path: string, pieces: readonly Uint8Array[]): Promise<{ checksum: number; size: number }> {
  const handle = await open(path, "w", 0o600);
  let [checksum, size] = [0, 0];
  try {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; at += CHUNK) {
        const part = piece.subarray(at, at + CHUNK);
        checksum = crc32(part, checksum);
        size += part.length;
        await handle.writeFile(part);
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { checksum, size };
}
