/** The index between two runs: what was saved is used, what is stale or damaged is not, and nothing depends on it. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildKnowledge, type Shelves } from "../../src/compose/shelves/build-knowledge.ts";
import { nameAnalysis } from "../../src/compose/shelves/keep-shelf.ts";
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
  isLearntBeside = false,
): Promise<{ analysed: number; answer: (text: string) => string | undefined; shelves: Shelves }> {
  const place = isLearntBeside ? { root: folder, version } : null;
  const shelves = buildKnowledge(program.ports, { files: createIndexFiles(folder, version), place });
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

  test("is learnt by a process of its own as it would be here, and what changes meanwhile is there in the end", async () => {
    const here = await run("one", GLOSSARY);
    await rm(folder, { recursive: true });
    const { shopId } = program.shop;
    const beside = await run("one", GLOSSARY, true);
    const ask = (shelves: Shelves, text: string) =>
      shelves.searchOf(shopId).search({ text, language: "es", limit: 3 }).passages;
    expect(ask(beside.shelves, "tetera")).toEqual(ask(here.shelves, "tetera"));
    expect(ask(beside.shelves, "tetera").length).toBeGreaterThan(0);
    // Every article is another one, and while the process learns that, one of them changes again.
    await store((thing) => `The ${thing} weighs a pound.`);
    await beside.shelves.fill(shopId);
    await store((thing) => (thing === "red-drill" ? "The red drill is sold out." : `The ${thing} weighs a pound.`));
    await program.ports.knowledge.remove(shopId, "blue-kettle" as ArticleKey, "en");
    await beside.shelves.fill(shopId);
    await beside.shelves.settle();
    expect(beside.answer("red drill")).toContain("sold out");
    expect(beside.answer("green kettle")).toContain("pound");
    expect(beside.shelves.searchOf(shopId).passagesOf("blue-kettle" as ArticleKey, "en")).toEqual([]);
    // The one that is gone still lies in its segment and is taken out anew.
    expect((await run("one", GLOSSARY)).analysed).toBe(1);
  });

  test("is learnt here when no process can be had for it", async () => {
    const { shopId } = program.shop;
    const files = createIndexFiles(folder, "one");
    const stopped = buildKnowledge(program.ports, { files, place: { root: "/dev/null", version: "one" } });
    stopped.useGlossary(shopId, { text: GLOSSARY, glossary: parseGlossary(GLOSSARY).glossary });
    await stopped.fill(shopId);
    await stopped.settle();
    const found = stopped.searchOf(shopId).search({ text: "tetera", language: "es", limit: 3 });
    expect(found.passages.length).toBeGreaterThan(0);
    expect((await run("one", GLOSSARY)).analysed).toBe(0);
  });

  test("is named after the code that made it: the same twice", async () => {
    expect(await nameAnalysis()).toBe(await nameAnalysis());
    expect(await nameAnalysis()).toMatch(/^[0-9a-f]{64}$/);
  });
});
