/** Reads a file of `prompts/macros`: a flat map from key to text, and from `<key>-name` to what agents read in a list. */
import { LANGUAGES } from "../contracts/language.ts";
import { MACRO_VALUES, type MacroBook } from "../contracts/macro.ts";
import { readFlatMap, type TextFault } from "./read-flat-map.ts";

export type ParsedMacros =
  | { readonly kind: "parsed"; readonly macros: Readonly<Record<string, string>> }
  | { readonly kind: "faulty"; readonly faults: readonly TextFault[] };

export function parseMacros(text: string): ParsedMacros {
  const map = readFlatMap(text);
  const faults = [...map.faults];
  const macros: Record<string, string> = {};
  for (const { key, value, line } of map.entries) {
    if (typeof value === "string" && value.trim() !== "") macros[key] = value;
    else faults.push({ line, message: `${key}: expected a text` });
  }
  return faults.length === 0 ? { kind: "parsed", macros } : { kind: "faulty", faults };
}

/** One line a fault: a macro that a language lacks, or that uses other values there than in English. */
export function findMacroFaults(book: MacroBook): readonly string[] {
  const english = book.get("en") ?? {};
  return LANGUAGES.flatMap((language) => {
    const own = book.get(language) ?? {};
    const unknown = Object.keys(own).filter((key) => !Object.hasOwn(english, key));
    return [
      ...unknown.map((key) => `${language}: macro ${key} is not there in English`),
      ...Object.entries(english).flatMap(([key, text]) => {
        const mine = own[key];
        if (mine === undefined) return [`${language}: macro ${key} is missing`];
        return valuesIn(mine) === valuesIn(text) ? [] : [`${language}: macro ${key} uses other values than in English`];
      }),
    ];
  });
}

function valuesIn(text: string): string {
  return MACRO_VALUES.filter((value) => text.includes(`{${value}}`)).join(" ");
}
