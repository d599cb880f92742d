/** Brings spellings of one e-mail, phone, postcode, order number or code together. Stored and asked in this form. */

const NOT_ALPHANUMERIC = /[^\p{L}\p{N}]/gu;
const DIGIT = /\p{Nd}/gu;
/** What means something in a regular expression. */
const SYNTAX = /[\^$.*+?()[\]{}|/\\]/;
const WORD_SIGN = /[\p{Script=Latin}\p{N}]/u;
const MIN_PHONE_DIGITS = 6;
/** Enough to tell buyers of one shop apart, and the part that is the same with and without the country's code. */
export const PHONE_TAIL = 9;

/** Digits of every script as 0 to 9: buyers type ١٢٣, १२३ and １２３. */
export function foldDigits(text: string): string {
  return text.normalize("NFKC").replace(DIGIT, (digit) => {
    const point = digit.codePointAt(0) ?? 0;
    // Decimal digits stand in rows of ten whose first has a code point that its block aligns.
    let zero = point;
    while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(point - zero);
  });
}

/** Capitals and digits only: "#HL-1042", "hl 1042" and "HL１０４２" are one order. Empty when nothing is left. */
export function orderNumberKey(orderNumber: string): string {
  return foldDigits(orderNumber).toUpperCase().replace(NOT_ALPHANUMERIC, "");
}

/** Null when it is no address. */
export function emailKey(email: string): string | null {
  const text = email.normalize("NFKC").trim().toLowerCase();
  return text.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+\.[^\s@\p{C}]+$/u.test(text) ? text : null;
}

/** Digits only, without the "+" or "00" in front of a country's code. Null when too short to be a number. */
export function phoneKey(phone: string): string | null {
  const digits = foldDigits(phone)
    .replace(/\D/gu, "")
    .replace(/^00/u, "")
    .replace(/^0+(?=\d{6})/u, "");
  return digits.length >= MIN_PHONE_DIGITS && digits.length <= 20 ? digits : null;
}

/** Null when nothing is left. */
export function postcodeKey(postcode: string): string | null {
  const key = foldDigits(postcode).toUpperCase().replace(NOT_ALPHANUMERIC, "");
  return key === "" || key.length > 16 ? null : key;
}

/** Codes may hold any sign, so only case, width and spaces are levelled. */
export function couponKey(code: string): string {
  return foldDigits(code).toUpperCase().replace(/\s+/gu, "");
}

/** Whether that code, as `couponKey` writes it, stands in a text: gaps in it do not matter, a piece of a word is none. */
export function holdsCode(text: string, key: string): boolean {
  if (key === "") return false;
  const spaced = Array.from(key, (sign) => sign.replace(SYNTAX, "\\$&")).join("\\s*");
  const before = WORD_SIGN.test(key.slice(0, 1)) ? "(?<![\\p{Script=Latin}\\p{N}])" : "";
  const after = WORD_SIGN.test(key.slice(-1)) ? "(?![\\p{Script=Latin}\\p{N}])" : "";
  return new RegExp(`${before}${spaced}${after}`, "u").test(foldDigits(text).toUpperCase());
}

/** Tracking numbers are printed in groups. */
export function trackingKey(trackingNumber: string): string {
  return orderNumberKey(trackingNumber);
}
