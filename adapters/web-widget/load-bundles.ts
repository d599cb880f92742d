/** Reads the built browser code once and keeps it in memory, compressed: about 30 kB in all. */
import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import type { HttpReply, HttpRequest } from "../../src/contracts/channel-adapter.ts";

export interface Bundle {
  /** Below /channels/web, for example "/assets/panel-3f2a.js". */
  readonly path: string;
  readonly plain: Uint8Array;
  readonly gzipped: Uint8Array;
}

export interface Bundles {
  readonly loader: Bundle;
  readonly assets: readonly Bundle[];
  /** The panel's path relative to widget.js. */
  readonly panel: string;
}

const manifestSchema = z.record(z.string(), z.object({ file: z.string(), isEntry: z.boolean().optional() }));

/** Null when nothing was built yet; whatever else goes wrong is a fault. */
export async function loadBundles(folder: URL): Promise<Bundles | null> {
  const manifestText = await readFile(new URL(".vite/manifest.json", folder), "utf8").catch(ifMissing);
  if (manifestText === null) return null;
  const manifest = manifestSchema.parse(JSON.parse(manifestText));
  const panel = Object.values(manifest).find((chunk) => chunk.isEntry === true)?.file;
  if (panel === undefined) throw new Error("The widget's manifest names no panel: build the browser code again");
  const names = (await readdir(new URL("assets/", folder))).filter((name) => name.endsWith(".js")).sort();
  const loader = await readBundle(folder, "widget.js");
  return { loader, assets: await Promise.all(names.map((name) => readBundle(folder, `assets/${name}`))), panel };
}

/** Hashed names never change their content; the loader's name is fixed, so it is looked at again soon. */
export function serveBundle(bundle: Bundle, request: HttpRequest, isHashed: boolean): HttpReply {
  const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  return {
    status: 200,
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": isHashed ? "public, max-age=31536000, immutable" : "public, max-age=300",
      "x-content-type-options": "nosniff",
      // A page of the shop loads it from here; helmet's same-origin default would forbid that.
      "cross-origin-resource-policy": "cross-origin",
      vary: "Origin, Accept-Encoding",
      ...(takesGzip ? { "content-encoding": "gzip" } : {}),
    },
    body: takesGzip ? bundle.gzipped : bundle.plain,
  };
}

async function readBundle(folder: URL, name: string): Promise<Bundle> {
  const plain = await readFile(new URL(name, folder));
  return { path: `/${name}`, plain, gzipped: gzipSync(plain, { level: 9 }) };
}

function ifMissing(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
