/** `dragoman eval` as a person types it: table, page, last line, and the exit code that stops a release. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../e2e/run-command.ts";

const KNOWLEDGE = new URL("../knowledge/fixtures", import.meta.url).pathname;
const LINES = [
  {
    id: "1",
    lang: "en",
    query: "how long does delivery take",
    type: "answerable",
    expect: "answer",
    gold: ["shipping-times"],
  },
  { id: "2", lang: "en", query: "can I return it", type: "answerable", expect: "answer", gold: ["return-policy"] },
  { id: "3", lang: "en", query: "who won the chess match", type: "off-topic", expect: "escalate", gold: [] },
  { id: "4", lang: "es", query: "quiero hablar con una persona", type: "person", expect: "escalate", gold: [] },
];

let folder: string;
const file = (name: string) => join(folder, name);
const evaluate = (...args: readonly string[]) =>
  runCommand(["eval", "--path", folder, ...args], { DRAGOMAN_KNOWLEDGE: KNOWLEDGE, DRAGOMAN_DATA: file("data") });
const lastLine = (output: string): unknown => JSON.parse(output.trim().split("\n").at(-1) ?? "");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman-eval-"));
  await writeFile(file("own.jsonl"), LINES.map((line) => JSON.stringify(line)).join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the command eval", () => {
  it("asks a shop's own questions of its own knowledge, without a database", async () => {
    const { code, output } = await evaluate("--json");
    expect(code).toBe(0);
    expect(output).toMatch(/^en +3 /m);
    expect(lastLine(output)).toMatchObject({
      figures: { en: { asked: 3, rightFirst: 100 }, es: { personRecognised: 100 }, all: { asked: 4 } },
      machine: { node: process.versions.node },
      versions: { questions: 4, by: "plain" },
      falls: [],
    });
    await expect(readFile(file("data"))).rejects.toThrow("ENOENT");
  });

  it("accepts figures, passes on the same, and fails by name on less", async () => {
    expect((await evaluate("--write-baseline", file("accepted.json"))).code).toBe(0);
    const same = await evaluate("--baseline", file("accepted.json"));
    expect([same.code, same.output]).toEqual([0, expect.stringContaining("no figure fell by more than a point")]);

    const text = await readFile(file("accepted.json"), "utf8");
    await writeFile(file("better.json"), text.replace('"rightFirst":100', '"rightFirst":102.5'));
    const worse = await evaluate("--baseline", file("better.json"), "--html", file("report.html"), "--json");
    expect(worse.code).toBe(1);
    expect(worse.output).toContain("fell: en right first 102.5 -> 100");
    expect(lastLine(worse.output)).toMatchObject({ falls: [{ row: "en", was: 102.5, is: 100 }] });
    expect(await readFile(file("report.html"), "utf8")).toContain("2.5 worse");
  });

  it.each<[string, readonly string[], RegExp]>([
    ["a baseline that is not there", ["--baseline", "none.json"], /no baseline none\.json; make one/],
    ["a baseline without this run", ["--baseline", "package.json"], /package\.json is not a baseline/],
    ["a language nobody asks in", ["--language", "th"], /No golden question is left/],
    ["a split nobody marked", ["--split", "test"], /No golden question is left/],
    ["accepting a part", ["--language", "en", "--write-baseline"], /Accept figures of all languages/],
    ["a public set without its files", ["--set", "clinc"], /does not hold data_full\.json/],
  ])("says what to do about %s", async (_what, args, said) => {
    const { code, errors } = await evaluate(...args);
    expect(code).toBe(1);
    expect(errors).toMatch(said);
  });

  it("names the line of a faulty question and the id that is given twice", async () => {
    await writeFile(file("bad.jsonl"), '{"id":"9"}\n');
    expect((await evaluate()).errors).toContain("bad.jsonl:1 `id`, `lang` and `query` must be text.");
    await writeFile(file("bad.jsonl"), JSON.stringify(LINES[0]));
    expect((await evaluate()).errors).toContain("The id 1 is given twice");
    await rm(file("bad.jsonl"));
  });
});
