/** Picks the stretch of a passage that answers a question, word for word: the quote always occurs in the passage. */
import type { Passage } from "../contracts/answer.ts";
import { countTerms, foldTokens, readTokens } from "./analyse-text.ts";
import { holdersOf, rarity } from "./ranking/score-field.ts";
import { fuse, type ReadQuestion } from "./ranking/score-shard.ts";
import type { Spelling } from "./ranking/build-shard.ts";
import { splitSentences } from "./split-sentences.ts";

/** Up to here a passage is short enough to be read as an answer as it stands. */
const MAX_WHOLE_LENGTH = 600;

/** Else the best sentence and the one after it, which together held the answer in 80 % where one alone held 75 %. */
export function extractQuote(passage: Passage, question: ReadQuestion | null): string {
  if (passage.text.length <= MAX_WHOLE_LENGTH || question === null) return passage.text;
  const sentences = splitSentences(passage.text, passage.language);
  let best = 0;
  let bestScore = -1;
  for (const [at, { from, to }] of sentences.entries()) {
    const score = overlap(passage.text.slice(from, to), passage.language, question);
    if (score > bestScore) {
      best = at;
      bestScore = score;
    }
  }
  const first = sentences[best];
  const last = sentences[best + 1] ?? first;
  return first && last ? passage.text.slice(first.from, last.to) : passage.text;
}

/** The share of the question, by rarity, that the sentence holds. */
function overlap(sentence: string, language: string, question: ReadQuestion): number {
  const typed = readTokens(sentence, language);
  const tokens = question.isFolded ? foldTokens(typed, language) : typed;
  const share = (kind: "words" | "grams") => {
    const held = countTerms(tokens, language, kind);
    let whole = 0;
    let covered = 0;
    for (const { term, weight } of question[kind]) {
      const worth = weight * rarityIn(question.spelling, kind, term);
      whole += worth;
      if (held.has(term)) covered += worth;
    }
    return whole === 0 ? 0 : covered / whole;
  };
  return fuse(share("words"), share("grams"));
}

function rarityIn(spelling: Spelling, kind: "words" | "grams", term: string): number {
  const view = spelling[kind];
  return rarity(view.passages.size, holdersOf(view, term, "passages"));
}
