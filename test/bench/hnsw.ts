/** The vector index in its child process: how much it finds, how fast, and what a killed child costs those who ask. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKnowledgeIndex } from "../../src/knowledge/create-knowledge-index.ts";
import type { PassageId, ShopId } from "../../src/contracts/ids.ts";
import { type ChildVectorIndex, createVectorIndex } from "../../src/model/create-vector-index.ts";
import { createJsonLogger } from "../../src/ops/json-logger.ts";
import { percentile } from "../support/print-report.ts";
import { createDraw, readShippedArticles } from "./made-articles.ts";

const DIMENSION = 384;
/** Embeddings of texts fill far fewer directions than they have numbers. */
const LATENT = 32;
const QUERIES = 200;
const NEIGHBOURS = 10;
const SHOP = "00000000-0000-4000-8000-000000000001" as ShopId;

export async function runHnsw(options: { readonly points: number }): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-hnsw-"));
  const log = createJsonLogger({ level: "silent", form: "line" });
  const index = createVectorIndex({ dataFolder: folder, model: "bench", log });
  try {
    const vectors = makeVectors(options.points);
    const startedAt = performance.now();
    await index.replace(SHOP, "bench", new Map(vectors.map((vector, at) => [String(at) as PassageId, vector])));
    const buildMs = Math.round(performance.now() - startedAt);
    const found = await measureSearch(index, vectors);
    return { points: options.points, dimension: DIMENSION, buildMs, ...found, ...(await measureCrash(index, vectors)) };
  } finally {
    await index.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unit vectors in clusters: a random mixture of few directions, and a little of everything. */
function makeVectors(count: number): number[][] {
  const draw = createDraw(count);
  const random = () => (draw(20_001) - 10_000) / 10_000;
  const directions = Array.from({ length: LATENT }, () => Array.from({ length: DIMENSION }, random));
  return Array.from({ length: count }, () => {
    const vector = Array.from({ length: DIMENSION }, () => random() * 0.1);
    for (const direction of directions) {
      const share = random() ** 3;
      for (let at = 0; at < DIMENSION; at += 1) vector[at] = (vector[at] ?? 0) + share * (direction[at] ?? 0);
    }
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
}

function nearbyOf(vector: readonly number[], draw: (below: number) => number): number[] {
  return vector.map((value) => value + ((draw(2_001) - 1_000) / 1_000) * 0.02);
}

/** Against the true neighbours, which comparing with every vector finds: that is the baseline, too. */
async function measureSearch(index: ChildVectorIndex, vectors: readonly number[][]) {
  const draw = createDraw(3);
  const flat = new Float32Array(vectors.length * DIMENSION);
  for (const [row, vector] of vectors.entries()) flat.set(vector, row * DIMENSION);
  const [times, exactTimes]: [number[], number[]] = [[], []];
  let hits = 0;
  for (let at = 0; at < QUERIES; at += 1) {
    const query = nearbyOf(vectors[draw(vectors.length)] ?? [], draw);
    const startedAt = performance.now();
    const found = await index.search(SHOP, query, NEIGHBOURS);
    times.push(performance.now() - startedAt);
    const exactFrom = performance.now();
    const exact = findExactly(flat, query);
    exactTimes.push(performance.now() - exactFrom);
    hits += found.filter(({ passageId }) => exact.has(passageId)).length;
  }
  const [searchP95Ms, baselineExactP95Ms] = [percentile(times, 95), percentile(exactTimes, 95)];
  return {
    recallAt10: Math.round((hits / QUERIES / NEIGHBOURS) * 10_000) / 10_000,
    searchP50Ms: percentile(times, 50),
    searchP95Ms,
    baselineExactP95Ms,
    ratioToBaseline: Math.round((searchP95Ms / baselineExactP95Ms) * 1_000) / 1_000,
  };
}

function findExactly(flat: Float32Array, query: readonly number[]): ReadonlySet<string> {
  const best: { readonly row: number; readonly score: number }[] = [];
  for (let row = 0; row < flat.length / DIMENSION; row += 1) {
    let score = 0;
    for (let at = 0; at < DIMENSION; at += 1) score += (flat[row * DIMENSION + at] as number) * (query[at] as number);
    if (best.length === NEIGHBOURS && score <= (best.at(-1)?.score ?? 0)) continue;
    best.push({ row, score });
    best.sort((one, other) => other.score - one.score);
    best.length = Math.min(best.length, NEIGHBOURS);
  }
  return new Set(best.map(({ row }) => String(row)));
}

/** Requests go on through the kill: each is answered by words at least, and by vectors as soon as they are back. */
async function measureCrash(index: ChildVectorIndex, vectors: readonly number[][]) {
  const words = createKnowledgeIndex();
  for (const article of readShippedArticles()) if (article.language === "en") words.put(article);
  words.prepare();
  let [asked, answered, withoutVectors, isBack] = [0, 0, 0, false];
  const query = nearbyOf(vectors[1] ?? [], createDraw(5));
  const askOnce = async () => {
    asked += 1;
    const merge = words.begin({ text: "how long does shipping take", language: "en", limit: 5 });
    const dense = await index.search(SHOP, query, NEIGHBOURS);
    if (dense.length === 0) withoutVectors += 1;
    if (merge(dense).passages.length > 0) answered += 1;
    return dense.length > 0;
  };
  for (let at = 0; at < 20; at += 1) await askOnce();
  const under = Array.from({ length: 8 }, askOnce);
  if (index.childPid === null) throw new Error("There is no child to kill.");
  process.kill(index.childPid, "SIGKILL");
  const killedAt = performance.now();
  await Promise.all(under);
  while (!isBack && performance.now() - killedAt < 60_000) {
    isBack = (await Promise.all(Array.from({ length: 4 }, askOnce))).every(Boolean) && index.childPid !== null;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    backAfterKillMs: Math.round(performance.now() - killedAt),
    requestsDuringCrash: asked,
    requestsLost: asked - answered,
    answeredByWordsAlone: withoutVectors,
  };
}
