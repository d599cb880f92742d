/** Hygiene for text that strangers send: what comes out is NFC, well-formed, capped and free of invisible payloads. */

/** Code points a message text may have; the contract of `Part` promises it. */
export const MAX_TEXT_CODE_POINTS = 8_000;
const MAX_NAME_CODE_POINTS = 200;

// Controls other than tab, newline and carriage return carry nothing a person typed; NUL breaks PostgreSQL.
const CONTROLS = /(?![\t\n\r])\p{Control}/gu;
// With the u flag this matches only halves that stand alone.
const LONE_SURROGATES = /\p{Surrogate}/gu;
// Tag characters are invisible and can smuggle instructions to a model.
const TAGS = /[\u{E0000}-\u{E007F}]/gu;
const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Bidi marks stay: right-to-left text needs them; the screens isolate it. */
export function cleanText(text: string, maxCodePoints = MAX_TEXT_CODE_POINTS): string {
  // Cut roughly first, so that a text of megabytes is not normalised only to be thrown away.
  const rough = text.slice(0, maxCodePoints * 8);
  const cleaned = rough
    .replace(LONE_SURROGATES, "")
    .replace(TAGS, "")
    .replace(CONTROLS, "")
    .replace(/\r\n?/gu, "\n")
    .normalize("NFC");
  return capCodePoints(cleaned, maxCodePoints);
}

/** For names of people and files: one line, and nothing that reorders what stands beside it. */
export function cleanName(name: string, maxCodePoints = MAX_NAME_CODE_POINTS): string {
  const oneLine = cleanText(name, maxCodePoints * 2)
    .replace(BIDI_CONTROLS, "")
    .replace(/\s+/gu, " ")
    .trim();
  return capCodePoints(oneLine.normalize("NFC"), maxCodePoints).trim();
}

/**
 * At most `maxUnits` UTF-16 units, ending in an ellipsis when something was cut. Never cuts what a reader sees as one
 * character: when not even the first one fits, the ellipsis stands alone.
 */
export function truncateText(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  if (maxUnits < 1) return "";
  const boundary = graphemes.segment(text).containing(maxUnits - 1)?.index ?? 0;
  return `${text.slice(0, boundary).trimEnd()}…`;
}

function capCodePoints(text: string, maxCodePoints: number): string {
  if (text.length <= maxCodePoints) return text;
  let units = 0;
  let points = 0;
  for (const character of text) {
    if (points === maxCodePoints) break;
    points += 1;
    units += character.length;
  }
  return text.slice(0, units);
}
