/** What a message that becomes a ticket is about and in what mood it was written, in whatever language. */
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import type { TriageList } from "./cue-lists.ts";
import { findPhrases, type Span } from "./find-phrases.ts";
import { indexPhrases, indexTriage } from "./index-phrases.ts";
import { splitClauses } from "./match-cues.ts";
import { isUnspaced } from "./normalise-clause.ts";

/** "shouting" is a matter of form: capitals, or signs in a row. */
export type Mood = "insult" | "threat" | "shouting";
/** Two say less than the rest: "payment-word" is money with which nothing went wrong, "got-other" is "but I got". */
export type Subject = Exclude<TriageList, "insult" | "threat">;

interface TriageSpans {
  readonly text: string;
  readonly spans: readonly Span<TriageList>[];
}

export interface FoundSubjects {
  readonly subjects: ReadonlySet<Subject>;
  readonly moods: ReadonlySet<Mood>;
}

/** One or two are how some people end every sentence. */
const SIGNS_IN_A_ROW = /[!！]{3}|[?？؟][!！]+[?？؟]|[?？؟]{3}/u;
const WORD = /\p{L}{2,}/gu;
const CASED = /[\p{Lu}\p{Ll}]/u;
/** Without their accents, "to be" is also the Vietnamese for broken. */
const MIN_FOREIGN_LENGTH = 5;
/** An order number, a size and "USB" are capitals, too. */
const MIN_SHOUTED_LETTERS = 15;
const MIN_SHOUTED_WORDS = 4;

/**
 * What the buyer's own language says goes before what another language would read into the same letters. People swear in
 * their own language, and in English.
 */
export function findSubjects(text: string, language: Language, book: CueBook): FoundSubjects {
  const index = indexTriage(book);
  const clauses = splitClauses(text).map((clause) => ({ text: clause, spans: uncovered(findPhrases(clause, index)) }));
  const others = LANGUAGES.map((each) => listsOf(clauses, each, MIN_FOREIGN_LENGTH));
  const found = [listsOf(clauses, language, 1), ...others];
  const subjects = found.map((lists) => lists.filter(isSubject)).find((lists) => lists.length > 0);
  const angry = [listsOf(clauses, language, 1), listsOf(clauses, "en", MIN_FOREIGN_LENGTH)];
  const moods = new Set<Mood>(angry.flatMap((lists) => lists.filter(isMood)));
  if (isShouted(text) && !isGrateful(text, book)) moods.add("shouting");
  return { subjects: new Set(subjects), moods };
}

function listsOf(clauses: readonly TriageSpans[], language: Language, minLength: number): readonly TriageList[] {
  return clauses.flatMap(({ text, spans }) =>
    spans.flatMap((span) => {
      const isLong = span.end - span.start >= minLength || isUnspaced(text.charAt(span.start));
      return isLong && span.language === language ? span.list : [];
    }),
  );
}

/** The longer phrase says what is meant: "wrong address" is nothing wrong in the parcel. */
function uncovered(spans: readonly Span<TriageList>[]): readonly Span<TriageList>[] {
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

function isMood(list: TriageList): list is "insult" | "threat" {
  return list === "insult" || list === "threat";
}

function isSubject(list: TriageList): list is Subject {
  return !isMood(list);
}

function isShouted(text: string): boolean {
  if (SIGNS_IN_A_ROW.test(text)) return true;
  const words = (text.match(WORD) ?? []).filter((word) => CASED.test(word));
  const capitals = words.filter((word) => word === word.toUpperCase());
  const letters = capitals.join("").length;
  return (
    capitals.length >= MIN_SHOUTED_WORDS && letters >= MIN_SHOUTED_LETTERS && letters >= words.join("").length * 0.8
  );
}

/** "THANK YOU SO MUCH!!!" is loud and not angry. */
function isGrateful(text: string, book: CueBook): boolean {
  const index = indexPhrases(book);
  return splitClauses(text).some((clause) => findPhrases(clause, index).some(({ list }) => list === "thanks"));
}
