/** Which spellings the index takes for the same, and which parts of a question carry weight. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/contracts/language.ts";
import { countTerms, foldTokens, readTokens, weighTerms } from "../../src/knowledge/analyse-text.ts";
import { normaliseText } from "../../src/knowledge/analysis/normalise-text.ts";
import { slipsBetween } from "../../src/knowledge/ranking/correct-words.ts";

const words = (text: string, language: string) =>
  Array.from(countTerms(readTokens(text, language), language, "words").keys());
const grams = (text: string, language: string) =>
  Array.from(countTerms(readTokens(text, language), language, "grams").keys());
const bare = (text: string, language: string) =>
  foldTokens(readTokens(text, language), language).map(({ text: word }) => word);

describe("two spellings of one word", () => {
  it.each([
    ["en", "ＦＲＥＥ Shipping", "free shipping"],
    ["en", "don’t", "dont"],
    ["en", "the shop’s parcels", "the shop parcel"],
    ["tr", "İADE KARGOSU", "iade kargosu"],
    ["tr", "ILIK", "ılık"],
    ["ar", "إرجاعُ الطَّلبـــات", "ارجاع الطلبات"],
    ["ar", "مكتبة", "مكتبه"],
    ["ar", "٣٠ يوم", "30 يوم"],
    ["zh", "運費多少", "运费多少"],
    ["ja", "ﾎﾟｲﾝﾄ", "ポイント"],
    ["de", "Rückgaben", "Rückgabe"],
    ["es", "envíos", "envío"],
    ["ru", "посылки", "посылка"],
    ["fr", "l’envoi", "l envoi"],
  ])("are one to the index (%s: %s and %s)", (language, one, other) => {
    expect(words(one, language)).toEqual(words(other, language));
  });

  it.each([
    ["vi", "phí vận chuyển", "phi van chuyen"],
    ["tr", "kargo ücreti ılık", "kargo ucreti ilik"],
    ["pt", "devolução", "devolucao"],
    ["de", "Rückgabe größe", "Rueckgabe groesse"],
    ["pl", "przesyłka", "przesylka"],
  ])("are one without accents (%s: %s and %s)", (language, accented, plain) => {
    expect(bare(accented, language)).toEqual(bare(plain, language));
  });

  it("are still two where a mark is a letter", () => {
    expect(bare("が", "ja")).not.toEqual(bare("か", "ja"));
    expect(bare("ไม้", "th")).not.toEqual(bare("ไม", "th"));
  });
});

describe("the terms of a text", () => {
  it("are words and their pairs of characters where there are no spaces", () => {
    expect(words("退货要多久", "zh")).toEqual(expect.arrayContaining(["退货", "货要", "多久"]));
    expect(words("배송은", "ko")).toEqual(["배송은", "배송", "송은"]);
  });

  it("are grams that know where a word begins and ends", () => {
    expect(grams("ship", "en")).toEqual(["_shi", "ship", "hip_"]);
    expect(grams("a", "en")).toEqual(["_a_"]);
    expect(grams("退货", "zh")).toEqual(["退", "货", "退货"]);
  });

  it("keep an amount and its decimals together", () => {
    expect(words("4.90 USD", "en")).toContain("4.90");
  });

  it("weigh little when they only say how something is asked", () => {
    const weights = new Map(
      weighTerms(readTokens("can you please ship", "en"), "en", "words").map((each) => [each.term, each.weight]),
    );
    expect(weights.get("ship")).toBe(1);
    expect(weights.get("pleas")).toBeLessThan(0.5);
  });

  it("come out of any string in any language without a throw, and are never empty", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.constantFrom(...LANGUAGES, "el", "hi", "xx", ""),
        (text, language) => {
          for (const term of [...words(text, language), ...grams(text, language)])
            expect(term.length).toBeGreaterThan(0);
          for (const { weight } of weighTerms(readTokens(text, language), language, "grams"))
            expect(weight).toBeGreaterThan(0);
          expect(normaliseText(text, language).isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("slips between two words", () => {
  it.each([
    ["return", "retrun", 1],
    ["return", "retrn", 1],
    ["return", "return", 0],
    ["delivery", "dleivrey", 2],
    ["abc", "xyz", 3],
  ])("%s and %s: %i", (one, other, slips) => {
    expect(slipsBetween(one, other, 3)).toBe(slips);
  });

  it("are the same both ways, and nothing between equals", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(slipsBetween(one, other, 9)).toBe(slipsBetween(other, one, 9));
        expect(slipsBetween(one, other, 9) === 0).toBe(one === other);
      }),
    );
  });
});
