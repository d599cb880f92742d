/** Finds the countries a text names, by their own name, a city of theirs or a group they belong to. */
import { isLanguage } from "../../contracts/language.ts";
import { foldDiacritics } from "../analysis/normalise-text.ts";
import { stemWord } from "../analysis/stem-word.ts";
import { readTokens, type Token } from "../analyse-text.ts";
import { PLACE_NAMES } from "./place-names.ts";

/** A region code, or the code of a group of them. */
export interface FoundPlace {
  readonly code: string;
  /** The place of its first token among those of the text: a line about a country begins with it. */
  readonly at: number;
}

interface NameTable {
  /** Stemmed and joined by spaces. */
  readonly spaced: ReadonlyMap<string, string>;
  readonly unspaced: ReadonlyMap<string, string>;
}

const MAX_WORDS = 4;
const MAX_CHARACTERS = 12;
/** Shorter names are everyday words in some language ("us", Vietnamese "anh", "áo") unless written with a capital. */
const MIN_LETTERS = 4;
/** Vietnamese syllables recur in everyday words: "sinh nhật" is a birthday, "phương pháp" a method. */
const MIN_LETTERS_VIETNAMESE = 6;
/** Names of countries that are more often something else in a shop. */
const NOT_PLACES = new Set(["JE", "TD", "AC", "TA", "QO", "EZ", "UN", "ZZ", "XA", "XB", "IM", "LA"]);
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const tables = new Map<string, NameTable>();

export function findPlaces(text: string, language: string): FoundPlace[] {
  const table = tableOf(language);
  const tokens = readTokens(text, language);
  const stems = tokens.map((token) => keyOf(token, language));
  const minLetters = language === "vi" ? MIN_LETTERS_VIETNAMESE : MIN_LETTERS;
  const capitals = readCapitals(text, language);
  const found: FoundPlace[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "spaced") findInside(token, table, at, found);
    for (let length = Math.min(MAX_WORDS, stems.length - at); length > 0; length -= 1) {
      const code = lookUp(stems.slice(at, at + length).join(" "), table);
      if (code === undefined) continue;
      const isShort = length === 1 && token.kind === "spaced" && token.text.length < minLetters;
      if (!isShort || capitals.has(token.text)) found.push({ code, at });
      break;
    }
  }
  return found;
}

/** Arabic writes "to", "in" and "and" together with the name; the article goes with it. */
function lookUp(key: string, { spaced }: NameTable): string | undefined {
  const known = spaced.get(key);
  if (known !== undefined || !/^[وفبلك]/.test(key)) return known;
  const bare = key.slice(1);
  return (
    spaced.get(bare) ??
    (key.startsWith("لل") ? (spaced.get(`ال${key.slice(2)}`) ?? spaced.get(key.slice(2))) : undefined)
  );
}

function findInside({ kind, text }: Token, { unspaced }: NameTable, at: number, found: FoundPlace[]): void {
  const last = kind === "hangul" ? 1 : text.length;
  for (let from = 0; from < last; from += 1) {
    for (let length = Math.min(MAX_CHARACTERS, text.length - from); length > 1; length -= 1) {
      const code = unspaced.get(text.slice(from, from + length));
      if (code === undefined) continue;
      found.push({ code, at: at + from });
      from += length - 1;
      break;
    }
  }
}

function readCapitals(text: string, language: string): Set<string> {
  const words = text.matchAll(/(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}]{0,4}(?![\p{L}\p{M}])/gu);
  // The first word of a sentence has its capital for another reason, unless nothing else comes with it.
  const named = Array.from(words).filter(
    ({ index, 0: word }) => !(index === 0 && /^(Anh|Áo|Ý)$/.test(word) && text[word.length] === " "),
  );
  return new Set(named.flatMap(([word]) => readTokens(word, language).map((token) => token.text)));
}

function keyOf({ kind, text }: Token, language: string): string {
  return kind === "spaced" ? foldDiacritics(stemWord(text, language), language) : text;
}

function tableOf(language: string): NameTable {
  const known = tables.get(language);
  if (known) return known;
  const spaced = new Map<string, string>();
  const unspaced = new Map<string, string>();
  const add = (name: string, code: string): void => {
    const tokens = readTokens(name, language);
    const key = tokens.map((token) => keyOf(token, language)).join(" ");
    if (key === "") return;
    const isUnspaced = tokens.length === 1 && tokens[0]?.kind !== "spaced";
    const names = isUnspaced ? unspaced : spaced;
    if (!names.has(key)) names.set(key, code);
  };
  for (const [code, names] of Object.entries(PLACE_NAMES)) for (const name of names.split(",")) add(name.trim(), code);
  addOfficialNames(language, add);
  const table = { spaced, unspaced };
  tables.set(language, table);
  return table;
}

/** In the text's own language and in English, which buyers mix in; all fifteen would take a third of a second to read. */
function addOfficialNames(language: string, add: (name: string, code: string) => void): void {
  for (const named of new Set<string>(isLanguage(language) ? [language, "en"] : ["en"])) {
    const names = new Intl.DisplayNames([named], { type: "region", fallback: "none" });
    for (const first of LETTERS) {
      for (const second of LETTERS) {
        const code = first + second;
        const name = NOT_PLACES.has(code) ? undefined : names.of(code);
        if (name !== undefined) add(name, code);
      }
    }
  }
}
