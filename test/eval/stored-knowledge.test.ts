/** `eval --stored` asks what buyers are answered from: what was edited and imported, not what the folder happens to hold. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readStoredKnowledge } from "../../src/cli/eval/read-shop-knowledge.ts";
import type { ArticleKey } from "../../src/contracts/ids.ts";
import type { NewDraft } from "../../src/contracts/knowledge-base.ts";
import { runCommand } from "../e2e/run-command.ts";
import { makeFolder, removeFolder } from "../ops/program-under-test.ts";
import { createTestProgram, type TestProgram } from "../support/test-program.ts";

const KNOWLEDGE = new URL("../knowledge/fixtures", import.meta.url).pathname;

let folder: string;
let program: TestProgram;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-stored-"));
  program = await createTestProgram();
});
afterAll(async () => {
  await program.close();
  await rm(folder, { recursive: true });
});

const read = () => readStoredKnowledge(program.shop.shopId, program.ports, { knowledgeFolder: folder });

async function save(articleKey: string, body: string, rest: Partial<NewDraft> = {}) {
  const text = { title: articleKey, url: null, questions: [], tags: [], body, reviewedUntil: null };
  const draft = { articleKey: articleKey as ArticleKey, language: "en", text, authorId: null, reason: "test" } as const;
  const saved = await program.ports.knowledgeBase.saveDraft(program.shop.shopId, {
    ...draft,
    source: { kind: "console" },
    ...rest,
  });
  if (saved.kind !== "saved") throw new Error(`The draft was ${saved.kind}.`);
  return saved.version.versionId;
}

async function publish(...[articleKey, body, rest]: Parameters<typeof save>): Promise<void> {
  const move = { to: "published", by: null, reason: "test" } as const;
  const versionId = await save(articleKey, body, rest);
  await program.ports.knowledgeBase.move(program.shop.shopId, { ...move, versionIds: [versionId] });
}

describe("what is stored", () => {
  it("is what is published: edits before files, imports too, no draft and nothing withdrawn", async () => {
    const before = await read();
    expect(before.articles.map(({ body }) => body)).toEqual(["Delivery takes 7 days everywhere."]);
    await publish("delivery", "Delivery takes 3 days.");
    await publish("imported", "Lamps come with a plug.", { source: { kind: "import", sourceKey: "faq.csv" } });
    await save("thought-of", "Nobody has approved this.");
    const after = await read();
    const bodies = after.articles.map(({ body }) => body).toSorted();
    expect(bodies).toEqual(["Delivery takes 3 days.", "Lamps come with a plug."]);
    expect(after.versions).toMatchObject({ articles: 2, from: "stored" });
    expect(after.versions.knowledge).not.toBe(before.versions.knowledge);
    await publish("delivery", "gone", { isWithdrawal: true });
    expect((await read()).articles.map(({ articleKey }) => articleKey)).toEqual(["imported"]);
  });

  it("that is nothing is said, with what to do", async () => {
    const nothing = { knowledge: { load: () => Promise.resolve([]) } };
    await expect(readStoredKnowledge(program.shop.shopId, nothing, { knowledgeFolder: folder })).rejects.toThrow(
      /no published article; .*knowledge reload/,
    );
  });
});

describe("the command eval --stored", { timeout: 120_000 }, () => {
  it("answers from the database although the folder is empty by now", async () => {
    const data = await makeFolder();
    const line = { id: "1", lang: "en", query: "how long does delivery take", type: "answerable", expect: "answer" };
    await writeFile(join(folder, "own.jsonl"), JSON.stringify({ ...line, gold: ["shipping-times"] }));
    const run = (knowledge: string, ...args: readonly string[]) =>
      runCommand(args, { DRAGOMAN_DATA: data, DRAGOMAN_KNOWLEDGE: knowledge });
    try {
      expect((await run(KNOWLEDGE, "knowledge", "reload")).code).toBe(0);
      const { code, output } = await run(folder, "eval", "--path", folder, "--stored", "--json");
      expect(code).toBe(0);
      expect(JSON.parse(output.trim().split("\n").at(-1) ?? "")).toMatchObject({
        name: expect.stringMatching(/\/all\/stored$/) as string,
        figures: { en: { asked: 1, rightFirst: 100, answeredRight: 100 } },
        versions: { from: "stored", by: "plain" },
      });
      expect((await run(folder, "eval", "--path", folder)).errors).toContain("holds no article to answer from");
    } finally {
      await removeFolder(data);
    }
  });
});
