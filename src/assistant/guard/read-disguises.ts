/**
 * What a text says when it is read as those read it who want something to get past a look: backwards, without gaps, with
 * every letter moved along the alphabet, or written in another alphabet of machines.
 */

/** The text itself, and what is packed in it, twice over, as base64, hexadecimal, percent signs or character numbers. */
export function unpackText(text: string): readonly string[] {
  const plain = text.normalize("NFKC");
  const once = unpackOnce(plain);
  return [plain, ...once, ...once.filter(isReadable).flatMap(unpackOnce)];
}

function unpackOnce(text: string): string[] {
  const unescaped = unescapeText(text);
  const packed = [text, text.replace(/\s+/g, ""), reverseText(text)].flatMap(unpackBase64);
  return [...(unescaped === text ? [] : [unescaped]), ...packed, ...unpackHex(text), ...unpackNumbers(text)];
}

/** What comes out of words that were no code at all is noise. */
function isReadable(text: string): boolean {
  return /^[\x20-\x7e\s]{8,}$/.test(text);
}

/** Cyrillic and Greek letters that look like these Latin ones. */
const LIKE_LATIN = "аеорсухкмтвіјѕԁһԛԝαεοριυνκτ";
const LATIN = "aeopcyxkmtbijsdhqwaeopiuvkt";
const LOOKALIKES = new RegExp(`[${LIKE_LATIN}]`, "gu");

/** Letters and digits of the Latin alphabet alone, in lower case: gaps, case and signs hide nothing from it. */
export function keepSigns(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(LOOKALIKES, (sign) => LATIN.charAt(LIKE_LATIN.indexOf(sign)))
    .replace(/[^a-z0-9]/g, "");
}

/**
 * How far each letter is from the one before it: the same for a text and for every text made from it by moving all
 * letters along the alphabet, so one look finds all twenty-five of them.
 */
export function writeSteps(letters: string): string {
  let steps = "";
  for (let at = 1; at < letters.length; at += 1) {
    const step = (letters.charCodeAt(at) - letters.charCodeAt(at - 1) + 26) % 26;
    steps += String.fromCharCode(97 + step);
  }
  return steps;
}

export function reverseText(text: string): string {
  return Array.from(text).toReversed().join("");
}

/** %41, \u0041, \x41, &#65; and &#x41; */
function unescapeText(text: string): string {
  return text
    .replace(/%([0-9a-f]{2})/giu, (_whole, hex: string) => signOf(Number.parseInt(hex, 16)))
    .replace(/(?:\\u|\\x|U\+)\{?([0-9a-f]{2,6})\}?/giu, (_whole, hex: string) => signOf(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});?/gu, (_whole, digits: string) => signOf(Number(digits)))
    .replace(/&#x([0-9a-f]{1,6});?/giu, (_whole, hex: string) => signOf(Number.parseInt(hex, 16)));
}

function unpackBase64(text: string): string[] {
  return Array.from(text.matchAll(/[A-Za-z0-9+/_-]{12,}/g)).flatMap(([run]) => {
    const usual = run.replaceAll("-", "+").replaceAll("_", "/");
    // Behind a word that stands right before it, the code begins at one of four places.
    return [0, 1, 2, 3].map((from) => decodeBase64(usual.slice(from)));
  });
}

/** What is left over of a group of four is padded, or dropped when nothing could be made of it. */
function decodeBase64(run: string): string {
  const rest = run.length % 4;
  return atob(rest === 1 ? run.slice(0, -1) : run + "=".repeat((4 - rest) % 4));
}

function unpackHex(text: string): string[] {
  return Array.from(text.matchAll(/(?:[0-9a-f]{2}[\s:,-]?){6,}/giu), ([run]) =>
    (run.match(/[0-9a-f]{2}/giu) ?? []).map((pair) => signOf(Number.parseInt(pair, 16))).join(""),
  );
}

function unpackNumbers(text: string): string[] {
  return Array.from(text.matchAll(/(?:\d{2,3}[\s,;.-]+){5,}\d{2,3}/gu), ([run]) =>
    (run.match(/\d+/g) ?? []).map((number) => signOf(Number(number))).join(""),
  );
}

function signOf(code: number): string {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : "";
}
