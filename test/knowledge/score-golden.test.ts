/** How golden questions are read and scored, and that the fixture shop does well on its own. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isLanguage } from "../../src/contracts/language.ts";
import { type GoldenReply, readGoldenLines, scoreGolden } from "../../src/knowledge/score-golden.ts";
import { indexOf, readArticles } from "./fixture-base.ts";

const GOLDEN = new URL("../eval/golden/", import.meta.url).pathname;
const line = (fields: object) =>
  JSON.stringify({
    id: "1",
    lang: "en",
    query: "q",
    type: "answerable",
    expect: "answer",
    gold: ["kb/a#x"],
    ...fields,
  });
const score = async (fields: object, reply: GoldenReply) => {
  const { questions } = readGoldenLines(line(fields));
  return (await scoreGolden(questions, () => reply)).rows[0];
};
const answered = (key: string, text = ""): GoldenReply => ({ kind: "answered", text, articleKeys: [key] });

describe("a golden question", () => {
  it("is right when answered from a named article with the required text", async () => {
    expect(await score({ mustContain: ["30"] }, answered("a", "within 30 days"))).toMatchObject({
      answeredRight: 1,
      asExpected: 1,
    });
  });

  it.each<[string, object, GoldenReply]>([
    ["from another article", {}, answered("b")],
    ["without the required text", { mustContain: ["30"] }, answered("a", "within 14 days")],
    ["with forbidden text", { mustNotContain: ["sorry"] }, answered("a", "sorry")],
    ["although nothing can answer it", { type: "unanswerable", expect: "escalate", gold: [] }, answered("a")],
  ])("counts as wrong when answered %s", async (_name, fields, reply) => {
    expect(await score(fields, reply)).toMatchObject({ answeredWrong: 1, answeredRight: 0, asExpected: 0 });
  });

  it("may be asked back or handed over where nothing can be answered", async () => {
    for (const kind of ["clarify", "handoff"] as const) {
      const row = await score({ type: "off-topic", expect: "escalate", gold: [] }, { kind, text: "", articleKeys: [] });
      expect(row?.asExpected).toBe(1);
    }
  });

  it("that is written wrongly is named by its line", () => {
    const { questions, faults } = readGoldenLines(
      `${line({})}\n\n{oops\n${line({ type: "x" })}\n[1]\n${line({ id: 3 })}\n`,
    );
    expect(questions).toHaveLength(1);
    expect(faults.map((fault) => fault.line)).toEqual([3, 4, 5, 6]);
  });
});

describe("the golden questions of this project", () => {
  const files = readdirSync(GOLDEN).filter((name) => name.endsWith(".jsonl"));
  const read = files.map((name) => readGoldenLines(readFileSync(GOLDEN + name, "utf8")));
  const questions = read.flatMap((each) => each.questions);

  it("are all readable, at least 30 a language, and name articles that exist", () => {
    expect(read.flatMap(({ faults }) => faults)).toEqual([]);
    const keys = new Set(readArticles().map(({ articleKey }) => String(articleKey)));
    for (const question of questions) for (const key of question.gold) expect(keys).toContain(key);
    for (const language of ["en", "zh", "es", "ar"]) {
      expect(questions.filter(({ lang }) => lang === language).length).toBeGreaterThanOrEqual(30);
    }
  });

  it("are answered rightly four times in five, and never wrongly in one of a hundred", async () => {
    const shop = indexOf(readArticles());
    const report = await scoreGolden(questions, ({ query, lang }) => {
      const found = shop.search({ text: query, language: isLanguage(lang) ? lang : "en", limit: 5 });
      const offered = found.alternatives.map(({ articleKey }) => String(articleKey));
      if (found.verdict === "clarify") return { kind: "clarify", text: "", articleKeys: offered };
      if (found.verdict === "handoff") return { kind: "handoff", text: "", articleKeys: [] };
      return {
        kind: "answered",
        text: found.extract?.quote ?? "",
        articleKeys: [String(found.extract?.passage.articleKey)],
      };
    });
    const sum = (pick: (row: (typeof report.rows)[number]) => number, type?: string) =>
      report.rows.filter((row) => type === undefined || row.type === type).reduce((total, row) => total + pick(row), 0);
    expect(
      sum((row) => row.answeredRight, "answerable") / sum((row) => row.asked, "answerable"),
    ).toBeGreaterThanOrEqual(0.8);
    expect(sum((row) => row.answeredWrong) / sum((row) => row.asked)).toBeLessThan(0.01);
  });
});
