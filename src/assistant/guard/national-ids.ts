/** What states number their people by, where its form or its check sum tells it from an order number. */
import { satisfiesLuhn, weigh } from "./check-digits.ts";

export interface IdForm {
  /** Over plain text, global. */
  readonly pattern: RegExp;
  /** Gets the match without anything but letters and digits, in capitals. */
  isReal(signs: string): boolean;
}

const COUNT_DOWN = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, at) => from - at);
const always = (): boolean => true;
/** Not inside a longer number or word. */
const alone = (form: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])${form}(?![\\p{L}\\p{N}])`, "giu");

export const ID_FORMS: readonly IdForm[] = [
  { pattern: alone(String.raw`\d{17}[\dX]`), isReal: isChinese },
  { pattern: alone(String.raw`\d{3}\.\d{3}\.\d{3}-\d{2}`), isReal: isBrazilian },
  { pattern: alone(String.raw`\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}`), isReal: always },
  {
    pattern: alone(String.raw`\d{11}`),
    isReal: (signs) => isBrazilian(signs) || isTurkish(signs) || isRussianInsured(signs),
  },
  { pattern: alone(String.raw`\d{3}-\d{3}-\d{3} \d{2}`), isReal: isRussianInsured },
  {
    pattern: alone(String.raw`\d{12}`),
    isReal: (signs) => isJapanese(signs) || isVietnamese(signs) || isRussianTaxed(signs),
  },
  { pattern: alone(String.raw`\d{4}[ -]\d{4}[ -]\d{4}`), isReal: isJapanese },
  { pattern: alone(String.raw`\d{6}-[1-8]\d{6}`), isReal: always },
  { pattern: alone(String.raw`\d(?:-?\d{4})-?\d{5}-?\d{2}-?\d`), isReal: isThai },
  { pattern: alone(String.raw`\d{16}`), isReal: isIndonesian },
  { pattern: alone(String.raw`[XYZ]?\d{7,8}-?[A-Z]`), isReal: isSpanish },
  { pattern: alone(String.raw`[12] ?\d{2} ?[01]\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}`), isReal: isFrench },
  { pattern: alone(String.raw`[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]`), isReal: always },
  { pattern: alone(String.raw`[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d`), isReal: always },
  { pattern: alone(String.raw`784-?\d{4}-?\d{7}-?\d`), isReal: satisfiesLuhn },
  { pattern: alone(String.raw`[12]\d{9}`), isReal: satisfiesLuhn },
  { pattern: alone(String.raw`(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}`), isReal: always },
  { pattern: alone(String.raw`[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]`), isReal: always },
];

function isChinese(signs: string): boolean {
  const sum = weigh(signs, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return "10X98765432".charAt(sum % 11) === signs.at(-1) && isDay(signs.slice(10, 14));
}

function isBrazilian(signs: string): boolean {
  if (/^(\d)\1*$/.test(signs)) return false;
  const first = ((weigh(signs, COUNT_DOWN(10, 2)) * 10) % 11) % 10;
  const second = ((weigh(signs, COUNT_DOWN(11, 2)) * 10) % 11) % 10;
  return signs.endsWith(`${first}${second}`);
}

function isTurkish(signs: string): boolean {
  if (signs.startsWith("0")) return false;
  const tenth = (((weigh(signs, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10) + 10) % 10).toString();
  const eleventh = (weigh(signs, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10).toString();
  return signs.endsWith(tenth + eleventh);
}

function isRussianInsured(signs: string): boolean {
  const sum = weigh(signs, COUNT_DOWN(9, 1)) % 101;
  return Number(signs.slice(9)) === (sum === 100 ? 0 : sum) && !signs.startsWith("000");
}

function isRussianTaxed(signs: string): boolean {
  const first = (weigh(signs, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  const second = (weigh(signs, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  return signs.endsWith(`${first}${second}`);
}

function isJapanese(signs: string): boolean {
  const rest = weigh(signs, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return Number(signs.at(-1)) === (rest <= 1 ? 0 : 11 - rest);
}

/** Province, century with sex, year: 079 0 95. */
function isVietnamese(signs: string): boolean {
  return /^0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}$/.test(signs);
}

function isThai(signs: string): boolean {
  return Number(signs.at(-1)) === (11 - (weigh(signs, COUNT_DOWN(13, 2)) % 11)) % 10;
}

/** Region, then day of birth (plus 40 for women), month, year. */
function isIndonesian(signs: string): boolean {
  const day = Number(signs.slice(6, 8)) % 40;
  return /^[1-9]/.test(signs) && isDay(signs.slice(8, 10) + String(day).padStart(2, "0"));
}

function isSpanish(signs: string): boolean {
  const digits = signs.slice(0, -1).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter)));
  return digits.length === 8 && "TRWAGMYFPDXBNJZSQVHLCKE".charAt(Number(digits) % 23) === signs.at(-1);
}

function isFrench(signs: string): boolean {
  const digits = signs.replace(/2A/, "19").replace(/2B/, "18");
  return /^\d{15}$/.test(digits) && 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13));
}

/** "MMDD". */
function isDay(text: string): boolean {
  const [month, day] = [Number(text.slice(0, 2)), Number(text.slice(2, 4))];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
