/** What a macro is called where the console speaks `language`, and which values of it are still in braces. */
import { MACRO_VALUES, type Macro, type MacroValue } from "../../../contracts/macro.ts";
import type { Language } from "../../../contracts/language.ts";

export function nameMacro({ names, macroKey }: Pick<Macro, "names" | "macroKey">, language: string): string {
  return names[language as Language] ?? names.en ?? Object.values(names)[0] ?? macroKey;
}

/** What it says there, otherwise in English or whatever it is written in. */
export function wordsOf({ texts }: Pick<Macro, "texts">, language: string): string {
  return texts[language as Language] ?? texts.en ?? Object.values(texts)[0] ?? "";
}

/** As the server looks for them before it sends. */
export function findBraces(text: string): readonly MacroValue[] {
  return MACRO_VALUES.filter((value) => text.includes(`{${value}}`));
}

/** One looks for a macro by its name in any language, or by what it says in the console's. */
export function searchText(macro: Macro, language: string): string {
  const said = macro.texts[language as Language] ?? macro.texts.en ?? "";
  return [nameMacro(macro, language), ...Object.values(macro.names), macro.macroKey, said].join(" ");
}
