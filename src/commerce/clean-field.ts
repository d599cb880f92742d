/** Texts of merchants, platforms and buyers as they may be kept: clean, capped, and no formula for a spreadsheet. */
import { cleanName, cleanText } from "../shared/clean-text.ts";

const MAX_LINE = 300;
const MAX_DESCRIPTION = 8_000;
const MAX_URL = 2_000;
/** Spreadsheets take what begins so as a formula; full-width forms too, in East Asian settings. */
const FORMULA = /^[\s'"]*[=+@＝＋＠\t\r]+/u;
const MINUS = /^([\s'"]*)[-－]/u;

/** One line. Null when nothing is left. */
export function cleanField(text: string, maxCodePoints = MAX_LINE): string | null {
  const clean = disarm(cleanName(text, maxCodePoints)).trim();
  return clean === "" ? null : clean;
}

/** Several lines, from text that may hold HTML. Empty when nothing is left. */
export function cleanDescription(text: string): string {
  return disarm(cleanText(stripHtml(text), MAX_DESCRIPTION).trim());
}

/** True when a spreadsheet would calculate this text. */
export function isFormula(text: string): boolean {
  return FORMULA.test(text) || MINUS.test(text);
}

/** Signs that mean nothing to a reader are dropped; a minus may be meant ("-20 %") and becomes the typographic one. */
function disarm(text: string): string {
  const bare = text.replace(FORMULA, "");
  const rest = bare === text ? text.replace(MINUS, "$1\u2212") : bare;
  return rest !== text && isFormula(rest) ? disarm(rest) : rest;
}

/** An address a buyer may be sent to: https, no password in it. Null otherwise. */
export function cleanUrl(text: string): string | null {
  const url = text.length <= MAX_URL ? URL.parse(text.trim()) : null;
  return url !== null && url.protocol === "https:" && url.username === "" && url.password === "" ? url.href : null;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  euro: "€",
  pound: "£",
  times: "×",
  deg: "°",
};

/** Text of a description; nothing of what it returns is ever used as HTML again. Time is in proportion to length. */
export function stripHtml(html: string): string {
  return dropUnseen(html)
    .replace(/<(?:br|\/p|\/li|\/h[1-6]|\/div|\/tr)\b[^<>]*>/giu, "\n")
    .replace(/<\/?[a-z!][^<>]*>/giu, " ")
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/giu, decodeEntity)
    .replace(/[^\S\n]+/gu, " ")
    .replace(/ ?\n[ \n]*/gu, "\n");
}

/** Comments, scripts and styles. One that never ends takes the rest with it, as in a browser. */
function dropUnseen(html: string): string {
  const opening = /<(?:!--|script\b|style\b)/giu;
  let kept = "";
  let from = 0;
  for (;;) {
    opening.lastIndex = from;
    const found = opening.exec(html);
    if (!found) return kept + html.slice(from);
    kept += html.slice(from, found.index);
    const closing = found[0] === "<!--" ? /-->/gu : /<\/(?:script|style)\s{0,9}>/giu;
    closing.lastIndex = found.index;
    if (!closing.test(html)) return kept;
    from = closing.lastIndex;
  }
}

function decodeEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : "";
}
