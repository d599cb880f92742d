/** What a whole reply of a model must satisfy; any fault, and the buyer gets an answer without the model. */
import type { Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { ModelSentence } from "../reply/read-model-reply.ts";
import { findLeak } from "../guard/find-leak.ts";
import { isInLanguage } from "./check-language.ts";
import { areLinksProven, hasMarkup } from "./check-links.ts";
import { checkSentence, type SentenceFault } from "./check-sentence.ts";

export type ReplyFault = SentenceFault | "empty" | "too-long" | "canary" | "prompt-leak" | "unknown-placeholder";

export interface CheckedReply {
  readonly raw: string;
  readonly sentences: readonly ModelSentence[];
  readonly language: Language;
  readonly passages: readonly Passage[];
  readonly canary: string;
  /** Our own files in the prompt: no stretch of them is an answer. */
  readonly instructions: readonly string[];
}

/** The prompt asks for four sentences; this is what a long list may need. */
const MAX_REPLY_LENGTH = 1_800;

/** Null when nothing is wrong. */
export function checkReply(reply: CheckedReply): ReplyFault | null {
  if (reply.sentences.length === 0) return "empty";
  const leak = findLeak(reply.raw, { ...reply, allowed: reply.passages.map((passage) => passage.text) });
  if (leak) return leak;
  const plain = reply.sentences.map((sentence) => sentence.plain).join("\n");
  if (isTooLong(plain)) return "too-long";
  // First, because in the wrong language the other checks would find faults that are none.
  if (!isInLanguage(plain, reply.language)) return "wrong-language";
  for (const sentence of reply.sentences) {
    const fault = checkSentence(sentence, reply.language, reply.passages);
    if (fault) return fault;
  }
  // Once more over all of it: two sentences, each without an address, may make one where they meet.
  const cited = reply.sentences.flatMap((sentence) =>
    sentence.numbers.flatMap((number) => reply.passages[number - 1] ?? []),
  );
  return areLinksProven(plain, cited) && !hasMarkup(plain) ? null : "foreign-link";
}

export function isTooLong(plain: string): boolean {
  return plain.length > MAX_REPLY_LENGTH;
}
