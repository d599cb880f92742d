/** A question as numbers: its stemmed words and its grams, each by a hash, bare of accents on both sides. */
import { type Field, foldTokens, type Token, weighTerms } from "../analyse-text.ts";

export interface Features {
  readonly words: readonly number[];
  readonly grams: readonly number[];
}

/** Without accents everywhere: buyers leave them out, and one classifier a language has to know both spellings. */
export function readFeatures(tokens: readonly Token[], language: string): Features {
  const bare = foldTokens(tokens, language);
  const hashesOf = (field: Field) => weighTerms(bare, language, field).map(({ term }) => hashTerm(term, field));
  return { words: hashesOf("words"), grams: hashesOf("grams") };
}

/** FNV-1a. Of ten thousand terms, one pair in a hundred bases shares a number. */
function hashTerm(term: string, field: Field): number {
  let hash = field === "words" ? 0x811c9dc5 : 0x2f0b4c47;
  for (let at = 0; at < term.length; at += 1) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
