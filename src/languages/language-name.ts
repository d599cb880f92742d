/** What a language is called, in itself or in another. */
import type { Language } from "../contracts/language.ts";

const namesIn = new Map<Language, Intl.DisplayNames>();

/** As in running text: languageName("es", "de") is "Spanisch", languageName("es") is "español". */
export function languageName(language: Language, inLanguage: Language = language): string {
  let names = namesIn.get(inLanguage);
  if (names === undefined) {
    names = new Intl.DisplayNames([inLanguage], { type: "language", fallback: "code" });
    namesIn.set(inLanguage, names);
  }
  const name = names.of(language) ?? language;
  // In Indonesian the bare name reads as the country.
  return inLanguage === "id" && language === "id" ? `Bahasa ${name}` : name;
}

/** As on a button or in a list: its own name with a capital letter, e.g. "Español", "Tiếng Việt". */
export function languageLabel(language: Language): string {
  const name = languageName(language);
  const first = String.fromCodePoint(name.codePointAt(0) ?? 0x20);
  return first.toLocaleUpperCase(language) + name.slice(first.length);
}
