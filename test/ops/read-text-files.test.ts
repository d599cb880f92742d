/** The files people write, as they are on real machines. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readKnowledgeFiles, readPromptFiles } from "../../src/ops/read-text-files.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman texts "));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), content);
}

test("articles are read language by language in the order of their names, and what is for people is left out", async () => {
  await put("README.md", "for people");
  await put("es/returns.md", "\uFEFFdevoluciones\r\nsegunda línea");
  await put("en/shipping.md", "shipping");
  await put("en/returns.md", "returns");
  await put("en/README.md", "for people");
  await put("en/.returns.md.swp", "an editor's");
  await put("en/notes.txt", "not an article");
  const { files, faults } = await readKnowledgeFiles(folder);
  expect(files).toEqual([
    { path: join(folder, "en/returns.md"), text: "returns" },
    { path: join(folder, "en/shipping.md"), text: "shipping" },
    { path: join(folder, "es/returns.md"), text: "devoluciones\nsegunda línea" },
  ]);
  expect(faults).toEqual([]);
});

test("a file with a fault is named and does not stop the others", async () => {
  await put("en/good.md", "good");
  await put("en/latin.md", new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
  await put("en/huge.md", "x".repeat(1_000_001));
  await symlink(join(folder, "nowhere"), join(folder, "en/gone.md"));
  const { files, faults } = await readKnowledgeFiles(folder);
  expect(files.map(({ text }) => text)).toEqual(["good"]);
  expect(faults).toEqual([
    { path: join(folder, "en/gone.md"), message: "does not exist" },
    { path: join(folder, "en/huge.md"), message: "is larger than 1000000 bytes" },
    { path: join(folder, "en/latin.md"), message: "is not UTF-8 text" },
  ]);
});

test("a folder that is not there is a fault, not a crash", async () => {
  const missing = join(folder, "missing");
  expect(await readKnowledgeFiles(missing)).toEqual({
    files: [],
    faults: [{ path: missing, message: "does not exist" }],
  });
});

test("prompts, notices and cues come apart", async () => {
  await put("notices/en.yaml", "greeting: Hello");
  await put("cues/en.yml", "person: [a person]");
  await put("answer.md", "Answer from the passages.");
  await put("README.md", "for people");
  const { notices, cues, prompts } = await readPromptFiles(folder);
  expect(notices.files.map(({ text }) => text)).toEqual(["greeting: Hello"]);
  expect(cues.files.map(({ text }) => text)).toEqual(["person: [a person]"]);
  expect(prompts.files).toEqual([{ path: join(folder, "answer.md"), text: "Answer from the passages." }]);
});

test.skipIf(process.getuid?.() === 0)(
  "a file that may not be read is named (skipped as root, who may read all)",
  async () => {
    await put("en/closed.md", "closed");
    await chmod(join(folder, "en/closed.md"), 0);
    const { faults } = await readKnowledgeFiles(folder);
    expect(faults).toEqual([{ path: join(folder, "en/closed.md"), message: "may not be read" }]);
  },
);
