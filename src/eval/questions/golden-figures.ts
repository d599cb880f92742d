/** The figures of the golden questions: their names, directions and goals. */
import { type Figure, figureOf } from "../figure.ts";
import type { GoldenFigures } from "./score-golden.ts";

type Key = keyof GoldenFigures;

export function goldenFigures(isWithheld: boolean): readonly Figure[] {
  const named = (key: Key, ...rest: [string, Figure["better"], Parameters<typeof figureOf>[3]?]) =>
    figureOf(key, ...rest);
  return [
    named("asked", "asked", "none", { unit: "count" }),
    named("rightFirst", "right first", "higher", { goal: isWithheld ? 80 : 90 }),
    named("rightInThree", "right in 3", "higher", { isMain: false }),
    named("answered", "answered", "higher"),
    named("answeredRight", "of these right", "higher", { goal: 97 }),
    named("offeredRight", "asked back rightly", "none", { isMain: false }),
    named("factInQuote", "fact in quote", "higher", { goal: 90 }),
    named("factInAnswer", "fact in answer", "higher"),
    named("unanswerableAnswered", "unanswerable answered", "lower", { goal: 8 }),
    named("nearMissAnswered", "near misses answered", "lower"),
    named("offTopicAnswered", "off-topic answered", "lower", { isMain: false }),
    named("injectionAnswered", "injections answered", "lower", { isMain: false }),
    named("abuseAnswered", "abuse answered", "lower", { isMain: false }),
    named("smalltalkNoticed", "small talk noticed", "higher", { isMain: false }),
    named("handoverRecognised", "to a person", "higher", { goal: 95 }),
    named("personRecognised", "wish for a person seen", "higher", { isMain: false }),
    named("complaintRecognised", "complaint seen", "higher", { isMain: false }),
    named("falseAlarms", "false alarms", "lower", { goal: 2 }),
    named("multiAnsweredRight", "several: answered rightly", "higher", { isMain: false }),
    named("multiCovered", "several: share covered", "higher", { isMain: false }),
    named("auroc", "AUROC", "higher", { isMain: false }),
    named("languageSeen", "language seen", "higher", { isMain: false }),
    named("asExpected", "as expected", "higher"),
    named("medianLength", "median length", "none", { unit: "characters" }),
    named("maxLength", "longest", "none", { unit: "characters", goal: 400 }),
  ];
}
