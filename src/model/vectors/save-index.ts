/**
 * Keeps an index on disk: a folder for each version and a header beside it that names the good one. The header is
 * renamed into place last, so a crash at any moment leaves either the old version or the new one, never half of each.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HNSWLib } from "@langchain/community/vectorstores/hnswlib";
import { MAX_DIMENSION } from "./assert-vector.ts";
import type { IndexHead } from "./vector-message.ts";

/** What HNSWLib writes. */
const FILES = ["args.json", "docstore.json", "hnswlib.index"] as const;
const HEADER = "header.json";

export interface IndexHeader extends IndexHead {
  readonly model: string;
  /** Folder of the version, beside the header. */
  readonly version: string;
  /** sha-256 over the files of the version. */
  readonly checksum: string;
}

/** `<root>/<shop>/<model-hash>`. Shop ids are UUIDs; anything else is hashed, so that no name can leave the folder. */
export function indexFolder(root: string, shopId: string, model: string): string {
  const shop = /^[0-9a-zA-Z-]{1,64}$/.test(shopId) ? shopId : hash(shopId).slice(0, 32);
  return join(root, shop, hash(model).slice(0, 16));
}

export async function saveIndex(root: string, model: string, head: IndexHead, store: HNSWLib): Promise<void> {
  const folder = indexFolder(root, head.shopId, model);
  const version = randomUUID();
  await store.save(join(folder, version));
  for (const file of FILES) await sync(join(folder, version, file));
  await sync(join(folder, version));
  const header: IndexHeader = { ...head, model, version, checksum: await checksumOf(join(folder, version)) };
  await writeFile(join(folder, `${version}.tmp`), JSON.stringify(header));
  await sync(join(folder, `${version}.tmp`));
  await rename(join(folder, `${version}.tmp`), join(folder, HEADER));
  await sync(folder);
  await removeOthers(folder, version);
}

export async function removeIndex(root: string, model: string, shopId: string): Promise<void> {
  await rm(indexFolder(root, shopId, model), { recursive: true, force: true });
}

/** The header if it and its files are whole and of this model; otherwise null. */
export async function readHeader(folder: string, model: string): Promise<IndexHeader | null> {
  try {
    const header: unknown = JSON.parse(await readFile(join(folder, HEADER), "utf8"));
    if (!isHeader(header) || header.model !== model) return null;
    return (await checksumOf(join(folder, header.version))) === header.checksum ? header : null;
  } catch {
    // Whatever is wrong with the files, the answer is the same: they are built again from the database.
    return null;
  }
}

/** The folders of all shops that have something saved for this model. */
export async function listIndexFolders(root: string, model: string): Promise<string[]> {
  const shops = await readdir(root).catch(() => []);
  return shops.map((shop) => join(root, shop, hash(model).slice(0, 16)));
}

function isHeader(value: unknown): value is IndexHeader {
  if (typeof value !== "object" || value === null) return false;
  const header = value as Partial<Record<keyof IndexHeader, unknown>>;
  const areTexts = [header.shopId, header.contentHash, header.model, header.version, header.checksum].every(
    (text) => typeof text === "string",
  );
  const areCounts = isCount(header.dimension, MAX_DIMENSION) && isCount(header.count, Number.MAX_SAFE_INTEGER);
  // The version becomes part of a path.
  return areTexts && areCounts && /^[0-9a-f-]{36}$/.test(header.version as string);
}

function isCount(value: unknown, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max;
}

async function checksumOf(folder: string): Promise<string> {
  const sum = createHash("sha256");
  for (const file of FILES) sum.update(await readFile(join(folder, file)));
  return sum.digest("hex");
}

async function removeOthers(folder: string, version: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== version && name !== HEADER) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function ensureRoot(root: string): Promise<void> {
  await mkdir(root, { recursive: true });
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
