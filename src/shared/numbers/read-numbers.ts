/** Finds the numbers of a text in the ways they can be read: "1.500" is fifteen hundred here and one and a half there. */
import { writeAsciiDigits } from "./write-ascii-digits.ts";

/** One number as written; it is known if any reading is, and a reading is known if all its parts are. */
export type NumberReadings = readonly (readonly string[])[];

const SPACE_OR_MARK = "[ '\\u2019\\u00a0\\u202f\\u2009]";
const GROUPED = new RegExp(`\\d{1,3}(?:${SPACE_OR_MARK}\\d{3})+(?!\\d)(?:[.,]\\d+)?`, "g");
/** "05.04." is a day; without the leading zero it would as likely be a price at the end of a sentence. */
const DAY_MONTH = /(?<![\d.,])(?:0\d\.\d{1,2}|\d{1,2}\.0\d)\.(?!\d)/g;
const PLAIN = /\d+(?:[.,]\d+)*/g;

export function readNumbers(text: string): NumberReadings[] {
  // The Arabic separators for thousands and decimals.
  const digits = writeAsciiDigits(text).replaceAll("\u066c", ",").replaceAll("\u066b", ".");
  const found: NumberReadings[] = [];
  const rest = digits.replace(GROUPED, (token) => {
    const parts = token.split(/[^\d.,]+/);
    // "12 000" may be twelve thousand, or twelve and then nothing.
    found.push([...readToken(parts.join("")), parts.map(trimZeros)]);
    return " ";
  });
  const withoutDays = rest.replace(DAY_MONTH, (token) => {
    const digitsOnly = token.slice(0, -1);
    found.push([...readToken(digitsOnly), digitsOnly.split(".").map(trimZeros)]);
    return " ";
  });
  for (const [token] of withoutDays.matchAll(PLAIN)) found.push(readToken(token));
  return found;
}

/** Every reading of every number, and the pieces of dates and versions, for looking up. */
export function collectNumbers(text: string): Set<string> {
  const known = new Set<string>();
  for (const readings of readNumbers(text)) {
    for (const reading of readings) for (const part of reading) known.add(part);
  }
  return known;
}

function readToken(token: string): string[][] {
  const groups = token.split(/[.,]/);
  const separators = token.replace(/\d/g, "");
  if (groups.length === 1) return [[trimZeros(token)]];
  const [first = "", ...later] = groups;
  const areThousands = /^\d{1,3}$/.test(first) && later.every((group) => group.length === 3);
  const readings: string[][] = [];
  if (areThousands && new Set(separators).size === 1) readings.push([trimZeros(groups.join(""))]);
  const last = groups.at(-1) ?? "";
  const before = groups.slice(0, -1);
  const isMixed = separators.length > 1 && new Set(separators.slice(0, -1)).size === 1;
  const hasOwnDecimalSign = isMixed && separators.at(-1) !== separators[0];
  if (groups.length === 2 || hasOwnDecimalSign) readings.push([writeDecimal(before.join(""), last)]);
  // 01.03.2025 and the like: the parts of a date.
  if (readings.length === 0) readings.push(groups.map(trimZeros));
  return readings;
}

/** "49.90" is "49.9" and "49.00" is "49"; three decimals stay, for they may be thousands in disguise. */
function writeDecimal(whole: string, decimals: string): string {
  const kept = decimals.length <= 2 ? decimals.replace(/0+$/, "") : decimals;
  return kept === "" ? trimZeros(whole) : `${trimZeros(whole)}.${kept}`;
}

function trimZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}
