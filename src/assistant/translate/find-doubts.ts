/** What must survive a translation and is not found again: numbers, order numbers, links, e-mails, values in braces, currencies. */
import type { Language } from "../../contracts/language.ts";
import type { Doubt, DoubtKind } from "../../contracts/translation.ts";
import { readDatedMonths } from "../../shared/numbers/read-months.ts";
import { type NumberReadings, readNumbers } from "../../shared/numbers/read-numbers.ts";
import { listAddresses } from "../checks/check-links.ts";
import { collectCurrencies } from "../checks/check-numbers.ts";

export interface Pair {
  readonly original: string;
  readonly translation: string;
  /** Null: nobody knows, and months are not compared. */
  readonly from: Language | null;
  readonly to: Language;
}

const MAX_DOUBTS = 10;
const VALUES = /\{[\p{L}\p{N}_.-]{1,40}\}/gu;
/** "HL-20417783", "#1001", "AB12345": capitals and digits, or a number sign. */
const CODES = /(?<![\p{L}\p{N}])(?:#\d{3,}|[A-Z0-9]+(?:-[A-Z0-9]+)*)(?![\p{L}\p{N}])/gu;
const MIN_CODE_DIGITS = 3;
/** "Two days" is "2 วัน" in good Thai. With nothing lost beside it, so small a number says nothing new. */
const MAX_SPELT = 12;

/** At most ten, what was lost first. */
export function findDoubts(pair: Pair): readonly Doubt[] {
  const { original, translation } = pair;
  const addresses = [...new Set(listAscii(original))];
  const values = found(original, VALUES);
  const codes = found(original, CODES).filter(isCode);
  const kept = [...addresses, ...values, ...codes];
  const wholly = translation.normalize("NFKC");
  const isLost = (token: string) => !translation.includes(token) && !wholly.includes(token);
  const lost = (kind: DoubtKind, tokens: readonly string[]): Doubt[] =>
    tokens.filter(isLost).map((value) => ({ kind, value, was: "lost" }));
  const numbers = compareNumbers({
    ...pair,
    original: without(original, kept),
    translation: without(translation, kept),
  });
  return [
    ...addresses.filter(isLost).map((value): Doubt => ({ kind: kindOf(value), value, was: "lost" })),
    ...lost("value", values),
    ...lost("order", codes),
    ...numbers,
    ...addedCurrencies(pair),
  ].slice(0, MAX_DOUBTS);
}

/** Links and e-mails that the original does not have: no doubt but a reason to refuse, for this is how text is planted. */
export function findAddedAddresses({ original, translation }: Pick<Pair, "original" | "translation">): string[] {
  const known = new Set(listAscii(original));
  return listAscii(translation).filter((address) => !known.has(address) && !original.includes(address));
}

/** Two sentences without a blank between them look like a host name: "ieri.Grazie", or whatever is not ASCII. */
const JOINED_WORDS = /^[^/@:]+\.(?!Com$|Net$|Org$|Info$|Shop$|Site$|Link$|App$)[A-Z][a-z]+$/u;

function listAscii(text: string): string[] {
  return listAddresses(text).filter((address) => /^[\x21-\x7e]+$/u.test(address) && !JOINED_WORDS.test(address));
}

function kindOf(address: string): DoubtKind {
  return /^[^/:]+@/u.test(address) ? "email" : "link";
}

function isCode(token: string): boolean {
  const digits = token.replace(/\D/gu, "").length;
  return digits >= MIN_CODE_DIGITS && digits < token.length;
}

function found(text: string, pattern: RegExp): string[] {
  return [...new Set(text.match(pattern))];
}

/** The longest first, so that a part of one is not taken out of another. */
function without(text: string, tokens: readonly string[]): string {
  return tokens
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, token) => rest.replaceAll(token, " "), text);
}

function compareNumbers({ original, translation, from, to }: Pair): Doubt[] {
  const said = readNumbers(original);
  const written = readNumbers(translation);
  const inOriginal = partsOf(said, from === null ? [] : readDatedMonths(original, from));
  const inTranslation = partsOf(written, readDatedMonths(translation, to));
  const lost = said.filter((readings) => !isKnown(readings, inTranslation)).map((each) => doubt(each, "lost"));
  const added = written.filter((readings) => !isKnown(readings, inOriginal)).map((each) => doubt(each, "added"));
  const telling = lost.length > 0 ? added : added.filter(({ value }) => !(Number(value) <= MAX_SPELT));
  return unique([...lost, ...telling]);
}

function partsOf(numbers: readonly NumberReadings[], months: Iterable<string>): ReadonlySet<string> {
  return new Set([...numbers.flat(2), ...months]);
}

function isKnown(readings: NumberReadings, known: ReadonlySet<string>): boolean {
  return readings.some((reading) => reading.every((part) => known.has(part)));
}

function doubt(readings: NumberReadings, was: Doubt["was"]): Doubt {
  return { kind: "number", value: (readings[0] ?? []).join("."), was };
}

function unique(doubts: readonly Doubt[]): Doubt[] {
  return [...new Map(doubts.map((each) => [`${each.was}:${each.value}`, each])).values()];
}

/** "25 euros" may become "25 €"; "$25" may not. */
function addedCurrencies({ original, translation }: Pair): Doubt[] {
  const known = collectCurrencies(original);
  if (known.size === 0) return [];
  return [...collectCurrencies(translation)]
    .filter((currency) => !known.has(currency))
    .map((value) => ({ kind: "currency", value, was: "added" }));
}
