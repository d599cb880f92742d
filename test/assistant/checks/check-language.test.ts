/** The language of an answer: our own notices in all languages are recognised, those of other languages are not. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isInLanguage } from "../../../src/assistant/checks/check-language.ts";
import { isLanguage, type Language } from "../../../src/contracts/language.ts";
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
});
