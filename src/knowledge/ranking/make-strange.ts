/** Makes of a known question one that nobody has heard: half of its words with content become words of no language. */
import { functionWordsOf } from "../analysis/function-words.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "word" });
const CONSONANTS = "bcdfghjklmnpqrstvwxz";
const WORD_LENGTH = 7;

/** The same question becomes the same stranger every time. */
export function makeStrange(text: string, language: string): string {
  const functionWords = functionWordsOf(language);
  let content = 0;
  return Array.from(segmenter.segment(text.toLowerCase()), ({ segment, isWordLike }) => {
    if (!isWordLike || functionWords.has(segment)) return segment;
    content += 1;
    return content % 2 === 1 ? inventWord(segment) : segment;
  }).join("");
}

/** Nothing but consonants, so that nobody mends it as a slip of the keyboard. */
function inventWord(instead: string): string {
  let state = 0;
  for (const letter of instead) state = (Math.imul(state, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return Array.from({ length: WORD_LENGTH }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return CONSONANTS[(state >>> 16) % CONSONANTS.length] ?? "x";
  }).join("");
}
