/** The terms by which two texts are compared: beginnings of longer words, pairs of characters where words have no gaps. */
import { foldText } from "../../shared/fold-text.ts";

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Shorter words are mostly grammar; five letters outlive most endings. */
const MIN_WORD_LENGTH = 4;
const STEM_LENGTH = 5;

export function collectTerms(text: string, language: string): Set<string> {
  const terms = new Set<string>();
  for (const [run] of foldText(text).matchAll(/[\p{L}\p{M}]+/gu)) {
    if (UNSPACED.test(run)) for (let at = 0; at + 2 <= run.length; at += 1) terms.add(run.slice(at, at + 2));
    // A Korean word of two syllables says as much as a long Latin one.
    else if (language === "ko" && run.length >= 2) terms.add(run.slice(0, 2));
    else if (run.length >= MIN_WORD_LENGTH) terms.add(run.slice(0, STEM_LENGTH));
  }
  return terms;
}
