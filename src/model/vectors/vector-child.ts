/**
 * The child process that holds the native index: bad input aborts the process it lives in, so that must not be the
 * program. Started by create-vector-index.ts with the folder and the model; ends when its parent does.
 */
import { HNSWLib } from "@langchain/community/vectorstores/hnswlib";
import { Document } from "@langchain/core/documents";
import { assertNever } from "../../shared/assert-never.ts";
import { ensureRoot, type IndexHeader, listIndexFolders, readHeader, removeIndex, saveIndex } from "./save-index.ts";
import type { IndexHead, VectorReply, VectorRequest } from "./vector-message.ts";

/** Candidates looked at in a search: 10, the library's own, found 89 % of the true neighbours, 50 found all. */
const SEARCH_BREADTH = 100;

interface Held {
  readonly head: IndexHead;
  readonly store: HNSWLib;
}

const [root = "", model = "", mode = ""] = process.argv.slice(2);
const held = new Map<string, Held>();
/** The index being built; the parent builds one at a time. */
let building: Held | null = null;

/** Vectors come ready made: nothing here may ask for one. */
const noEmbeddings = {
  embedDocuments: () => Promise.reject(new Error("The index embeds nothing")),
  embedQuery: () => Promise.reject(new Error("The index embeds nothing")),
};

async function loadSaved(): Promise<number> {
  await ensureRoot(root);
  let unreadable = 0;
  for (const folder of await listIndexFolders(root, model)) {
    const header = await readHeader(folder, model);
    if (!header) continue;
    const index = await loadIndex(folder, header).catch(() => null);
    if (index) held.set(header.shopId, index);
    else unreadable += 1;
  }
  return unreadable;
}

async function loadIndex(folder: string, header: IndexHeader): Promise<Held | null> {
  const { shopId, dimension, count, contentHash } = header;
  const store = await HNSWLib.load(`${folder}/${header.version}`, noEmbeddings);
  // The library reads a file of another dimension without complaint and then searches beyond its vectors.
  if (store.index.getNumDimensions() !== dimension || store.index.getCurrentCount() !== count) return null;
  store.index.setEf(SEARCH_BREADTH);
  return { head: { shopId, dimension, count, contentHash }, store };
}

async function addPoints(passageIds: readonly string[], floats: Float32Array): Promise<void> {
  if (!building) throw new Error("No index is being built");
  const { head, store } = building;
  // Plain arrays: the native code refuses typed ones.
  const vectors = passageIds.map((_id, at) =>
    Array.from(floats.subarray(at * head.dimension, (at + 1) * head.dimension)),
  );
  await store.addVectors(
    vectors,
    passageIds.map((passageId) => new Document({ pageContent: passageId })),
  );
  // The wrapper makes room for exactly what it was given; without this it would copy everything at each call.
  if (store.index.getMaxElements() < head.count) store.index.resizeIndex(head.count);
}

async function commit(): Promise<boolean> {
  if (!building) throw new Error("No index is being built");
  const { head, store } = building;
  building = null;
  if (store.index.getCurrentCount() !== head.count) throw new Error("Points are missing");
  store.index.setEf(SEARCH_BREADTH);
  // Saved before it is searched: the native code does not like company while it writes.
  const isSaved = await saveIndex(root, model, head, store).then(
    () => true,
    () => false,
  );
  held.set(head.shopId, { head, store });
  return isSaved;
}

async function search(shopId: string, vector: Float32Array, limit: number) {
  const index = held.get(shopId);
  if (!index || vector.length !== index.head.dimension) return [];
  return index.store.similaritySearchVectorWithScore(Array.from(vector), Math.min(limit, index.head.count));
}

async function answer(request: VectorRequest): Promise<VectorReply> {
  const { requestId } = request;
  switch (request.kind) {
    case "begin": {
      const store = new HNSWLib(noEmbeddings, { space: "cosine", numDimensions: request.head.dimension });
      building = { head: request.head, store };
      return { kind: "done", requestId, isSaved: false };
    }
    case "points":
      await addPoints(request.passageIds, request.floats);
      return { kind: "done", requestId, isSaved: false };
    case "commit":
      return { kind: "done", requestId, isSaved: await commit() };
    case "drop":
      held.delete(request.shopId);
      await removeIndex(root, model, request.shopId);
      return { kind: "done", requestId, isSaved: true };
    case "search": {
      const hits = await search(request.shopId, request.vector, request.limit);
      const passageIds = hits.map(([document]) => document.pageContent);
      return { kind: "hits", requestId, passageIds, similarities: hits.map(([, distance]) => 1 - distance) };
    }
    default:
      return assertNever(request);
  }
}

function send(reply: VectorReply): void {
  // The parent may be gone by now; then "disconnect" ends this process.
  if (process.connected) process.send?.(reply, undefined, {}, () => {});
}

process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when this process ends.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("message", (request: VectorRequest) => {
  answer(request).then(send, (error: unknown) =>
    send({ kind: "failed", requestId: request.requestId, fault: error instanceof Error ? error.message : "unknown" }),
  );
});

// After two crashes while reading, the parent asks for a start without what is on disk.
const unreadable = mode === "empty" ? 0 : await loadSaved();
send({ kind: "ready", heads: [...held.values()].map((index) => index.head), unreadable });
