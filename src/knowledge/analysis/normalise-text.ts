/** Brings spellings of the same text together, so that what looks equal to a reader is equal to the index. */
import { foldText } from "../../shared/fold-text.ts";
import { simplifyHan } from "./simplify-han.ts";

/** Zero-width, bidi and soft-hyphen characters: invisible, and different on every keyboard. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** Short vowels, small alef, tatweel: written or left out at will. */
const ARABIC_OPTIONAL = /[\u0610-\u061a\u064b-\u065f\u0670\u0640]/g;
const ARABIC_LETTERS: Readonly<Record<string, string>> = {
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ٱ: "ا",
  ى: "ي",
  ی: "ي",
  ئ: "ي",
  ؤ: "و",
  ة: "ه",
  ک: "ك",
};
const ARABIC_VARIANTS = /[أإآٱىیئؤةک]/g;
const ARABIC_SCRIPT = /[\u0600-\u06ff]/;
const ARABIC_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
const SINGLE_QUOTES = /[\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`]/g;

/** Any string is allowed; `language` is a BCP 47 primary tag, known to us or not. */
export function normaliseText(text: string, language: string): string {
  let result = text.toWellFormed().normalize("NFKC").replace(INVISIBLE, "").replace(SINGLE_QUOTES, "'");
  // Turkish capital I is the dotless letter; everywhere else the dot that lower-casing leaves behind is noise.
  result = language === "tr" ? result.toLocaleLowerCase("tr") : result.toLowerCase().replaceAll("i\u0307", "i");
  if (ARABIC_SCRIPT.test(result)) result = normaliseArabic(result);
  return language === "zh" ? simplifyHan(result) : result;
}

function normaliseArabic(text: string): string {
  return text
    .replace(ARABIC_OPTIONAL, "")
    .replace(ARABIC_VARIANTS, (letter) => ARABIC_LETTERS[letter] ?? letter)
    .replace(ARABIC_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** What is left when somebody types without accents. Expects normalised text. */
export function foldDiacritics(text: string, language: string): string {
  const folded = foldText(text);
  // Germans without umlauts type either "u" or "ue": both end as "u".
  return language === "de" ? folded.replace(/([aou])e/g, "$1") : folded;
}
