/** Files stay small, say what they are for, and are called by what they do. */
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { readSources, type SourceFile } from "./source-files.ts";

const MAX_SOURCE_LINES = 250;
const MAX_TEST_LINES = 400;
const MAX_FOLDER_FILES = 16;
const FORBIDDEN_NAMES = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "lib", "types"];
/** Hand-written protocol peers: one screenful per endpoint, read once, and no pattern for anything else. */
const DATA_FILE = /fixtures\/|\.d\.ts$/u;

const code = readSources(["src", "adapters"], /\.(ts|tsx|mjs)$/u).filter((file) => !file.path.startsWith("src/stubs/"));
const tests = readSources(["test"], /\.ts$/u);
const all = [...code, ...tests].filter((file) => !DATA_FILE.test(file.path));

const pathsOf = (files: readonly SourceFile[]) => files.map((file) => `${file.path} (${file.lines.length})`);
const isBadName = (path: string) =>
  basename(path)
    .split(/[-.]/u)
    .some((part) => FORBIDDEN_NAMES.includes(part));
const hasHeader = (file: SourceFile) => /^(#!.*\n)?\/\*\*[\s\S]*?\*\//u.test(file.text);

describe("sizes", () => {
  test("a source file has at most 250 lines, a test or fake 400", () => {
    expect(pathsOf(code.filter((file) => file.lines.length > MAX_SOURCE_LINES))).toEqual([]);
    expect(pathsOf(tests.filter((file) => file.lines.length > MAX_TEST_LINES))).toEqual([]);
  });

  test("a folder has about nine files and never more than sixteen", () => {
    const folders = Map.groupBy(code, (file) => dirname(file.path));
    const full = [...folders].filter(
      ([folder, files]) => folder !== "src/contracts" && files.length > MAX_FOLDER_FILES,
    );
    expect(full.map(([folder, files]) => `${folder} (${files.length})`)).toEqual([]);
    const sizes = code.map((file) => file.lines.length).sort((a, b) => a - b);
    const comments = code.flatMap((file) => file.lines).filter((line) => /^\s*(\/\*|\*|\/\/)/u.test(line)).length;
    const share = Math.round((comments / sizes.reduce((sum, size) => sum + size, 0)) * 100);
    const median = sizes[Math.floor(sizes.length / 2)];
    const p90 = sizes[Math.floor(sizes.length * 0.9)];
    process.stdout.write(`drift: ${sizes.length} files, median ${median} lines, p90 ${p90}, ${share} % comments\n`);
  });
});

describe("names", () => {
  test("no file is called utils, helpers, common, misc, manager, service, lib or types", () => {
    expect(all.map((file) => file.path).filter(isBadName)).toEqual([]);
    expect(isBadName("src/tickets/ticket-utils.ts")).toBe(true);
  });

  test("index.ts stands only at an adapter's door and the registry", () => {
    const doors = all.map((file) => file.path).filter((path) => basename(path) === "index.ts");
    expect(doors.filter((path) => !/^adapters\/([a-z-]+\/)?index\.ts$/u.test(path))).toEqual([]);
  });

  test("every file begins with a sentence that says what it is for", () => {
    expect(all.filter((file) => !hasHeader(file)).map((file) => file.path)).toEqual([]);
    expect(hasHeader({ path: "x.ts", text: "import x;\n/** late */", lines: [] })).toBe(false);
  });
});
