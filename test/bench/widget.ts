/** What a shop's page pays for the widget: bytes on the wire before the first click, and in all. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../../dist/widget/", import.meta.url));
const PREACT = fileURLToPath(import.meta.resolve("preact"));

export async function runWidget(): Promise<Readonly<Record<string, unknown>>> {
  const sizeOf = async (path: string) => gzipSync(await readFile(path), { level: 9 }).byteLength;
  const files = (await readdir(DIST, { recursive: true })).filter((name) => /\.(js|css)$/u.test(name));
  const sizes = await Promise.all(files.map(async (name) => ({ name, bytes: await sizeOf(join(DIST, name)) })));
  const loader = sizes.find(({ name }) => name === "widget.js");
  const totalBytes = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const baselineBytes = await sizeOf(PREACT);
  return {
    beforeClickBytes: loader?.bytes ?? 0,
    totalBytes,
    files: Object.fromEntries(sizes.map(({ name, bytes }) => [name, bytes])),
    baselinePreactBytes: baselineBytes,
    ratioToBaseline: Math.round((totalBytes / baselineBytes) * 100) / 100,
  };
}
