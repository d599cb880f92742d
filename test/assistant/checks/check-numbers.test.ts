/** Numbers, dates and amounts: the same value in another spelling passes, another value never does. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areNumbersProven } from "../../../src/assistant/checks/check-numbers.ts";
import { collectNumbers, readNumbers } from "../../../src/shared/numbers/read-numbers.ts";
import type { Language } from "../../../src/contracts/language.ts";
import { passage } from "../rig.ts";

const proven = (sentence: string, text: string, language: Language = "en", of: Language = "en"): boolean =>
  areNumbersProven(sentence, language, [passage(text, { language: of })]);

describe("a number in another spelling is the same number", () => {
  it.each<[string, string]>([
    ["takes 7 days", "takes 7 days"],
    ["يستغرق ٧ أيام", "takes 7 days"],
    ["ใช้เวลา ๑๒ วัน", "12 days"],
    ["需要７天", "7 days"],
    ["12 days", "ใช้เวลา ๑๒ วัน"],
    ["1,500 €", "1.500 €"],
    ["1 500 €", "1500 €"],
    ["1\u202f500 €", "1,500 €"],
    ["1'500", "1500"],
    ["١٬٥٠٠", "1,500"],
    ["9,90 €", "9.90 €"],
    ["9.9", "9.90"],
    ["٩٫٩٠", "9.90"],
    ["49", "49.00"],
    ["1,234,567.89", "1.234.567,89"],
    ["01/03/2026", "2026-03-01"],
    ["on 05.04.", "5 April"],
    ["no numbers at all", "none here"],
    ["12 000 pieces", "12000 pieces"],
    ["room 12 000", "room 12 and code 000"],
  ])("%s is proven by %s", (sentence, text) => expect(proven(sentence, text)).toBe(true));
});

describe("another number is not proven", () => {
  it.each<[string, string]>([
    ["takes 8 days", "takes 7 days"],
    ["takes 7 to 13 days", "takes 7 to 12 days"],
    ["1,500 €", "1.5 €"],
    ["15 €", "1.5 €"],
    ["5 €", "1.5 €"],
    ["9.95 €", "9.90 €"],
    ["24 hours", "2 4 hours"],
    ["2027", "2026"],
    ["٨ أيام", "7 days"],
    ["127.0.0.1", "127 and 1"],
  ])("%s is not proven by %s", (sentence, text) => expect(proven(sentence, text)).toBe(false));
});

describe("dates", () => {
  it.each<[string, string, Language, Language]>([
    ["3月1日", "by 1 March", "zh", "en"],
    ["el 1 de marzo", "by 1 March", "es", "en"],
    ["by 1 March", "до 1 марта", "en", "ru"],
    ["am 1. März", "le 1 mars", "de", "fr"],
    ["on March 1", "01.03.", "en", "en"],
    ["you may 5 times", "you can 5 times in May", "en", "en"],
  ])("%s is proven by %s", (sentence, text, language, of) => expect(proven(sentence, text, language, of)).toBe(true));

  it.each<[string, string, Language, Language]>([
    ["by 1 April", "by 1 March", "en", "en"],
    ["el 1 de abril", "by 1 March", "es", "en"],
    ["до 1 апреля", "by 1 March", "ru", "en"],
    ["4月1日", "by 1 March", "zh", "en"],
    ["December 1, 2026", "1 November 2026", "en", "en"],
  ])("%s is not proven by %s", (sentence, text, language, of) =>
    expect(proven(sentence, text, language, of)).toBe(false),
  );
});

describe("currencies", () => {
  it("another currency contradicts, a spelt one does not", () => {
    expect(proven("9.90 $", "9.90 €")).toBe(false);
    expect(proven("9.90 USD", "9.90 €")).toBe(false);
    expect(proven("9.90 EUR", "9.90 €")).toBe(true);
    expect(proven("9.90 €", "9.90 euros")).toBe(true);
  });
});

describe("reading numbers", () => {
  it("never throws, and what a text says it proves itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const known = collectNumbers(text);
        return readNumbers(text).every((readings) =>
          readings.some((reading) => reading.every((part) => known.has(part))),
        );
      }),
    );
  });

  it("finds a whole number however it is grouped, in whatever digits", () => {
    const scripts = [0x30, 0x660, 0x6f0, 0x966, 0xe50, 0xff10];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000_000 }),
        fc.constantFrom(",", ".", " ", "'", "\u00a0", "\u202f", ""),
        fc.constantFrom(...scripts),
        (value, separator, zero) => {
          const grouped = String(value).replace(/\B(?=(\d{3})+$)/g, separator);
          const written = grouped.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
          expect(collectNumbers(`costs ${written} in all`)).toContain(String(value));
        },
      ),
    );
  });

  it("a different number is refused in any grouping", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 1, max: 10 ** 9 }), (said, written) => {
        fc.pre(said !== written);
        const passageText = `It costs ${written.toLocaleString("en")} coins`;
        // "1,234" may be read as one point two three four by some people, never as another whole number.
        expect(proven(`It costs ${said} coins`, passageText)).toBe(false);
      }),
    );
  });
});
