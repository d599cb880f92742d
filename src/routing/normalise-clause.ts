/**
 * Brings phrases and messages into one form, so that finding one in the other is a look-up: folded, words apart by single
 * spaces, no spaces inside scripts that do not use them (or, as Hangul, use them at will).
 */
import { foldText } from "../shared/fold-text.ts";

const UNSPACED_SIGNS = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Hangul}`;
const UNSPACED = new RegExp(`[${UNSPACED_SIGNS}\\p{Extended_Pictographic}]`, "u");
const BETWEEN_UNSPACED = new RegExp(`(?<=[${UNSPACED_SIGNS}]) (?=[${UNSPACED_SIGNS}])`, "gu");
const BORDER = new RegExp(
  `(?<=[${UNSPACED_SIGNS}])(?=[^ ${UNSPACED_SIGNS}])|(?<=[^ ${UNSPACED_SIGNS}])(?=[${UNSPACED_SIGNS}])`,
  "gu",
);
// Emoji stay, for they can be cues; so does the star that leaves a phrase open at its end.
const NEITHER_WORD_NOR_EMOJI = /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}*]+/gu;
const EMOJI_STYLE = /[\u{FE00}-\u{FE0F}]/gu;

export function normaliseClause(text: string): string {
  return foldText(text)
    .replace(EMOJI_STYLE, "")
    .replace(NEITHER_WORD_NOR_EMOJI, " ")
    .replace(BETWEEN_UNSPACED, "")
    .replace(BORDER, " ")
    .trim();
}

/** Where a word is not set apart by spaces, a phrase may begin and end anywhere. */
export function isUnspaced(sign: string): boolean {
  return UNSPACED.test(sign);
}
