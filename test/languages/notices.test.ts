/** The notices of all fifteen languages: complete, well-formed, used with the values they get, really translated. */
import { describe, expect, test } from "vitest";
import { LANGUAGES, type Language } from "../../src/contracts/language.ts";
import type { NoticeBook } from "../../src/contracts/texts.ts";
import { findNoticeFaults } from "../../src/languages/find-notice-faults.ts";
import { createTexts } from "../../src/languages/format-notice.ts";
import { NOTICE_VALUES } from "../../src/languages/notice-values.ts";
import { parseNotices } from "../../src/languages/parse-notices.ts";
import { loadCues, loadNotices } from "./load-texts.ts";

const book = loadNotices();
const texts = createTexts({
  notices: book,
  cues: loadCues(),
  macros: new Map(),
  prompts: new Map([["answer", { name: "answer", version: "1", text: "Answer." }]]),
});
const SAMPLES: Readonly<Record<string, string | number>> = {
  shop: "Casa Azul",
  number: 4711,
  name: "Mina",
  language: "Español",
  minutes: 5,
  hours: 5,
  ahead: 3,
  when: "Monday at 9:00",
  count: 3,
  max: 2000,
  left: 3,
  days: 3,
  order: "HL-10421987",
  date: "3 May",
  from: "4 May",
  to: "6 May",
  until: "3 May, 14:00",
  total: "129 EUR",
  address: "Calle Mayor 1",
  code: "SAVE10",
  percent: "10 %",
  amount: "20 EUR",
  words: "rain, jacket",
};
/** They are written by the language's plural rules, not as they are. */
const COUNTED = new Set(["count", "minutes", "hours", "ahead", "max", "left", "days"]);
/** Words that the language truly shares with English. */
const SAME_IN = new Set(["fr/sources", "fr/widget-sources", "fr/widget-assistant", "es/tool-no", "it/tool-no"]);

function without(language: Language, name: string): NoticeBook {
  const { [name]: _gone, ...rest } = book.get(language) ?? {};
  return new Map([...book, [language, rest]]);
}

function replaced(language: Language, name: string, message: string): NoticeBook {
  return new Map([...book, [language, { ...book.get(language), [name]: message }]]);
}

describe("the notice files", () => {
  test("every language has every notice, and each uses exactly the values it gets", () => {
    expect(findNoticeFaults(book)).toEqual([]);
  });

  test("a missing notice, a missing value, a foreign value and an unknown notice are reported", () => {
    expect(findNoticeFaults(without("th", "not-text"))).toEqual(["th: not-text is missing"]);
    expect(findNoticeFaults(replaced("de", "handoff-opened", "Gern!"))).toEqual([
      "de: handoff-opened does not use {number}",
    ]);
    expect(findNoticeFaults(replaced("ko", "sources", "{count, plural, other {# {oops}}}"))).toEqual([
      "ko: sources uses {count}, which it does not get",
      "ko: sources uses {oops}, which it does not get",
    ]);
    expect(findNoticeFaults(replaced("ko", "greting", "hi"))).toEqual(["ko: greting is not a notice we know"]);
    expect(findNoticeFaults(new Map([...book].filter(([language]) => language !== "ar")))).toEqual([
      "ar: no notices at all",
    ]);
  });

  test.each(LANGUAGES)("in %s every notice comes out filled in, with nothing of the syntax left", (language) => {
    for (const [name, values] of Object.entries(NOTICE_VALUES)) {
      const given = Object.fromEntries(values.map((value) => [value, SAMPLES[value] ?? ""]));
      const text = texts.notice(name, language, given);
      expect(text, name).not.toMatch(/[{}#]/u);
      expect(text, name).toBe(text.trim());
      for (const value of values) {
        if (COUNTED.has(value)) continue;
        expect(text, name).toContain(String(SAMPLES[value]));
      }
    }
  });

  test("no notice is identical to the English one, save words the languages share", () => {
    const same = LANGUAGES.filter((language) => language !== "en").flatMap((language) =>
      Object.keys(NOTICE_VALUES)
        .filter((name) => book.get(language)?.[name] === book.get("en")?.[name])
        .map((name) => `${language}/${name}`),
    );
    expect(same.filter((each) => !SAME_IN.has(each))).toEqual([]);
  });

  test.each(["zh", "ja", "ko", "ru", "ar", "th"] as const)(
    "in %s every notice is written in its own script",
    (language) => {
      const script = { zh: "Han", ja: "Han", ko: "Hangul", ru: "Cyrillic", ar: "Arabic", th: "Thai" }[language];
      const own = new RegExp(
        language === "ja" ? "[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}]" : `\\p{sc=${script}}`,
        "u",
      );
      for (const [name, message] of Object.entries(book.get(language) ?? {})) expect(message, name).toMatch(own);
    },
  );

  test("every plural has every form that the language counts with", () => {
    for (const language of LANGUAGES) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const name of [
        "place-ahead",
        "place-usual-minutes",
        "place-usual-hours",
        "source-count",
        "widget-new-messages",
        "widget-too-long",
      ]) {
        for (const form of forms) expect(book.get(language)?.[name], `${language} ${name}`).toContain(`${form} {`);
      }
    }
  });

  test("what a notice tells the buyer to type is understood as asking for a person", async () => {
    const { matchCues } = await import("../../src/routing/match-cues.ts");
    for (const language of LANGUAGES) {
      for (const name of ["greeting", "help", "returned-to-assistant"]) {
        const word = /[“„«「]\s?([^”“»」]+?)\s?[”“»」]/u.exec(book.get(language)?.[name] ?? "")?.[1];
        expect(word, `${language} ${name}`).toBeDefined();
        expect([...matchCues(word ?? "", texts.cues).cues], `${language} ${word}`).toContain("person");
      }
    }
  });
});

