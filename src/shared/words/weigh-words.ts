/** How much the words of a text speak for each of the languages of the Latin script: by function words and telling letters. */
import type { Language } from "../../contracts/language.ts";
import { dropAccents, FUNCTION_WORDS } from "./function-words.ts";

/** Letters that of our Latin-script languages only one writes. */
const TELLING_LETTERS: readonly (readonly [Language, RegExp])[] = [
  ["es", /[ñ]/u],
  ["pt", /[ãõ]/u],
  ["de", /[ßä]/u],
  ["tr", /[ğşı]/u],
  ["fr", /[œëîû]/u],
  ["vi", /[đơưăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u],
];

/** `words` in lower case. In words: a word that only one language uses counts 1, a telling letter 0.7. */
export function weighWords(words: readonly string[], languages: readonly Language[]): Map<Language, number> {
  const evidence = new Map(languages.map((language) => [language, 0]));
  for (const word of words) {
    const weights = FUNCTION_WORDS.get(word) ?? FUNCTION_WORDS.get(dropAccents(word));
    for (const [language, weight] of weights ?? []) {
      const before = evidence.get(language);
      if (before !== undefined) evidence.set(language, before + weight);
    }
  }
  for (const [language, letters] of TELLING_LETTERS) {
    const before = evidence.get(language);
    if (before !== undefined) evidence.set(language, before + words.filter((word) => letters.test(word)).length * 0.7);
  }
  return evidence;
}
