/**
 * Whether a sentence speaks of what its passages speak of. A mark costs a model nothing: this catches the sentence that
 * names a passage and says something else altogether.
 */
import type { Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import { collectTerms } from "../reply/collect-terms.ts";
import { readPassage } from "./read-passage.ts";

/** Fewer say too little to judge. */
const MIN_TERMS = 4;
/** A free paraphrase of a passage keeps a third of its terms; two texts of a shop on other matters share a tenth. */
const MIN_SHARED = 0.15;

/** Only passages in the answer's language can be compared; with a translated one the other checks must do. */
export function isSupported(sentence: string, language: Language, cited: readonly Passage[]): boolean {
  if (cited.some((passage) => passage.language !== language)) return true;
  const terms = collectTerms(sentence, language);
  if (terms.size < MIN_TERMS) return true;
  const known = new Set(cited.flatMap((passage) => [...readPassage(passage).terms]));
  return terms.intersection(known).size / terms.size >= MIN_SHARED;
}
