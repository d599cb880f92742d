/** What a simulated buyer says to an answer: what is missing, that it cannot be read, the next question, or goodbye. */
import type { Language } from "../contracts/language.ts";
import type { TrainingBook, TrainingCase, TrainingProgress, TrainingSaid } from "../contracts/training.ts";
import { foldText } from "../shared/fold-text.ts";
import { findStem } from "./find-facts.ts";

interface Answered {
  readonly state: TrainingProgress;
  readonly one: TrainingCase;
  readonly book: TrainingBook;
  readonly reply: { readonly text: string; readonly language: Language };
  readonly isFirst: boolean;
  readonly mayMiss: number;
}

interface Reaction {
  readonly line: TrainingSaid["line"];
  readonly step: number;
  readonly misses: number;
  readonly language: Language;
}

export function reactTo({ state, one, book, reply, isFirst, mayMiss }: Answered): Reaction {
  const { step, misses, language } = state;
  const facts = one.steps[step]?.facts ?? [];
  const hasAll = facts.every(({ factKey }) => state.found.includes(factKey));
  const isPatient = misses < mayMiss;
  const again = { step, language, misses: misses + 1 };
  if (reply.language !== language && !hasAll && isPatient) return { line: "foreign", ...again };
  if (!hasAll && isPatient) {
    return { line: isFirst && one.isUpset && isCold(reply.text, language, book) ? "cold" : "missing", ...again };
  }
  const next = one.steps[step + 1];
  if (!next) return { line: "thanks", step: step + 1, language, misses: 0 };
  return {
    line: next.line,
    step: step + 1,
    misses: 0,
    language: one.switchesLanguage ? otherThan(language) : language,
  };
}

/** No word of regret or understanding. */
function isCold(text: string, language: Language, { scripts }: TrainingBook): boolean {
  const script = scripts.get(language);
  return script !== undefined && findStem(foldText(text), [...script.apology, ...script.empathy]) === null;
}

/** Whoever switches goes on in English; who wrote English, in Spanish. */
export function otherThan(language: Language): Language {
  return language === "en" ? "es" : "en";
}
