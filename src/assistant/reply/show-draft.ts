/** Shows an answer while it is being written, but only the sentences that are complete and already checked. */
import type { Passage } from "../../contracts/answer.ts";
import type { Language } from "../../contracts/language.ts";
import type { PersonalVault } from "../guard/create-personal-vault.ts";
import { isInLanguage } from "../checks/check-language.ts";
import { isTooLong } from "../checks/check-reply.ts";
import { findLeak } from "../guard/find-leak.ts";
import { checkSentence } from "../checks/check-sentence.ts";
import { writeAnswerText } from "./cite-passages.ts";
import { MAX_READ_LENGTH, type ModelSentence, readModelReply } from "./read-model-reply.ts";

export interface DraftRules {
  readonly language: Language;
  readonly passages: readonly Passage[];
  readonly canary: string;
  readonly instructions: readonly string[];
  readonly vault: PersonalVault;
  readonly onDraft: (text: string) => void;
}

/** Looking at the whole text again at every word would cost the square of its length. */
const MIN_GROWTH = 24;

/** A listener for the growing text. After the first fault it shows nothing more. */
export function showDraft(rules: DraftRules): (text: string) => void {
  const passed = new Set<string>();
  let shown = "";
  let lookedAt = 0;
  let isStopped = false;
  const isGood = (sentence: ModelSentence): boolean => {
    if (!passed.has(sentence.text) && checkSentence(sentence, rules.language, rules.passages)) return false;
    passed.add(sentence.text);
    return true;
  };
  const allowed = rules.passages.map((passage) => passage.text);
  const leaks = (draft: string): boolean => findLeak(draft, { ...rules, allowed }) !== null;
  return (text) => {
    if (isStopped || text.length < lookedAt + MIN_GROWTH || text.length > MAX_READ_LENGTH) return;
    lookedAt = text.length;
    const marked = rules.vault.mark(text);
    isStopped = marked === null;
    if (marked === null) return;
    const verdict = readModelReply(marked, rules.language);
    if (verdict.kind === "cannot") return;
    // The last one may still be growing.
    const complete = verdict.sentences.slice(0, -1);
    const firstFault = complete.findIndex((sentence) => !isGood(sentence));
    const draft = writeAnswerText(firstFault === -1 ? complete : complete.slice(0, firstFault));
    if (isTooLong(draft)) isStopped = true;
    isStopped ||= firstFault !== -1 || (draft !== shown && (leaks(draft) || !isInLanguage(draft, rules.language)));
    if (isStopped || draft === shown) return;
    shown = draft;
    rules.onDraft(rules.vault.restore(draft));
  };
}
