/** The language of an answer: our own notices in all languages are recognised, those of other languages are not. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isInLanguage } from "../../../src/assistant/checks/check-language.ts";
import { splitSentences } from "../../../src/assistant/reply/split-sentences.ts";
import { isLanguage, type Language, LANGUAGES } from "../../../src/contracts/language.ts";
import { parseNotices } from "../../../src/languages/parse-notices.ts";

const folder = new URL("../../../prompts/notices/", import.meta.url);

/** Texts long enough to be an answer. */
const texts = new Map<Language, string[]>();
for (const file of readdirSync(folder)) {
  const language = file.replace(/\.ya?ml$/, "");
  if (!isLanguage(language)) continue;
  const parsed = parseNotices(readFileSync(new URL(file, folder), "utf8"), language);
  if (parsed.kind !== "parsed") continue;
  const plain = Object.values(parsed.notices).filter((text) => !/\bplural\b/.test(text));
  const isLong = (text: string): boolean => (text.match(/\p{L}/gu)?.length ?? 0) >= (/[a-z]/.test(text) ? 40 : 12);
  texts.set(language, plain.map((text) => text.replace(/\{[^{}]*\}/g, " ")).filter(isLong));
}

/** Every sentence of the shop's own articles, headings and items of lists included. */
const sentences = new Map(LANGUAGES.map((language) => [language, sentencesOf(language)]));

function sentencesOf(language: Language): string[] {
  const articles = new URL(`../../../knowledge/${language}/`, import.meta.url);
  return readdirSync(articles)
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => readFileSync(new URL(file, articles), "utf8").split("---\n").slice(2))
    .flatMap((body) => body.split("\n"))
    .map((line) => line.replace(/^\s*(?:#+|[-*]|\d+[.)])\s+|\*\*|`/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"))
    .flatMap((line) => splitSentences(line, language));
}

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(2)} %`;
const lettersOf = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

describe("each sentence of the shop's articles", () => {
  it("is hardly ever refused in its own language", () => {
    const all = [...sentences].flatMap(([language, list]) => list.map((text) => ({ language, text })));
    const refused = all.filter(({ language, text }) => !isInLanguage(text, language));
    console.log(`language check: ${refused.length} of ${all.length} refused, ${percent(refused.length, all.length)}`);
    expect(all.length).toBeGreaterThan(7_000);
    expect(refused.length / all.length).toBeLessThan(0.002);
    for (const language of LANGUAGES) {
      const own = refused.filter((each) => each.language === language).map(({ text }) => text);
      expect(own.length / (sentences.get(language)?.length ?? 0), own.join("\n")).toBeLessThan(0.005);
    }
  });

  it("hardly ever passes for another language when it is long enough to tell", () => {
    const long = [...sentences].flatMap(([language, list]) =>
      list.filter((text) => lettersOf(text) >= 30).map((text) => ({ language, text })),
    );
    const pairs = LANGUAGES.flatMap((asked) =>
      long.filter(({ language }) => language !== asked).map((each) => ({ ...each, asked })),
    );
    const passed = pairs.filter(({ asked, text }) => isInLanguage(text, asked));
    console.log(
      `language check: ${passed.length} of ${pairs.length} foreign passed, ${percent(passed.length, pairs.length)}`,
    );
    expect(passed.length / pairs.length).toBeLessThan(0.012);
    const veryLong = pairs.filter(({ text }) => lettersOf(text) >= 70);
    const tooGood = veryLong.filter(({ asked, text }) => isInLanguage(text, asked));
    expect(tooGood.length / veryLong.length).toBeLessThan(0.001);
  });
});

describe("the language check", () => {
  it("has texts to be tried on", () => {
    expect(texts.size).toBeGreaterThanOrEqual(5);
  });

  it.each([...texts.keys()])("lets texts in %s pass", (language) => {
    const own = texts.get(language) ?? [];
    const refused = own.filter((text) => !isInLanguage(text, language));
    expect(refused.length / own.length).toBeLessThan(0.05);
  });

  it.each([...texts.keys()])("takes no other language for %s", (language) => {
    const others = [...texts].filter(([other]) => other !== language).flatMap(([, list]) => list);
    const accepted = others.filter((text) => isInLanguage(text, language));
    expect(accepted.length / others.length).toBeLessThan(0.02);
  });

  it("does not judge what is too short, or holds no words", () => {
    expect(isInLanguage("OK 12", "es")).toBe(true);
    expect(isInLanguage("9.90 €", "zh")).toBe(true);
  });

  it("allows product names inside another script", () => {
    expect(isInLanguage("请在 iPhone 上打开 Telegram 应用程序。", "zh")).toBe(true);
  });

  it("allows names and quotes inside other words, and knows words that only look like names", () => {
    expect(isInLanguage("Bezahle mit „Buy now, pay later“ von Klarna an der Kasse.", "de")).toBe(true);
    expect(isInLanguage("GDPR, UK GDPR 및 CCPA를 지킵니다.", "ko")).toBe(true);
    expect(isInLanguage("The Delivery Takes Very Long And We Do Not Know Why.", "ko")).toBe(false);
    expect(isInLanguage('"Die Lieferung dauert leider sehr lange und wir wissen nicht warum."', "id")).toBe(false);
  });

  it("tells sister languages apart, and takes Malay words of an Indonesian sentence for Indonesian", () => {
    expect(isInLanguage("Puedes devolver el artículo en 30 días desde que lo recibiste.", "pt")).toBe(false);
    expect(isInLanguage("Você pode devolver o artigo em 30 dias depois de receber.", "es")).toBe(false);
    expect(isInLanguage("Anda boleh memulangkan barang dalam masa 30 hari selepas menerimanya.", "id")).toBe(true);
  });
});
