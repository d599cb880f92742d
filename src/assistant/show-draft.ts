/** Shows an answer while it is being written, but only the sentences that are complete and already checked. */
import type { Passage } from "../contracts/answer.ts";
import type { Language } from "../contracts/language.ts";
import { isInLanguage } from "./checks/check-language.ts";
import { hasCanary } from "./checks/check-reply.ts";
import { checkSentence } from "./checks/check-sentence.ts";
import { writeAnswerText } from "./cite-passages.ts";
import { readModelReply } from "./read-model-reply.ts";

export interface DraftRules {
  readonly language: Language;
  readonly passages: readonly Passage[];
  readonly canary: string;
  readonly onDraft: (text: string) => void;
}

/** A listener for the growing text. After the first fault it shows nothing more. */
export function showDraft(rules: DraftRules): (text: string) => void {
  let shown = "";
  let endings = 0;
  let isStopped = false;
  return (text) => {
    // Only a new end of a sentence can change what is shown; looking at every word would cost the square of the length.
    const seen = text.match(/[.!?。！？؟…\n]/gu)?.length ?? 0;
    if (isStopped || seen === endings) return;
    endings = seen;
    const verdict = readModelReply(text, rules.language);
    if (verdict.kind === "cannot") return;
    // The last one may still be growing.
    const complete = verdict.sentences.slice(0, -1);
    const firstFault = complete.findIndex((sentence) => checkSentence(sentence, rules.language, rules.passages));
    const good = firstFault === -1 ? complete : complete.slice(0, firstFault);
    const draft = writeAnswerText(good);
    isStopped = firstFault !== -1 || hasCanary(text, rules.canary) || !isInLanguage(draft, rules.language);
    if (isStopped || draft === shown) return;
    shown = draft;
    rules.onDraft(draft);
  };
}
