/** The knowledge folder and what is stored of it: only what changed moves, and a fault takes nothing away. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildKnowledge } from "../../src/compose/shelves/build-knowledge.ts";
import { readKnowledgeFolder } from "../../src/compose/read-knowledge-folder.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { Embedder } from "../../src/contracts/language-model.ts";
import { storeKnowledge } from "../../src/flows/refresh-knowledge.ts";
import { createOpenAiEmbedder } from "../../src/model/create-openai-embedder.ts";
import { createVectorIndex } from "../../src/model/create-vector-index.ts";
import { createKnowledgeStore } from "../../src/store/knowledge-store.ts";
import { startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";
import { silentMetrics } from "../support/recording-host.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";

let program: TestProgram;
let folder: string;
beforeAll(async () => {
  program = await createTestProgram();
});
afterAll(() => program.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-knowledge-"));
  await write("en/delivery.md", article("Delivery", "How long does delivery take?", "Seven days everywhere."));
  await write("en/returns.md", article("Returns", "How do I send it back?", "Within 30 days."));
  await write("es/delivery.md", article("Entrega", "¿Cuánto tarda el envío?", "Siete días."));
  await refresh();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string | Uint8Array): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

const article = (title: string, question: string, body: string) =>
  `---\ntitle: ${title}\nquestions:\n  - "${question}"\n---\n${body}\n`;

async function refresh() {
  const { files, faults } = await readKnowledgeFolder(folder);
  const report = await storeKnowledge(program.shop.shopId, files, program.ports);
  await program.shelves.fill(program.shop.shopId);
  return { ...report, unread: faults.length };
}

async function storedKeys(): Promise<readonly string[]> {
  return [...(await program.ports.knowledge.fingerprints(program.shop.shopId)).keys()].toSorted();
}

const answerTo = (text: string, language: "en" | "es" = "en") =>
  program.ports.searchOf(program.shop.shopId).search({ text, language, limit: 3 }).passages[0]?.passage.text;

describe("the folder is read again", () => {
  test("nothing changed: nothing is written", async () => {
    expect(await refresh()).toMatchObject({ articles: 3, written: 0, removed: 0, faults: [] });
  });

  test("a changed file is written alone, and the answer is the new one at once", async () => {
    await write("en/delivery.md", article("Delivery", "How long does delivery take?", "Nine days everywhere."));
    expect(await refresh()).toMatchObject({ written: 1, removed: 0 });
    expect(answerTo("How long does delivery take?")).toContain("Nine days");
  });

  test("a file that is gone takes its article with it, in that language only", async () => {
    await rm(join(folder, "en/delivery.md"));
    expect(await refresh()).toMatchObject({ written: 0, removed: 1 });
    expect(await storedKeys()).toEqual(["delivery/es", "returns/en"]);
  });

  test("an article made elsewhere is not removed because it has no file", async () => {
    const [made] = await program.ports.knowledge.load(program.shop.shopId);
    if (!made) throw new Error("no article");
    const imported = { ...made, articleKey: "imported" as ArticleKey, origin: "console" };
    await program.ports.knowledge.put(program.shop.shopId, imported, "f");
    expect(await refresh()).toMatchObject({ removed: 0 });
    await program.ports.knowledge.remove(program.shop.shopId, imported.articleKey, imported.language);
  });
});

describe("a file with a fault", () => {
  test("is named with its line, keeps its old article, and stops no other file", async () => {
    await write("en/delivery.md", "---\ntitle: [\n---\nbroken");
    await write("en/returns.md", article("Returns", "How do I send it back?", "Within 60 days."));
    const report = await refresh();
    expect(report).toMatchObject({ written: 1, removed: 0 });
    expect(report.faults).toMatchObject([{ origin: "knowledge/en/delivery.md" }]);
    expect(report.faults[0]?.line).toBeGreaterThan(0);
    expect(answerTo("How long does delivery take?")).toContain("Seven days");
    expect(answerTo("How do I send it back?")).toContain("60 days");
  });

  test.each([
    ["is no text at all", new Uint8Array([0xff, 0xfe, 0x00, 0xd8])],
    ["is far too large", "x".repeat(1_000_001)],
  ])("or one that %s keeps its old article, too", async (_name, content) => {
    await write("en/delivery.md", content);
    expect(await refresh()).toMatchObject({ removed: 0, unread: 1 });
    expect(await storedKeys()).toEqual(["delivery/en", "delivery/es", "returns/en"]);
  });

  test("a folder that is gone as a whole, or a disk that is not mounted, empties nothing", async () => {
    await rm(folder, { recursive: true });
    expect(await refresh()).toMatchObject({ articles: 0, removed: 0, unread: 1 });
    expect(await storedKeys()).toHaveLength(3);
  });

  test.skipIf(process.getuid?.() === 0)("a language's folder that may not be read keeps its articles", async () => {
    await chmod(join(folder, "en"), 0o000);
    expect(await refresh()).toMatchObject({ removed: 0, unread: 1 });
    await chmod(join(folder, "en"), 0o755);
  });

  test("in a place that no language has is said, not stored", async () => {
    await write("klingon/delivery.md", article("x", "y", "z"));
    expect((await refresh()).faults).toMatchObject([{ origin: "knowledge/klingon/delivery.md", line: 1 }]);
  });
});

describe("other processes", () => {
  test("are told once when something changed, and bring their own index to what is stored", async () => {
    const other = buildKnowledge(program.ports);
    await other.fill(program.shop.shopId);
    let told = 0;
    const stop = program.ports.live.subscribe(`knowledge:${program.shop.shopId}`, () => (told += 1));
    await refresh();
    expect(told).toBe(0);
    await write("en/delivery.md", article("Delivery", "How long does delivery take?", "Eleven days."));
    await rm(join(folder, "en/returns.md"));
    await refresh();
    stop();
    expect(told).toBe(1);
    const fills = await Promise.all([other.fill(program.shop.shopId), other.fill(program.shop.shopId)]);
    expect(fills).toEqual([2, 0]);
    const found = other.searchOf(program.shop.shopId).search({ text: "delivery take", language: "en", limit: 3 });
    expect(found.passages[0]?.passage.text).toContain("Eleven days");
    expect(other.searchOf(program.shop.shopId).passagesOf("returns" as ArticleKey, "en")).toEqual([]);
  });
});

describe("vectors", () => {
  test("a server that fails on the way loses nothing that was computed, and the next run goes on from there", async () => {
    const fake = await startOpenAiFake();
    const settings = { apiKey: fake.apiKey, baseUrl: fake.baseUrl, chatModel: "", embeddingModel: "fake-embedding" };
    const { log } = program.ports;
    const real = createOpenAiEmbedder(settings, { log, metrics: silentMetrics });
    let asked = 0;
    let failFrom = 1;
    const embedder: Embedder = {
      model: real.model,
      embed: (texts, signal) => ((asked += 1) > failFrom ? Promise.resolve(null) : real.embed(texts, signal)),
    };
    const vectors = createVectorIndex({ dataFolder: folder, model: real.model, log });
    const knowledge = createKnowledgeStore(program.db.database);
    const shelves = buildKnowledge({ ...program.ports, knowledge, embedder, vectors });
    const names = Array.from({ length: 150 }, (_, n) => `topic-${n}`);
    const files = names.map((name) => ({
      path: `en/${name}.md`,
      text: article(name, `What of ${name}?`, `All of ${name}.`),
    }));
    const { shopId } = program.shop;
    await storeKnowledge(shopId, files, program.ports);
    await shelves.fill(shopId);
    const { signal } = new AbortController();
    try {
      expect(await shelves.embed(shopId, signal)).toBe(false);
      const passages = names.flatMap((name) => shelves.searchOf(shopId).passagesOf(name as ArticleKey, "en"));
      expect((await knowledge.loadVectors(shopId, real.model, passages)).size).toBe(64);
      [asked, failFrom] = [0, Number.POSITIVE_INFINITY];
      expect(await shelves.embed(shopId, signal)).toBe(true);
      expect(asked).toBe(Math.ceil((passages.length - 64) / 64));
      const [vector] = (await real.embed(["What of topic-7?"], signal)) ?? [];
      expect(await vectors.search(shopId, vector ?? [], 3)).toHaveLength(3);
      asked = 0;
      await shelves.embed(shopId, signal);
      expect(asked).toBe(0);
    } finally {
      await vectors.close();
      await fake.stop();
    }
  });
});
