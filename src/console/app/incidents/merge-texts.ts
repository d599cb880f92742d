/** The texts of an incident while two people change them: what each has written stays, and where both have is named. */
import type { Incident, IncidentText } from "../../../contracts/incident.ts";
import { LANGUAGES, type Language } from "../../../contracts/language.ts";

export type Texts = Incident["texts"];
export type TextPart = keyof IncidentText;

export const TEXT_PARTS = ["title", "answer", "apology", "closing"] as const satisfies readonly TextPart[];
export const NO_TEXT: IncidentText = { title: "", answer: "", apology: "", closing: "" };

/** One text that both have changed, each in another way. */
export interface TextConflict {
  readonly language: Language;
  readonly part: TextPart;
  readonly theirs: string;
}

export interface MergedTexts {
  /** Where only one of them has changed something, that; where both have, mine. */
  readonly texts: Texts;
  readonly conflicts: readonly TextConflict[];
}

/** `base` is what I began with, `theirs` what was saved meanwhile. */
export function mergeTexts(base: Texts, mine: Texts, theirs: Texts): MergedTexts {
  const conflicts: TextConflict[] = [];
  const merge = (language: Language, part: TextPart): string => {
    const [old, own, other] = [base, mine, theirs].map((texts) => (texts[language] ?? NO_TEXT)[part].trim());
    const written = (mine[language] ?? NO_TEXT)[part];
    if (own === old) return (theirs[language] ?? NO_TEXT)[part];
    if (other !== old && other !== own) conflicts.push({ language, part, theirs: other ?? "" });
    return written;
  };
  const texts = LANGUAGES.map((language): [Language, IncidentText] => [
    language,
    {
      title: merge(language, "title"),
      answer: merge(language, "answer"),
      apology: merge(language, "apology"),
      closing: merge(language, "closing"),
    },
  ]);
  return { texts: Object.fromEntries(texts.filter(([, text]) => !isEmpty(text))), conflicts };
}

export interface SortedTexts {
  /** In which anything stands. */
  readonly written: readonly Language[];
  /** In which something that is needed does not. */
  readonly unfinished: readonly Language[];
  readonly empty: readonly Language[];
}

export function sortTexts(texts: Texts): SortedTexts {
  const written = LANGUAGES.filter((each) => !isEmpty(texts[each] ?? NO_TEXT));
  return {
    written,
    unfinished: written.filter((each) => !isComplete(texts[each])),
    empty: LANGUAGES.filter((each) => !written.includes(each)),
  };
}

export function saysTheSame(one: Texts, other: Texts): boolean {
  return LANGUAGES.every((language) =>
    TEXT_PARTS.every((part) => (one[language] ?? NO_TEXT)[part] === (other[language] ?? NO_TEXT)[part]),
  );
}

export function pickTexts(texts: Texts, languages: readonly Language[]): Texts {
  return Object.fromEntries(languages.map((each) => [each, texts[each]]));
}

export function isComplete(value: IncidentText | undefined): boolean {
  return value !== undefined && [value.title, value.answer, value.apology].every((part) => part.trim() !== "");
}

function isEmpty(value: IncidentText): boolean {
  return TEXT_PARTS.every((part) => value[part].trim() === "");
}
