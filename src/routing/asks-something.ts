/** Whether a remark wants an answer: a question mark, words that ask, or a wish that a tool carries out. */
import type { CueBook } from "../contracts/texts.ts";
import type { CueList } from "./cue-lists.ts";
import { findIntent } from "./find-intent.ts";
import { findPhrases } from "./find-phrases.ts";
import { indexPhrases } from "./index-phrases.ts";
import { splitClauses } from "./match-cues.ts";

const ASKING: ReadonlySet<CueList> = new Set<CueList>(["asking", "general-question"]);

export function asksSomething(text: string, book: CueBook): boolean {
  if (/[?？؟]/u.test(text) || findIntent(text, book) !== null) return true;
  const index = indexPhrases(book);
  return splitClauses(text).some((clause) => findPhrases(clause, index).some(({ list }) => ASKING.has(list)));
}
