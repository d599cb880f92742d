/** The vector index: nearest passages per shop, in a child process that may die without taking a conversation along. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { AppError } from "../contracts/errors.ts";
import type { PassageId, ShopId } from "../contracts/ids.ts";
import type { VectorHit, VectorIndex } from "../contracts/language-model.ts";
import type { Logger } from "../contracts/runtime.ts";
import { assertVector, isVector } from "./vectors/assert-vector.ts";
import { runVectorChild, type VectorChild } from "./vectors/run-vector-child.ts";
import type { IndexHead } from "./vectors/vector-message.ts";

export interface VectorIndexOptions {
  readonly dataFolder: string;
  /** The embedding model: what was saved for another one is not looked at. */
  readonly model: string;
  readonly log: Logger;
  /** Pause before a crashed child is started again; doubles each time up to half a minute. */
  readonly restartMs?: number;
  /** The search goes on with words alone after this. */
  readonly searchTimeoutMs?: number;
}

export interface ChildVectorIndex extends VectorIndex {
  /** The child's process id, for memory figures; null while it is away. */
  readonly childPid: number | null;
}

type Vectors = ReadonlyMap<PassageId, readonly number[]>;

/** A slice blocks the child for its length: at 1,536 numbers about 5 ms a point, and searches want to come between. */
const SLICE = 16;
const MAX_HITS = 100;
const SEARCH_TIMEOUT_MS = 1_000;
const BUILD_STEP_TIMEOUT_MS = 60_000;
const READY_TIMEOUT_MS = 60_000;

export function createVectorIndex(options: VectorIndexOptions): ChildVectorIndex {
  const root = join(options.dataFolder, "vectors");
  const child = runVectorChild({ root, model: options.model, log: options.log, restartMs: options.restartMs ?? 500 });
  // One build at a time: the child holds one unfinished index.
  let lastBuild: Promise<unknown> = Promise.resolve();

  return {
    get childPid() {
      return child.pid;
    },
    replace(shopId, model, vectors) {
      const build = lastBuild.then(() => replaceIndex(child, options, { shopId, model, vectors }));
      lastBuild = build.catch(() => {});
      return build;
    },
    search: (shopId, vector, limit) =>
      searchIndex(child, shopId, { vector, limit, timeoutMs: options.searchTimeoutMs ?? SEARCH_TIMEOUT_MS }),
    close: () => child.close(),
  };
}

async function searchIndex(
  child: VectorChild,
  shopId: ShopId,
  query: { readonly vector: readonly number[]; readonly limit: number; readonly timeoutMs: number },
): Promise<readonly VectorHit[]> {
  const head = child.heads.get(shopId);
  if (!head || !isVector(query.vector, head.dimension)) return [];
  const limit = Math.min(Math.max(1, Math.floor(query.limit) || 1), MAX_HITS);
  const vector = Float32Array.from(query.vector);
  const reply = await child.ask({ kind: "search", shopId, vector, limit }, query.timeoutMs);
  if (reply?.kind !== "hits") return [];
  return reply.passageIds.map((passageId, at) => ({
    passageId: passageId as PassageId,
    similarity: reply.similarities[at] ?? 0,
  }));
}

interface Replacement {
  readonly shopId: ShopId;
  readonly model: string;
  readonly vectors: Vectors;
}

/** A crash in the middle is tried once more; what crashes twice is likely to crash always. */
async function replaceIndex(child: VectorChild, options: VectorIndexOptions, change: Replacement): Promise<void> {
  if (change.model !== options.model) {
    throw new AppError("INTERNAL", "These vectors are of another model than the index", { shopId: change.shopId });
  }
  const head = describeVectors(change);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    if (!(await child.whenReady(READY_TIMEOUT_MS))) break;
    const isDone = head ? await buildIndex(child, head, change, options.log) : await dropIndex(child, change.shopId);
    if (isDone) return;
  }
  throw new AppError("INTERNAL", "The vector index is not available; search goes on with words alone", {
    shopId: change.shopId,
  });
}

/** Checks every number on the way. Null for an empty index. */
function describeVectors(change: Replacement): IndexHead | null {
  const dimension = change.vectors.values().next().value?.length;
  if (dimension === undefined) return null;
  const sum = createHash("sha256").update(change.model);
  for (const [passageId, vector] of change.vectors) {
    assertVector(vector, dimension, passageId);
    sum.update(`\n${passageId}\n`).update(Float32Array.from(vector));
  }
  return { shopId: change.shopId, dimension, count: change.vectors.size, contentHash: sum.digest("hex") };
}

async function dropIndex(child: VectorChild, shopId: ShopId): Promise<boolean> {
  const reply = await child.ask({ kind: "drop", shopId }, BUILD_STEP_TIMEOUT_MS);
  child.note(shopId, null);
  return reply?.kind === "done";
}

async function buildIndex(child: VectorChild, head: IndexHead, change: Replacement, log: Logger): Promise<boolean> {
  const step = async (request: Parameters<VectorChild["ask"]>[0]): Promise<boolean> => {
    const reply = await child.ask(request, BUILD_STEP_TIMEOUT_MS);
    if (reply?.kind === "failed") log.warn("vector-build-failed", { fault: reply.fault });
    if (reply?.kind === "done") return true;
    // Half an index, or a child that hangs: a new process is the only certain way out.
    child.kill();
    return false;
  };
  if (child.heads.get(head.shopId)?.contentHash === head.contentHash) return true;
  if (!(await step({ kind: "begin", head }))) return false;
  const entries = [...change.vectors];
  for (let at = 0; at < entries.length; at += SLICE) {
    const slice = entries.slice(at, at + SLICE);
    const floats = new Float32Array(slice.length * head.dimension);
    for (const [row, [, vector]] of slice.entries()) floats.set(vector, row * head.dimension);
    const passageIds = slice.map(([passageId]) => passageId);
    if (!(await step({ kind: "points", passageIds, floats }))) return false;
  }
  const reply = await child.ask({ kind: "commit" }, BUILD_STEP_TIMEOUT_MS);
  if (reply?.kind !== "done") {
    child.kill();
    return false;
  }
  if (!reply.isSaved) log.warn("vector-index-not-saved", { shopId: head.shopId });
  child.note(head.shopId, head);
  return true;
}
