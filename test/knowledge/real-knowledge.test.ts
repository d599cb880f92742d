/** The articles that ship with the program, asked what their authors say buyers ask. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Language } from "../../src/contracts/language.ts";
import { parseGlossary } from "../../src/knowledge/lexicon/parse-glossary.ts";
import { indexOf, readArticles } from "./fixture-base.ts";

const FOLDER = new URL("../../knowledge/", import.meta.url).pathname;

describe.skipIf(!existsSync(`${FOLDER}en`))("the knowledge that ships", () => {
  const articles = existsSync(`${FOLDER}en`) ? readArticles(FOLDER) : [];
  const shop = indexOf(articles);
  const glossary = parseGlossary(readFileSync(`${FOLDER}glossary.yaml`, "utf8"));
  shop.useGlossary(glossary.glossary);
  shop.prepare();

  it("has a glossary without a fault", () => {
    expect(glossary.faults).toEqual([]);
    expect(glossary.glossary.size).toBeGreaterThan(100);
  });

  it("has no faulty file and no article without example questions", () => {
    expect(articles.length).toBeGreaterThan(0);
    for (const { origin, questions } of articles) expect(questions.length, origin).toBeGreaterThan(0);
  });

  it("answers its own example questions from the article they were written for", () => {
    const missed: string[] = [];
    let asked = 0;
    for (const [at, { articleKey, language, questions }] of articles.entries()) {
      for (const text of process.env.QUESTIONS === "all" ? questions : everyFourth(questions, at)) {
        asked += 1;
        const { passages } = shop.search({ text, language, limit: 1 });
        if (passages[0]?.passage.articleKey !== articleKey) missed.push(`${language}/${articleKey}: ${text}`);
      }
    }
    expect(missed.length / asked, missed.join("\n")).toBeLessThan(0.03);
  });

  it.each<[Language, string]>([
    ["es", "¿Cuánto tarda el envío a México?"],
    ["en", "how long does shipping take"],
    ["en", "how long does shiping take"],
    ["zh", "运费多少钱"],
    ["ar", "كم يستغرق الشحن"],
  ])("answers what everybody asks (%s: %s)", (language, text) => {
    expect(shop.search({ text, language, limit: 3 }).verdict).toBe("answer");
  });

  it("answers or asks back when two words may mean the price or the time of a delivery", () => {
    const { verdict, alternatives } = shop.search({ text: "envio mexico?", language: "es", limit: 3 });
    expect(verdict).not.toBe("handoff");
    expect(alternatives.map(({ articleKey }) => String(articleKey))).toContain("shipping-costs");
  });

  it.each<[Language, string]>([
    ["en", "do you sell live elephants?"],
    ["en", "who won the world cup"],
    ["en", "asdkjh qwlekj zxcmn"],
    ["es", "¿quién ganó el mundial?"],
    ["zh", "谁赢了世界杯"],
    ["ar", "من فاز بكأس العالم"],
    ["en", "🙂"],
  ])("does not answer what it does not know (%s: %s)", (language, text) => {
    expect(shop.search({ text, language, limit: 3 }).verdict).not.toBe("answer");
  });
});

/** Three or four of an article's questions, of each article others: all 8,000 take longer than the rest of the file. */
function everyFourth(questions: readonly string[], from: number): readonly string[] {
  return questions.filter((_text, at) => (at + from) % 4 === 0);
}