describe("createTexts", () => {
  test("counts things as Russian and Arabic do", () => {
    const counts = (language: Language, numbers: readonly number[]) =>
      numbers.map((count) => texts.notice("source-count", language, { count }));
    expect(counts("ru", [1, 2, 5, 21])).toEqual(["1 источник", "2 источника", "5 источников", "21 источник"]);
    expect(counts("ar", [1, 2, 3, 11, 100])).toEqual(["مصدر واحد", "مصدران", "3 مصادر", "11 مصدرًا", "100 مصدر"]);
    expect(counts("ja", [1, 2])).toEqual(["参照元1件", "参照元2件"]);
  });

  test("numbers of tickets are not grouped or written in other digits", () => {
    for (const language of LANGUAGES) {
      expect(texts.notice("handoff-opened", language, { number: 12345 })).toContain("12345");
    }
  });

  test("an unknown notice or prompt, and a value that is missing, are faults of ours", () => {
    expect(() => texts.notice("no-such", "en")).toThrow(expect.objectContaining({ code: "INTERNAL" }));
    expect(() => texts.notice("constructor", "en")).toThrow(expect.objectContaining({ code: "INTERNAL" }));
    expect(() => texts.notice("handoff-opened", "es")).toThrow(expect.objectContaining({ code: "INTERNAL" }));
    expect(() => texts.prompt("no-such")).toThrow(expect.objectContaining({ code: "INTERNAL" }));
    expect(texts.prompt("answer").text).toBe("Answer.");
  });

  test("a gap in one language is filled from English rather than leaving the buyer without an answer", () => {
    const gappy = createTexts({
      notices: without("fr", "thanks-reply"),
      cues: new Map(),
      macros: new Map(),
      prompts: new Map(),
    });
    expect(gappy.notice("thanks-reply", "fr")).toBe(texts.notice("thanks-reply", "en"));
  });

  test("braces and tags in a value stay what they are", () => {
    expect(texts.notice("widget-agent", "en", { name: "<b>{x}</b>" })).toBe("<b>{x}</b> from our team");
  });
});

describe("parseNotices", () => {
  test("reports every fault with its line", () => {
    const faulty = ['a: "fine"', 'b: "open {brace"', "c: [1]", "d: 7", 'e: "l\'heure"', 'a: "again"', "f:"].join("\n");
    const parsed = parseNotices(faulty, "fr");
    expect(parsed.kind).toBe("faulty");
    const lines = parsed.kind === "faulty" ? parsed.faults.map((fault) => fault.line).toSorted((a, b) => a - b) : [];
    expect(lines).toEqual([2, 3, 4, 5, 6, 7]);
  });

  test.each(["", "- a\n- b", "just text", "a: [", "\tx: 1"])(
    "a file that is no map is a fault, not a crash: %j",
    (text) => {
      expect(parseNotices(text, "en").kind).toBe("faulty");
    },
  );
});
