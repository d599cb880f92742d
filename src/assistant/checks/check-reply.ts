/** What a whole reply of a model must satisfy; any fault, and the buyer gets an answer without the model. */
import type { Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { ModelSentence } from "../reply/read-model-reply.ts";
import { isInLanguage } from "./check-language.ts";
import { areLinksProven, hasMarkup } from "./check-links.ts";
import { checkSentence, type SentenceFault } from "./check-sentence.ts";

export type ReplyFault =
  | SentenceFault
  | "empty"
  | "too-long"
  | "canary"
  | "wrong-language"
  | "prompt-leak"
  | "unknown-placeholder";

export interface CheckedReply {
  readonly raw: string;
  readonly sentences: readonly ModelSentence[];
  readonly language: Language;
  readonly passages: readonly Passage[];
  readonly canary: string;
}

/** The prompt asks for four sentences; this is what a long list may need. */
const MAX_LENGTH = 1_800;

/** Null when nothing is wrong. */
export function checkReply(reply: CheckedReply): ReplyFault | null {
  if (reply.sentences.length === 0) return "empty";
  if (hasCanary(reply.raw, reply.canary)) return "canary";
  const plain = reply.sentences.map((sentence) => sentence.plain).join("\n");
  if (plain.length > MAX_LENGTH) return "too-long";
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

/** Also when it was spelt out with gaps: letters and digits alone decide. */
export function hasCanary(text: string, canary: string): boolean {
  const letters = (value: string): string => value.toLowerCase().replace(/[^a-z0-9]/g, "");
  return letters(text.normalize("NFKC")).includes(letters(canary));
}
