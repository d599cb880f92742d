/** What the checks need to know of a passage: read once, because the same passages prove answer after answer. */
import type { Passage } from "../../contracts/answer.ts";
import { collectTerms } from "../reply/collect-terms.ts";
import { collectMonths, monthLanguages } from "../../shared/numbers/read-months.ts";
import { collectNumbers } from "../../shared/numbers/read-numbers.ts";

export interface PassageFacts {
  /** Title, headings and text. */
  readonly text: string;
  readonly numbers: ReadonlySet<string>;
  readonly months: ReadonlySet<string>;
  readonly terms: ReadonlySet<string>;
}

/** A passage that is changed is another object, and the old one's facts go with it. */
const known = new WeakMap<Passage, PassageFacts>();

export function readPassage(passage: Passage): PassageFacts {
  const found = known.get(passage);
  if (found) return found;
  const text = [passage.title, ...passage.headings, passage.text].join("\n");
  const facts = {
    text,
    numbers: collectNumbers(text),
    months: new Set(monthLanguages(passage.language).flatMap((language) => [...collectMonths(text, language)])),
    terms: collectTerms(text, passage.language),
  };
  known.set(passage, facts);
  return facts;
}
