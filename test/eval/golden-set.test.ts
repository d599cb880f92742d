/** The shop's own golden questions, asked in earnest: complete, and no figure below what was accepted. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evalGolden } from "../../src/cli/eval/eval-golden.ts";
import { readGoldenFolder } from "../../src/cli/eval/read-golden-folder.ts";
import { LANGUAGES } from "../../src/contracts/language.ts";
import { GOLDEN_TYPES } from "../../src/eval/questions/golden-question.ts";
import { findFalls, readBaseline } from "../../src/eval/report/compare-baseline.ts";
import { readArticles } from "../knowledge/fixture-base.ts";

const here = (path: string) => new URL(path, import.meta.url).pathname;
const CONFIG = { knowledgeFolder: here("../../knowledge"), shopName: "Demo", model: null };
const OPTIONS = { set: "golden", path: here("golden"), split: "all", examples: "8" } as const;

describe("the golden questions of this project", async () => {
  const { questions } = await readGoldenFolder(OPTIONS.path);

  it("are at least 30 a language in all fifteen, in both splits, and of every kind", () => {
    for (const language of LANGUAGES) {
      const own = questions.filter(({ lang }) => lang === language);
      expect(own.length, language).toBeGreaterThanOrEqual(30);
      expect(new Set(own.map(({ split }) => split)), language).toEqual(new Set(["dev", "test"]));
      const kinds = new Set(own.map(({ type }) => type));
      // Two words for "cannot be answered", and one for what can be read two ways: shops may use them, we need not.
      const missing = GOLDEN_TYPES.filter((type) => !kinds.has(type));
      expect(
        missing.filter((type) => type !== "unanswerable" && type !== "ambiguous"),
        language,
      ).toEqual([]);
    }
  });

  it("name articles that exist, and none is asked twice", () => {
    const keys = new Set(readArticles(CONFIG.knowledgeFolder).map(({ articleKey }) => String(articleKey)));
    for (const { id, gold } of questions) for (const key of gold) expect(keys, id).toContain(key);
    const asked = questions.map(({ lang, query }) => `${lang} ${query.toLowerCase()}`);
    expect(new Set(asked).size).toBe(asked.length);
  });
});

describe("asked as buyers ask, the golden questions", () => {
  it("are answered no worse than what was accepted", async () => {
    const { report } = await evalGolden(OPTIONS, CONFIG);
    const accepted = readBaseline(readFileSync(here("baseline.json"), "utf8"))?.[report.key];
    if (!accepted) throw new Error(`baseline.json has no figures for ${report.key}`);
    expect(report.rows.all?.asked).toBe(840);
    const falls = findFalls(report, accepted).map(({ row, figure, was, is }) => `${row} ${figure}: ${was} -> ${is}`);
    expect(falls).toEqual([]);
  });

  it("go through the model's path by the same command, the same way every time", async () => {
    const options = { ...OPTIONS, scriptedModel: true, language: "en" } as const;
    const small = { ...CONFIG, knowledgeFolder: here("../knowledge/fixtures") };
    const [first, second] = [await evalGolden(options, small), await evalGolden(options, small)];
    expect(first.report.key).toBe("golden/all/scripted");
    expect(first.judged.filter(({ reply }) => reply.writtenBy === "model").length).toBeGreaterThan(5);
    expect(second.report.rows).toEqual(first.report.rows);
  });
});
