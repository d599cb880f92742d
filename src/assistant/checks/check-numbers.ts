/** Every number, date and currency of a sentence must stand in the passages it names: models get these wrong. */
import type { Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import { readDatedMonths } from "../../shared/numbers/read-months.ts";
import { readNumbers } from "../../shared/numbers/read-numbers.ts";
import { readPassage } from "./read-passage.ts";

const CURRENCIES = /[€$£¥₩₽฿₫₺]|\b(?:EUR|USD|GBP|CNY|JPY|KRW|RUB|THB|VND|TRY|MXN|BRL|AED|SAR|IDR)\b/g;
/** One currency, two ways to write it. */
const CURRENCY_CODES: Readonly<Record<string, string>> = {
  "€": "EUR",
  "£": "GBP",
  "₩": "KRW",
  "₽": "RUB",
  "฿": "THB",
  "₫": "VND",
  "₺": "TRY",
};

export function areNumbersProven(sentence: string, language: Language, cited: readonly Passage[]): boolean {
  const facts = cited.map(readPassage);
  const text = facts.map((each) => each.text).join("\n");
  const known = new Set(facts.flatMap(({ numbers, months }) => [...numbers, ...months]));
  const areKnown = readNumbers(sentence).every((readings) =>
    readings.some((reading) => reading.every((part) => known.has(part))),
  );
  const areMonthsKnown = readDatedMonths(sentence, language).every((month) => known.has(month));
  return areKnown && areMonthsKnown && !contradictsCurrency(sentence, text);
}

/** Only a contradiction: a passage that spells "euros" proves a sentence that writes "€". */
function contradictsCurrency(sentence: string, text: string): boolean {
  const proven = collectCurrencies(text);
  return proven.size > 0 && !collectCurrencies(sentence).isSubsetOf(proven);
}

/** As codes where a sign has but one; the others as they are. */
export function collectCurrencies(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(CURRENCIES), ([sign]) => CURRENCY_CODES[sign] ?? sign));
}
