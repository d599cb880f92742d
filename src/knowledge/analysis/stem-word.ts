/** Cuts endings off words, per language; a language without a stemmer keeps its words whole. */
import snowball from "snowball-stemmers";
import { stemArabic } from "./stem-arabic.ts";

const ALGORITHMS: Readonly<Record<string, string>> = {
  ca: "catalan",
  cs: "czech",
  da: "danish",
  de: "german",
  en: "english",
  es: "spanish",
  fi: "finnish",
  fr: "french",
  hu: "hungarian",
  it: "italian",
  nl: "dutch",
  no: "norwegian",
  pt: "portuguese",
  ro: "romanian",
  ru: "russian",
  sv: "swedish",
  tr: "turkish",
};

/** A stemmer takes 5 to 30 microseconds a word, a look-up a tenth of one. */
const MAX_REMEMBERED = 20_000;
/** No language has such words; a stemmer's time grows with them. */
const MAX_WORD_LENGTH = 40;

interface Stemming {
  readonly stem: (word: string) => string;
  readonly remembered: Map<string, string>;
}

const stemmings = new Map<string, Stemming | null>();

export function stemWord(word: string, language: string): string {
  const stemming = stemmingOf(language);
  if (stemming === null || word.length > MAX_WORD_LENGTH) return word;
  const known = stemming.remembered.get(word);
  if (known !== undefined) return known;
  const stem = stemming.stem(word);
  if (stemming.remembered.size >= MAX_REMEMBERED) stemming.remembered.clear();
  stemming.remembered.set(word, stem);
  return stem;
}

function stemmingOf(language: string): Stemming | null {
  const known = stemmings.get(language);
  if (known !== undefined) return known;
  const algorithm = Object.hasOwn(ALGORITHMS, language) ? ALGORITHMS[language] : undefined;
  const stemmer = algorithm === undefined ? null : snowball.newStemmer(algorithm);
  const stem = language === "ar" ? stemArabic : stemmer && ((word: string) => stemmer.stem(word));
  const stemming = stem && { stem, remembered: new Map<string, string>() };
  stemmings.set(language, stemming);
  return stemming;
}
