/** What the words behind a score say about how the buyer was dealt with, in whatever language; null when it is about the case. */
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { ServiceSubject } from "../contracts/satisfaction.ts";
import type { CueBook } from "../contracts/texts.ts";
import type { SERVICE_LISTS } from "./cue-lists.ts";
import { findPhrases, type Span } from "./find-phrases.ts";
import { indexService } from "./index-phrases.ts";
import { splitClauses } from "./match-cues.ts";

type ServiceList = (typeof SERVICE_LISTS)[number];

/** What went wrong says more than a kind word beside it, and "did not help" more than "took long". */
const SUBJECT_OF_LIST: readonly (readonly [ServiceList, ServiceSubject])[] = [
  ["about-unfriendly", "unfriendly"],
  ["about-misread", "not-understood"],
  ["about-unsolved", "not-solved"],
  ["about-slow", "slow-answer"],
  ["about-praise", "praise"],
];
/** In a language that is not the buyer's, few letters are any word. */
const MIN_FOREIGN_LENGTH = 6;

export function findTreatment(text: string, language: Language, book: CueBook): ServiceSubject | null {
  const index = indexService(book);
  const spans = splitClauses(text).flatMap((clause) => uncovered(findPhrases(clause, index)));
  const own = spans.filter((span) => span.language === language);
  const foreign = spans.filter((span) => span.end - span.start >= MIN_FOREIGN_LENGTH);
  const read = own.length > 0 ? own : LANGUAGES.map((each) => foreign.filter((span) => span.language === each));
  const found = read.flat().map(({ list }) => list);
  return SUBJECT_OF_LIST.find(([list]) => found.includes(list))?.[1] ?? null;
}

/** "Not friendly" is not "friendly". */
function uncovered(spans: readonly Span<ServiceList>[]): readonly Span<ServiceList>[] {
  return spans.filter(
    (span) =>
      !spans.some(
        (other) =>
          other.language === span.language &&
          other.start <= span.start &&
          span.end <= other.end &&
          other.end - other.start > span.end - span.start,
      ),
  );
}
