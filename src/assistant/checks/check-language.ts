/** Whether a text is in the language it should be: by script, and among Latin languages by their n-grams. */
import { detectAll } from "tinyld/light";
import type { Language } from "../../contracts/language.ts";

const SCRIPTS: Readonly<Partial<Record<Language, RegExp>>> = {
  zh: /\p{Script=Han}/gu,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu,
  ko: /\p{Script=Hangul}/gu,
  ru: /\p{Script=Cyrillic}/gu,
  ar: /\p{Script=Arabic}/gu,
  th: /\p{Script=Thai}/gu,
};
const LATIN: readonly Language[] = ["en", "es", "fr", "de", "pt", "it", "tr", "id", "vi"];

/** Product names, sizes and addresses are Latin in every language: a third of its own script is enough. */
const MIN_OWN_SHARE = 0.33;
/** Below this the n-grams of two sister languages cannot be told apart. */
const MIN_LATIN_LETTERS = 30;
/** How much better another language must fit before we believe it. */
const CLEAR_LEAD = 1.3;

/** When in doubt true: a refused answer costs the buyer a better one. */
export function isInLanguage(text: string, language: Language): boolean {
  const letters = count(text, /\p{L}/gu);
  if (letters === 0) return true;
  const script = SCRIPTS[language];
  if (!script) return isInLatinLanguage(text, language, letters);
  if (count(text, script) / letters < MIN_OWN_SHARE) return false;
  const kana = count(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  // Japanese of any length has kana, Chinese has none.
  if (language === "zh") return kana / letters < 0.1;
  return language !== "ja" || kana > 0 || letters < 12;
}

function isInLatinLanguage(text: string, language: Language, letters: number): boolean {
  const latin = count(text, /\p{Script=Latin}/gu);
  if (latin / letters < 1 - MIN_OWN_SHARE) return false;
  if (latin < MIN_LATIN_LETTERS) return true;
  const ranking = detectAll(text, { only: [...LATIN] });
  const best = ranking[0];
  if (!best || best.lang === language) return true;
  const own = ranking.find((entry) => entry.lang === language)?.accuracy ?? 0;
  return best.accuracy < own * CLEAR_LEAD;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
