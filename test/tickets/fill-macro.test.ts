/** Macros: values filled in or left in sight, slips named, and the shipped ones complete in fifteen languages. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LANGUAGES, type Language } from "../../src/contracts/language.ts";
import type { MacroBook } from "../../src/contracts/macro.ts";
import { findMacroFaults, parseMacros } from "../../src/languages/parse-macros.ts";
import { fillMacro, findOpenValues, findUnknownValues } from "../../src/tickets/fill-macro.ts";
import { detectLanguage } from "../../src/languages/detect-language.ts";

const FACTS = { buyer: "Ana", agent: "Mina", shop: "Harbour", ticket: "12", order: null };

describe("filling in", () => {
  test("what is known is filled in, what is not stays in sight and is named", () => {
    const { text, missing } = fillMacro("Hi {buyer}, {agent} here. Order {order}, case {ticket}. {order}!", FACTS);
    expect(text).toBe("Hi Ana, Mina here. Order {order}, case 12. {order}!");
    expect(missing).toEqual(["order"]);
    expect(findOpenValues(text)).toEqual(["order"]);
    expect(findOpenValues("no braces, {nothing} known")).toEqual([]);
  });

  test("a value that looks like a value is not filled in again", () => {
    expect(fillMacro("{buyer}", { ...FACTS, buyer: "{ticket}" }).text).toBe("{ticket}");
  });

  test("slips are named once", () => {
    expect(findUnknownValues("{byuer} {order} {byuer} {Order}")).toEqual(["byuer", "Order"]);
  });
});

function load(): MacroBook {
  return new Map(
    LANGUAGES.map((language) => {
      const path = new URL(`../../prompts/macros/${language}.yaml`, import.meta.url);
      const parsed = parseMacros(readFileSync(path, "utf8"));
      if (parsed.kind === "faulty") throw new Error(JSON.stringify(parsed.faults));
      return [language, parsed.macros];
    }),
  );
}

describe("the shipped macros", () => {
  const book = load();
  const without = (language: Language, key: string) =>
    new Map([...book].map(([each, own]) => [each, each === language ? { ...own, [key]: undefined as never } : own]));

  test("are there in every language, with the same values", () => {
    expect(book.size).toBe(15);
    expect(Object.keys(book.get("en") ?? {})).toHaveLength(24);
    expect(findMacroFaults(book)).toEqual([]);
  });

  test("a gap, an unknown one and another value are seen", () => {
    expect(findMacroFaults(without("th", "delay"))).toEqual(["th: macro delay is missing"]);
    const odd = new Map(book).set("fr", { ...book.get("fr"), odd: "x", received: "sans numéro" } as Record<
      string,
      string
    >);
    expect(findMacroFaults(odd)).toEqual([
      "fr: macro odd is not there in English",
      "fr: macro received uses other values than in English",
    ]);
  });

  test.each(LANGUAGES)("%s is written in its language", (language) => {
    for (const [key, text] of Object.entries(book.get(language) ?? {})) {
      if (key.endsWith("-name")) continue;
      const hints = { allowed: LANGUAGES, conversation: null, localeHint: null };
      expect(detectLanguage(text.replaceAll(/\{\w+\}/gu, ""), hints).language, key).toBe(language);
      expect(text.length, key).toBeLessThanOrEqual(400);
    }
  });

  test("nonsense in a file is a fault with its line", () => {
    expect(parseMacros('good: "text"\nbad: [1]\n')).toEqual({
      kind: "faulty",
      faults: [{ line: 2, message: "bad: expected a text" }],
    });
  });
});
