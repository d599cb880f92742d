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
/** What the n-grams know. Indonesian and Vietnamese are not among them and have rules of their own. */
const BY_NGRAMS: readonly Language[] = ["en", "es", "fr", "de", "pt", "it", "tr"];
/** Letters that Vietnamese alone uses; it cannot write a sentence without them. */
const VIETNAMESE = /[ăđơưĂĐƠƯ\u1EA0-\u1EF9]/gu;
/** The commonest words and beginnings of Indonesian, none of them common in the other languages. */
const INDONESIAN =
  /(?<!\p{L})(?:yang|dan|untuk|dengan|tidak|dari|pada|akan|dapat|atau|kami|ini|itu|adalah|dalam|sudah|jika|bagaimana|kalau|lalu|lagi|mohon|sedang|belum|oleh|sekali|sejak|hingga|meng\p{L}{3,}|peng\p{L}{3,}|\p{L}{4,}nya)(?!\p{L})/giu;

/** Product names, sizes and addresses are Latin in every language: a third of its own script is enough. */
const MIN_OWN_SHARE = 0.33;
/** Below this the n-grams of two sister languages cannot be told apart. */
const MIN_LATIN_LETTERS = 30;
const SAMPLE_LENGTH = 120;
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
  const isVietnamese = count(text, VIETNAMESE) / latin > 0.04;
  if (isVietnamese || language === "vi") return isVietnamese && language === "vi";
  const words = count(text, /[\p{L}\p{M}]+/gu);
  const isIndonesian = count(text, INDONESIAN) / words > 0.08;
  if (isIndonesian || language === "id") return isIndonesian && language === "id";
  return !isClearlyOther(text, language);
}

function isClearlyOther(text: string, language: Language): boolean {
  const ranking = detectAll(sample(text), { only: [...BY_NGRAMS] });
  const best = ranking[0];
  if (!best || best.lang === language) return false;
  const own = ranking.find((entry) => entry.lang === language)?.accuracy ?? 0;
  return best.accuracy >= own * CLEAR_LEAD;
}

/** Both ends: n-grams are slow to count, and a reply that changes its language does so on the way. */
function sample(text: string): string {
  return text.length <= 2 * SAMPLE_LENGTH ? text : `${text.slice(0, SAMPLE_LENGTH)} ${text.slice(-SAMPLE_LENGTH)}`;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
