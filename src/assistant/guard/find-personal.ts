/** Finds in a text what identifies or costs a person: first what is known of this buyer, then what its form betrays. */
import { satisfiesIban, satisfiesLuhn } from "./check-digits.ts";
import { ID_FORMS } from "./national-ids.ts";
import { readPlainly } from "./read-plainly.ts";

export const PERSONAL_KINDS = ["email", "phone", "card", "iban", "id", "name", "address", "postcode", "order"] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** What is known from the contact or the order, so that no form has to betray it. */
export interface KnownValue {
  readonly kind: PersonalKind;
  readonly value: string;
}

export interface PersonalSpan {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
  /** One and the same for all spellings of the same thing. */
  readonly key: string;
}

/** "(at)" and "[dot]" are how people hide an address from machines such as the one behind us. */
const AT = String.raw`\s?(?:@|\((?:at|arroba)\)|\[(?:at|arroba)\])\s?`;
const DOT = String.raw`\s?(?:\.|\((?:dot|punto)\)|\[(?:dot|punto)\])\s?`;
const EMAIL = new RegExp(
  String.raw`[\p{L}\p{N}._%+'-]+${AT}[\p{L}\p{N}-]+(?:${DOT}[\p{L}\p{N}-]+)*${DOT}[\p{L}]{2,}`,
  "giu",
);
const IBAN = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/giu;
const CARD = /(?<!\d)\d(?:[ .-]?\d){12,18}(?!\d)/g;
/** International, however it is grouped. */
const PHONE = /(?:\+|(?<!\d)00)\s?\(?\d(?:[ ().\-/]{0,2}\d){6,14}/g;
/** As written at home: mobile numbers whose form is their country's own, or groups that begin with a zero or a bracket. */
const HOME_PHONES: readonly RegExp[] = [
  /(?<![\d-])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d-])/g,
  /(?<![\d.-])0\d{1,4}[ -]\d{1,4}(?:[ -]\d{2,4}){1,3}(?![\d.-])/g,
  /(?<![\d.-])\(\d{2,5}\)\s?\d{2,5}(?:[ -]?\d{2,4}){1,3}(?![\d.-])/g,
  /(?<![\d.-])[2-9]\d{2}[-.]\d{3}[-.]\d{4}(?![\d.-])/g,
  /(?<![\d.-])0[5-9]\d{8,9}(?![\d.-])/g,
];
/** A day written with hyphens has eight digits. */
const MIN_HOME_DIGITS = 9;
/** "HL-20417783", "#1001", "DE/2026/000123": letters, then enough digits. */
const ORDER = /(?<![\p{L}\p{N}])(?:[A-Z]{2,5}[-/ ]?\d{5,12}|#\d{3,12})(?![\p{L}\p{N}])/giu;

export function findPersonal(text: string, known: readonly KnownValue[]): readonly PersonalSpan[] {
  const view = readPlainly(text);
  const found: PersonalSpan[] = [];
  const taken = new Uint8Array(view.text.length);
  const add = (kind: PersonalKind, start: number, length: number, key: string): void => {
    if (taken.subarray(start, start + length).includes(1)) return;
    taken.fill(1, start, start + length);
    const [from, to] = view.place(start, start + length);
    found.push({ kind, start: from, end: to, key: `${kind}:${key}` });
  };
  for (const { kind, value } of known) addKnown(view.text, { kind, value }, add);
  for (const { kind, pattern, isReal } of FORMS) {
    for (const match of view.text.matchAll(pattern)) {
      const key = keyOf(kind, match[0]);
      if (isReal(key)) add(kind, match.index, match[0].length, key);
    }
  }
  return found.toSorted((left, right) => left.start - right.start);
}

interface Form {
  readonly kind: PersonalKind;
  readonly pattern: RegExp;
  isReal(signs: string): boolean;
}

/** What is surest first: a stretch belongs to the first that claims it. */
const FORMS: readonly Form[] = [
  { kind: "email", pattern: EMAIL, isReal: () => true },
  { kind: "iban", pattern: IBAN, isReal: satisfiesIban },
  { kind: "phone", pattern: PHONE, isReal: (signs) => signs.length >= 8 && signs.length <= 17 },
  ...ID_FORMS.slice(0, 1).map((form): Form => ({ kind: "id", ...form })),
  { kind: "card", pattern: CARD, isReal: satisfiesLuhn },
  ...ID_FORMS.slice(1).map((form): Form => ({ kind: "id", ...form })),
  ...HOME_PHONES.map(
    (pattern): Form => ({ kind: "phone", pattern, isReal: (signs) => signs.length >= MIN_HOME_DIGITS }),
  ),
  { kind: "order", pattern: ORDER, isReal: () => true },
];

function addKnown(
  text: string,
  { kind, value }: KnownValue,
  add: (kind: PersonalKind, start: number, length: number, key: string) => void,
): void {
  for (const { words, flags } of readingsOf(kind, readPlainly(value).text)) {
    const pattern = words
      .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`))
      .join(String.raw`[^\p{L}\p{N}]{0,4}`);
    for (const match of text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, flags))) {
      add(kind, match.index, match[0].length, keyOf(kind, match[0]));
    }
  }
}

interface KnownReading {
  readonly words: readonly string[];
  readonly flags: string;
}

/** The whole value however it is spaced; of a name each part too, but only as a name is written: "rose" is a colour. */
function readingsOf(kind: PersonalKind, value: string): readonly KnownReading[] {
  const words = value.match(/[\p{L}\p{M}\p{N}@_]+/gu) ?? [];
  const length = words.join("").length;
  const isUnspaced = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Thai}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(
    value,
  );
  if (words.length === 0 || (length < 3 && !(isUnspaced && length === 2))) return [];
  const whole: KnownReading = { words, flags: "giu" };
  if (kind !== "name" || words.length < 2) return [whole];
  const parts = words.filter((word) => word.length >= 3 && /^\p{Lu}|^\p{Lo}/u.test(word));
  return [whole, ...parts.map((word): KnownReading => ({ words: [word], flags: "gu" }))];
}

function keyOf(kind: PersonalKind, found: string): string {
  if (kind === "email") {
    const bare = found.toLowerCase().replace(/\s/g, "");
    return bare.replace(/[([](?:at|arroba)[)\]]/g, "@").replace(/[([](?:dot|punto)[)\]]/g, ".");
  }
  const signs = found.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  return kind === "phone" ? signs.replace(/^00/, "") : signs;
}
