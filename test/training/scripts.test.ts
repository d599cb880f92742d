/** The cases of the training: complete in every language, answerable, and judged by rule. */
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { LANGUAGES, type Language } from "../../src/contracts/language.ts";
import type { TrainingBook, TrainingCase, TrainingScript } from "../../src/contracts/training.ts";
import { detectLanguage } from "../../src/languages/detect-language.ts";
import { findFacts } from "../../src/training/find-facts.ts";
import { findTrainingFaults } from "../../src/training/find-training-faults.ts";
import { parseCases } from "../../src/training/parse-cases.ts";
import { parseScript } from "../../src/training/parse-script.ts";

let book: TrainingBook;
const read = (name: string) => readFile(new URL(`../../prompts/training/${name}.yaml`, import.meta.url), "utf8");
beforeAll(async () => {
  const cases = parseCases(await read("cases"));
  if (cases.kind === "faulty") throw new Error(cases.faults.join("\n"));
  const scripts = new Map<Language, TrainingScript>();
  for (const language of LANGUAGES) {
    const parsed = parseScript(await read(language));
    if (parsed.kind === "faulty") throw new Error(`${language}: ${parsed.faults.join("\n")}`);
    scripts.set(language, parsed.script);
  }
  book = { cases: cases.cases, scripts };
});

const caseOf = (caseKey: string) => book.cases.find((one) => one.caseKey === caseKey) as TrainingCase;
const linesOf = (language: Language, caseKey: string) => {
  const lines = book.scripts.get(language)?.cases[caseKey];
  if (!lines) throw new Error(`${language} has no ${caseKey}`);
  return lines;
};
const saidIn = (language: Language, caseKey: string, text: string) => {
  const facts = caseOf(caseKey).steps.flatMap((step) => step.facts);
  return [...findFacts(text, facts, linesOf(language, caseKey))];
};

describe("cases", () => {
  test("there are twelve, each in fifteen languages, each fact said by its rule", () => {
    expect(book.cases).toHaveLength(12);
    expect(findTrainingFaults(book)).toEqual([]);
  });

  test("a language that lacks a case, a fact or its words is named", () => {
    const thai = book.scripts.get("th");
    if (!thai) throw new Error("no Thai");
    const { vip: _vip, ...others } = thai.cases;
    const { name, first, second } = linesOf("th", "abuse");
    const broken = { name, first, second, rule: "–", facts: { photo: ["รูป"], extra: ["x"] } };
    const scripts = new Map(book.scripts).set("th", { ...thai, cases: { ...others, abuse: broken } });
    scripts.delete("vi");
    expect(findTrainingFaults({ ...book, scripts })).toEqual([
      "vi: the file is missing",
      "th: vip is missing",
      "th: abuse has no words for replacement",
      "th: abuse has words for extra, which is no fact",
      "th: abuse does not say photo in its rule",
    ]);
  });

  test("what buyers say and what rules say is in the language of its file", () => {
    const wrong = [...book.scripts].flatMap(([language, { shared, cases }]) =>
      [...Object.values(shared), ...Object.values(cases).flatMap(({ first, second, rule }) => [first, second, rule])]
        .map((text) => ({
          text,
          found: detectLanguage(text, { allowed: LANGUAGES, conversation: null, localeHint: null }),
        }))
        .filter(({ found }) => found.language !== language && found.certainty === "sure")
        .map(({ text, found }) => `${language} read as ${found.language}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  test("neither a buyer's own words nor thanks are an answer, except where a question names what it asks for", () => {
    const greedy = [...book.scripts].flatMap(([language, { shared }]) =>
      book.cases.flatMap(({ caseKey }) =>
        [shared.thanks, shared.waiting].flatMap((text) =>
          saidIn(language, caseKey, text).map((fact) => `${language} ${caseKey} ${fact}`),
        ),
      ),
    );
    expect(greedy).toEqual([]);
  });
});

describe("facts", () => {
  test("a number counts in any script's digits and in letters, and not without what it counts", () => {
    expect(saidIn("ar", "late-parcel", "سيصل خلال ٣ أيام عمل")).toEqual(["arrival"]);
    expect(saidIn("en", "late-parcel", "within three working days")).toEqual(["arrival"]);
    expect(saidIn("en", "late-parcel", "order 3 is on its way")).toEqual([]);
    expect(saidIn("en", "late-parcel", "within 13 days")).toEqual([]);
    expect(saidIn("de", "two-questions", "Er läuft mit 220 Volt, Garantie: 2 Jahre, ein Adapter liegt bei.")).toEqual([
      "voltage",
      "warranty",
      "plug",
    ]);
    expect(saidIn("fr", "vip", "Vous pouvez acheter 48 heures avant les autres.")).toEqual(["early"]);
  });
});
