/** Turns checked sentences into the text the buyer reads and the proofs beside it, numbered as they are first named. */
import type { Citation, Passage } from "../../contracts/answer.ts";
import { collectNumbers } from "../../shared/numbers/read-numbers.ts";
import { collectTerms } from "./collect-terms.ts";
import type { ModelSentence } from "./read-model-reply.ts";
import { splitSentences } from "./split-sentences.ts";

/** Up to here a passage is its own best quote. */
const MAX_WHOLE_QUOTE = 200;

/** The sentences with their marks renumbered 1, 2, ... in order of appearance. */
export function writeAnswerText(sentences: readonly ModelSentence[]): string {
  const order = orderOf(sentences);
  let text = "";
  for (const [at, sentence] of sentences.entries()) {
    if (at > 0) text += sentence.line === sentences[at - 1]?.line ? joint(text) : "\n";
    text += sentence.text.replace(/\[(\d+)\]/g, (_mark, number: string) => `[${order.indexOf(Number(number)) + 1}]`);
  }
  return text;
}

/** One citation for each passage that is named, in the order of the numbers in the text. */
export function citePassages(sentences: readonly ModelSentence[], passages: readonly Passage[]): Citation[] {
  return orderOf(sentences).flatMap((number) => {
    const passage = passages[number - 1];
    if (!passage) return [];
    const claims = sentences.filter((sentence) => sentence.numbers.includes(number)).map((sentence) => sentence.plain);
    return [citePassage(passage, pickQuote(passage, claims.join("\n")))];
  });
}

export function citePassage(passage: Passage, quote: string): Citation {
  const { passageId, articleKey, title, url, kind } = passage;
  return { ...(kind ? { kind } : {}), passageId, articleKey, title, url, quote };
}

/** The passage's sentence that shares most with the claim; numbers weigh more, for they survive translation. */
function pickQuote(passage: Passage, claim: string): string {
  if (passage.text.length <= MAX_WHOLE_QUOTE) return passage.text;
  const terms = collectTerms(claim, passage.language);
  const numbers = collectNumbers(claim);
  let best = passage.text;
  let bestScore = -1;
  for (const sentence of splitSentences(passage.text, passage.language)) {
    const shared = collectTerms(sentence, passage.language).intersection(terms).size;
    const score = shared + 3 * collectNumbers(sentence).intersection(numbers).size;
    if (score > bestScore) {
      best = sentence;
      bestScore = score;
    }
  }
  return best;
}

function orderOf(sentences: readonly ModelSentence[]): number[] {
  return [...new Set(sentences.flatMap((sentence) => sentence.numbers))];
}

/** Chinese and Japanese put no space between sentences. */
function joint(text: string): string {
  return /[。！？]["'”’」』]?$/u.test(text) ? "" : " ";
}
