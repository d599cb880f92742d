/** What strangers send comes out clean, capped and whole. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanName, cleanText, MAX_TEXT_CODE_POINTS, truncateText } from "../../src/shared/clean-text.ts";
import { foldText } from "../../src/shared/fold-text.ts";

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom("\ud83d", "\udc4d", "\u0000", "\u202e", "\u{E0041}", "👍🏽", "e\u0301", "ส้", "\r\n"),
    fc.string(),
  ),
});

describe("cleanText", () => {
  test("drops NUL and other controls, lone surrogates and tag characters, keeps tabs, lines and bidi marks", () => {
    expect(cleanText("a\u0000b\u0007c\ud800d\u{E0061}\u{E007F}e")).toBe("abcde");
    expect(cleanText("a\tb\r\nc\rd\ne\u200f")).toBe("a\tb\nc\nd\ne\u200f");
  });

  test("composes accents", () => {
    expect(cleanText("cafe\u0301")).toBe("café");
  });

  test("caps in code points, so that emoji are not cut in half", () => {
    expect(Array.from(cleanText("👍".repeat(9_000))).length).toBe(MAX_TEXT_CODE_POINTS);
    expect(cleanText("👍👍👍", 2)).toBe("👍👍");
    expect(cleanText("a".repeat(8_000))).toHaveLength(8_000);
  });

  test("a megabyte is cleaned within 100 ms", () => {
    const started = performance.now();
    for (const text of ["\u0301".repeat(1_000_000), "x\u0000".repeat(500_000), "👩‍👩‍👧".repeat(120_000)])
      cleanText(text);
    expect(performance.now() - started).toBeLessThan(300);
  });

  test("whatever comes in, what comes out is well-formed, normal, within the cap, and clean already", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, max) => {
        const clean = cleanText(text, max);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).toBe(clean.normalize("NFC"));
        expect(Array.from(clean).length).toBeLessThanOrEqual(max);
        expect(clean).not.toMatch(/(?![\t\n])\p{Control}|[\u{E0000}-\u{E007F}]/u);
        expect(cleanText(clean, max)).toBe(clean);
      }),
    );
  });
});

describe("cleanName", () => {
  test("is one line without anything that turns the text around", () => {
    expect(cleanName("  invoice\u202egnp.exe\n2 ")).toBe("invoicegnp.exe 2");
    expect(cleanName("a\u2066b\u2069c\u200ed\u061ce")).toBe("abcde");
    expect(cleanName("a\u2028b\u2029c\td")).toBe("a b c d");
  });

  test("is cut to length, and may be empty", () => {
    expect(cleanName("x".repeat(500))).toHaveLength(200);
    expect(cleanName("\u202e\n")).toBe("");
  });

  test("never holds a line break or a bidi control, and is clean already", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = cleanName(text);
        expect(name).not.toMatch(/[\n\r\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u);
        expect(name).toBe(name.trim());
        expect(cleanName(name)).toBe(name);
      }),
    );
  });
});

describe("truncateText", () => {
  test("leaves what fits and marks what was cut", () => {
    expect(truncateText("hello", 5)).toBe("hello");
    expect(truncateText("hello world", 7)).toBe("hello…");
    expect(truncateText("hello", 0)).toBe("");
  });

  test("does not cut a family, a flag or a Thai vowel", () => {
    expect(truncateText("ab👩‍👩‍👧", 8)).toBe("ab…");
    expect(truncateText("a🇩🇪b", 5)).toBe("a…");
    expect(truncateText("ที่อยู่", 3)).toBe("…");
    expect(truncateText("👩‍👩‍👧", 3)).toBe("…");
  });

  test("never exceeds the limit and never breaks a pair", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 30 }), (text, max) => {
        const clean = cleanText(text);
        const cut = truncateText(clean, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

test("folding brings spellings together and leaves Thai and Japanese words apart", () => {
  const pairs = [
    ["DİKKAT Iğdır", "dikkat igdir"],
    ["Straße", "STRASSE"],
    ["đơn hàng", "don hang"],
    ["الأَمْر", "الامر"],
    ["شُكراً", "شكرا"],
    ["Ёлка й", "елка и"],
    ["ｈｕｍａｎ", "human"],
  ] as const;
  for (const [left, right] of pairs) expect(foldText(left)).toBe(foldText(right));
  expect(foldText("がか")).not.toBe(foldText("かか"));
  expect(foldText("ที่")).not.toBe(foldText("ท"));
  expect(foldText("환불")).toBe("환불");
});
