/** What one sentence of a model must satisfy before anybody sees it. */
import type { Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { ModelSentence } from "../reply/read-model-reply.ts";
import { isInLanguage } from "./check-language.ts";
import { areLinksProven, hasMarkup } from "./check-links.ts";
import { areNumbersProven } from "./check-numbers.ts";
import { isSupported } from "./check-support.ts";

export type SentenceFault =
  | "uncited"
  | "unknown-passage"
  | "wrong-language"
  | "number-not-in-passage"
  | "foreign-link"
  | "markup"
  | "unsupported";

/** The marks stand at the end: what comes after the last of them would be proven by nothing. */
const CLOSED_BY_MARK = /\[\d{1,3}\][^\p{L}\p{N}]*$/u;

/** Null when nothing is wrong. `passages` are in the order of their numbers, which begin at 1. */
export function checkSentence(
  sentence: ModelSentence,
  language: Language,
  passages: readonly Passage[],
): SentenceFault | null {
  if (!CLOSED_BY_MARK.test(sentence.text)) return "uncited";
  const cited = sentence.numbers.flatMap((number) => passages[number - 1] ?? []);
  if (cited.length !== sentence.numbers.length) return "unknown-passage";
  // One foreign sentence among many does not show in the whole.
  if (!isInLanguage(sentence.plain, language)) return "wrong-language";
  if (hasMarkup(sentence.plain)) return "markup";
  if (!areLinksProven(sentence.plain, cited)) return "foreign-link";
  if (!areNumbersProven(sentence.plain, language, cited)) return "number-not-in-passage";
  return isSupported(sentence.plain, language, cited) ? null : "unsupported";
}
