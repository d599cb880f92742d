/** The articles that ship with the program, asked what their authors say buyers ask. */
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Language } from "../../src/contracts/language.ts";
import { indexOf, readArticles } from "./fixture-base.ts";

const FOLDER = new URL("../../knowledge/", import.meta.url).pathname;

describe.skipIf(!existsSync(`${FOLDER}en`))("the knowledge that ships", () => {
  const articles = existsSync(`${FOLDER}en`) ? readArticles(FOLDER) : [];
  const shop = indexOf(articles);

  it("has no faulty file and no article without example questions", () => {
    expect(articles.length).toBeGreaterThan(0);
    for (const { origin, questions } of articles) expect(questions.length, origin).toBeGreaterThan(0);
  });

  it("answers its own example questions from the article they were written for", () => {
    const missed: string[] = [];
    let asked = 0;
    for (const { articleKey, language, questions } of articles) {
      for (const text of questions) {
        asked += 1;
        const { passages } = shop.search({ text, language, limit: 1 });
        if (passages[0]?.passage.articleKey !== articleKey) missed.push(`${language}/${articleKey}: ${text}`);
      }
    }
    expect(missed.length / asked, missed.join("\n")).toBeLessThan(0.03);
  });

  it.each<[Language, string]>([
    ["es", "¿Cuánto tarda el envío a México?"],
    ["es", "envio mexico?"],
    ["en", "how long does shipping take"],
    ["en", "how long does shiping take"],
    ["zh", "运费多少钱"],
    ["ar", "كم يستغرق الشحن"],
  ])("answers what everybody asks (%s: %s)", (language, text) => {
    expect(shop.search({ text, language, limit: 3 }).verdict).toBe("answer");
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
