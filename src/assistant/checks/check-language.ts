/**
 * Whether a text is in the language it should be, a reply or one sentence of it: by script, by the words that no language
 * does without, and among Latin languages, when words leave a doubt, by n-grams.
 */
import { detectAll } from "tinyld/light";
import type { Language } from "../../contracts/language.ts";
import { FUNCTION_WORDS } from "../../shared/words/function-words.ts";
import { weighWords } from "../../shared/words/weigh-words.ts";

const SCRIPTS: Readonly<Partial<Record<Language, RegExp>>> = {
  zh: /\p{Script=Han}/gu,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu,
  ko: /\p{Script=Hangul}/gu,
  ru: /\p{Script=Cyrillic}/gu,
  ar: /\p{Script=Arabic}/gu,
  th: /\p{Script=Thai}/gu,
};
const LATIN: readonly Language[] = ["en", "es", "fr", "de", "pt", "it", "tr", "id", "vi"];
/** What the n-grams know. */
const BY_NGRAMS: readonly Language[] = LATIN.filter((language) => language !== "id" && language !== "vi");
/** How words begin or end in the two whose sentences often do without a function word. */
const AFFIXES: readonly (readonly [Language, RegExp])[] = [
  ["id", /^(?:(?:me|pe)[mn]\p{L}{4,}|\p{L}{4,}nya|di\p{L}{3,}(?:kan|i)|ke\p{L}{3,}an)$/u],
  ["tr", /(?:[ıiuü]yor\p{L}*|\p{L}l[ae]r[ıi]\p{L}*|m[ae]k|s[ıiuü]n[ıiuü]z|[mn][ıiuü]z[ıiuü]?|[dt][ıi]r)$/u],
];
const AFFIX_WORTH = 0.5;

/** Product names, sizes and addresses are Latin in every language: a third of its own script is enough. */
const MIN_OWN_SHARE = 0.33;
/** Ahead by so many words, another language is meant; fewer may be a loanword, or a word that two of them share. */
const WORDS_AHEAD = 1.2;
/** The same where n-grams know nothing; a sentence of theirs has at least one word or ending of theirs. */
const WORDS_AHEAD_UNSEEN = 0.7;
/** Below this the n-grams of two sister languages cannot be told apart. */
const MIN_LATIN_LETTERS = 30;
const SAMPLE_LENGTH = 120;
/** How much better another language must fit before we believe it. */
const CLEAR_LEAD = 1.3;

// Only where a word begins: at each of its letters, a long one would cost the square of its length.
const ADDRESSES = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+|\b(?:https?:\/\/|www\.)[\x21-\x7e]+/gu;
const QUOTED = /["„“«「『][^"„“”«»「」『』]{1,80}["“”»」』]/gu;
/** As names are written: with a capital, and none of the words that some language cannot do without. */
const NAMES = /(?<![\p{L}\p{M}])\p{Ll}?\p{Lu}[\p{Script=Latin}\p{M}]*(?![\p{L}\p{M}])/gu;

/** When in doubt true: a refused answer costs the buyer a better one. */
export function isInLanguage(text: string, language: Language): boolean {
  const script = SCRIPTS[language];
  const words = withoutNames(text, script === undefined);
  const letters = count(words, /\p{L}/gu);
  if (letters === 0) return true;
  if (!script) return isInLatinLanguage(words, language, letters);
  if (count(words, script) / letters < MIN_OWN_SHARE) return false;
  const kana = count(words, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  // Japanese of any length has kana, Chinese has none.
  if (language === "zh") return kana / letters < 0.1;
  return language !== "ja" || kana > 0 || letters < 12;
}

/**
 * Names, quotes and addresses are in no language, as long as most of the text is something else. In Latin script every
 * first word has a capital.
 */
function withoutNames(text: string, keepsFirst: boolean): string {
  const bare = text.replace(ADDRESSES, " ");
  const unquoted = bare.replace(QUOTED, " ");
  const said = count(unquoted, /\p{L}/gu) * 2 >= count(bare, /\p{L}/gu) ? unquoted : bare;
  const first = keepsFirst ? said.search(/\p{L}/u) : -1;
  return said.replace(NAMES, (name, at: number) =>
    at === first || FUNCTION_WORDS.has(name.toLowerCase()) ? name : " ",
  );
}

function isInLatinLanguage(text: string, language: Language, letters: number): boolean {
  const latin = count(text, /\p{Script=Latin}/gu);
  if (latin / letters < 1 - MIN_OWN_SHARE) return false;
  const words = text.toLowerCase().match(/[\p{Script=Latin}\p{M}]+/gu) ?? [];
  const evidence = weighWords(words, LATIN);
  for (const [each, affix] of AFFIXES) {
    const affixed = words.filter((word) => affix.test(word)).length;
    evidence.set(each, (evidence.get(each) ?? 0) + affixed * AFFIX_WORTH);
  }
  const own = evidence.get(language) ?? 0;
  evidence.delete(language);
  const ahead = Math.max(...evidence.values()) - own;
  if (ahead >= WORDS_AHEAD) return false;
  if (ahead < 0 || latin < MIN_LATIN_LETTERS) return true;
  return BY_NGRAMS.includes(language) ? !isClearlyOther(text, language) : own > 0 && ahead < WORDS_AHEAD_UNSEEN;
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
