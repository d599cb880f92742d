/** The index between two runs: what was saved is used, what is stale or damaged is not, and nothing depends on it. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildKnowledge, type Shelves } from "../../src/compose/build-knowledge.ts";
import { nameAnalysis } from "../../src/compose/keep-shelf.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import { parseGlossary } from "../../src/knowledge/lexicon/parse-glossary.ts";
import { storeKnowledge } from "../../src/flows/refresh-knowledge.ts";
import { createIndexFiles } from "../../src/ops/index-files.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";

const NAMES = [
  "anvil",
  "basket",
  "candle",
  "drill",
  "easel",
  "fiddle",
  "goblet",
  "hammock",
  "inkwell",
  "jigsaw",
  "kettle",
];
const COLOURS = ["red", "blue"];

let program: TestProgram;
let folder: string;
beforeAll(async () => {
  program = await createTestProgram();
});
afterAll(() => program.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-index-"));
  await store((thing) => `The ${thing} weighs a stone.`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function store(bodyOf: (thing: string) => string): Promise<void> {
  const things = COLOURS.flatMap((colour) => NAMES.map((name) => `${colour}-${name}`));
  const files = things.map((thing) => ({
    path: `en/${thing}.md`,
    text: `---\ntitle: ${thing}\n---\n${bodyOf(thing)}\n`,
  }));
  await storeKnowledge(program.shop.shopId, files, program.ports);
}

/** A run of the program: how many articles it had to analyse, and what it answers. */
async function run(
  version = "one",
  glossary: string | null = null,
): Promise<{ analysed: number; answer: (text: string) => string | undefined; shelves: Shelves }> {
  const shelves = buildKnowledge(program.ports, createIndexFiles(folder, version));
  const { shopId } = program.shop;
  shelves.useGlossary(
    shopId,
    glossary === null ? null : { text: glossary, glossary: parseGlossary(glossary).glossary },
  );
  const analysed = await shelves.fill(shopId);
  await shelves.settle();
  const answer = (text: string) =>
    shelves.searchOf(shopId).search({ text, language: "en", limit: 1 }).passages[0]?.passage.text;
  return { analysed, answer, shelves };
}

async function savedFiles(): Promise<string[]> {
  const [shop = ""] = await readdir(folder);
  return (await readdir(join(folder, shop))).map((name) => join(folder, shop, name));
}

const GLOSSARY = "concepts:\n  kettle:\n    en: [kettle]\n    es: [tetera]\n";

const partOf = (paths: readonly string[]) => paths.find((path) => !path.endsWith(".json")) ?? "";
const headerOf = (paths: readonly string[]) => paths.find((path) => path.endsWith("header.json")) ?? "";

describe("the saved index", () => {
  test("saves the next run every analysis, and answers the same", async () => {
    const first = await run();
    expect(first.analysed).toBe(22);
    const second = await run();
    expect(second.analysed).toBe(0);
    expect(second.answer("blue kettle")).toBe(first.answer("blue kettle"));
    expect(second.answer("blue kettle")).toContain("blue-kettle");
  });

  test("is not believed where an article has changed, is new, or is gone", async () => {
    await run();
    await store((thing) => (thing === "red-drill" ? "The red drill is sold out." : `The ${thing} weighs a stone.`));
    const { ports, shop } = program;
    await ports.knowledge.remove(shop.shopId, "blue-kettle" as ArticleKey, "en");
    const second = await run();
    expect(second.analysed).toBe(2);
    expect(second.answer("red drill")).toContain("sold out");
    expect(second.shelves.searchOf(shop.shopId).passagesOf("blue-kettle" as ArticleKey, "en")).toEqual([]);
    // The small change is not saved; a third run finds it again.
    const third = await run();
    expect(third.answer("red drill")).toContain("sold out");
    expect(third.shelves.searchOf(shop.shopId).passagesOf("blue-kettle" as ArticleKey, "en")).toEqual([]);
  });

  test("keeps what its articles mean as long as the glossary is the same", async () => {
    const first = await run("one", GLOSSARY);
    const parts = (await savedFiles()).length;
    const spanish = (shelves: Shelves) =>
      shelves.searchOf(program.shop.shopId).search({ text: "tetera", language: "es", limit: 5 }).passages.length;
    expect(spanish(first.shelves)).toBeGreaterThan(0);
    const second = await run("one", GLOSSARY);
    expect(second.analysed).toBe(0);
    expect(spanish(second.shelves)).toBe(spanish(first.shelves));
    expect(await savedFiles()).toHaveLength(parts);
    const other = await run("one", GLOSSARY.replace("tetera", "pava"));
    expect(other.analysed).toBe(0);
    expect(spanish(other.shelves)).toBe(0);
    expect(await savedFiles()).toHaveLength(parts);
  });

  test("made by other code is made again", async () => {
    await run("one");
    expect((await run("two")).analysed).toBe(22);
    expect((await run("two")).analysed).toBe(0);
  });

  test.each<[string, (paths: readonly string[]) => Promise<void>]>([
    [
      "a flipped bit",
      async (paths) => {
        const bytes = await readFile(partOf(paths));
        const at = Math.floor(bytes.length / 2);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        await writeFile(partOf(paths), bytes);
      },
    ],
    ["a part cut short", (paths) => truncate(partOf(paths), 1_000)],
    ["a part that is gone", (paths) => rm(partOf(paths))],
    ["a header of nonsense", (paths) => writeFile(headerOf(paths), '{"version":"one","parts":[{"name":"../../x"}]}')],
    [
      "a header that somebody edited",
      async (paths) => {
        const text = await readFile(headerOf(paths), "utf8");
        await writeFile(headerOf(paths), text.replace('"judgement":null', '"judgement":{"model":{"bias":9}}'));
      },
    ],
  ])("with %s is built again from what is stored", async (_name, damage) => {
    await run();
    await damage(await savedFiles());
    const next = await run();
    expect(next.analysed).toBe(22);
    expect(next.answer("blue kettle")).toContain("blue-kettle");
    expect((await run()).analysed).toBe(0);
  });

  test("that cannot be written costs nothing but the saving", async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, "a file where the folder should be");
    const only = await run();
    expect(only.answer("blue kettle")).toContain("blue-kettle");
  });

  test("is named after the code that made it: the same twice", async () => {
    expect(await nameAnalysis()).toBe(await nameAnalysis());
    expect(await nameAnalysis()).toMatch(/^[0-9a-f]{64}$/);
  });
});
