/**
 * Which cues a message gives, in whatever language. Some count wherever they stand ("talk to a person"), some only when
 * the message says nothing else ("hello"), and a word such as "agent" only when the rest is a plain request.
 */
import type { Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import { type CueList, compileCues, isUnspaced, listNumber, normaliseClause } from "./compile-cues.ts";
import { findPhrases, type PhrasePlace } from "./find-phrases.ts";

export type Cue =
  | "person"
  | "complaint"
  | "legal"
  | "urgent"
  | "greeting"
  | "thanks"
  | "goodbye"
  | "yes"
  | "no"
  | "help"
  | "stop";

export interface CueMatch {
  readonly cues: ReadonlySet<Cue>;
  /** The language the buyer asks us to write, when the message says nothing else. */
  readonly languageWanted: Language | null;
}

/** Cues that count only when the whole message is made of them. */
const WHOLE_CUES = ["greeting", "thanks", "goodbye", "yes", "no", "help", "stop"] as const;
const CLAUSE_ENDS = /[.!?;,:\n。！？；，、：…؟،؛]+|\s[-–—]\s/gu;
/** A denial further away than this belongs to something else: "I don't want a bot I want a person". */
const MAX_WORDS_BETWEEN = 2;
const MAX_SIGNS_BETWEEN = 5;
/** People open and close with what they want; the middle of a long letter is not read for cues. */
const MAX_READ = 1_500;

/** One clause, and the places of one language's lists in it. */
interface ReadClause {
  readonly text: string;
  placesOf(list: CueList): readonly PhrasePlace[];
}

export function matchCues(text: string, book: CueBook): CueMatch {
  const compiled = compileCues(book);
  const found = splitClauses(text).map((clause) => ({ text: clause, places: findPhrases(clause, compiled.index) }));
  const cues = new Set<Cue>();
  let languageWanted: Language | null = null;
  for (const [number, language] of compiled.languages.entries()) {
    const clauses = found.map(
      ({ text: clause, places }): ReadClause => ({
        text: clause,
        placesOf: (list) => places.get(listNumber(number, list)) ?? [],
      }),
    );
    for (const clause of clauses) for (const cue of cuesOfClause(clause)) cues.add(cue);
    for (const cue of wholeCues(clauses)) cues.add(cue);
    if (languageWanted === null && isMadeOf(clauses, "language-request")) languageWanted = language;
  }
  return { cues, languageWanted };
}

function splitClauses(text: string): readonly string[] {
  const read = text.length <= MAX_READ ? text : `${text.slice(0, MAX_READ - 500)}\n${text.slice(-500)}`;
  return read
    .split(CLAUSE_ENDS)
    .map(normaliseClause)
    .filter((clause) => clause !== "");
}

function cuesOfClause(clause: ReadClause): readonly Cue[] {
  const found: Cue[] = [];
  if (standsUndenied(clause, "person") || isBareWord(clause, "person-word")) found.push("person");
  if (!has(clause, "hypothetical")) {
    if (standsUndenied(clause, "complaint") || isBareWord(clause, "complaint-word")) found.push("complaint");
  }
  if (standsUndenied(clause, "legal")) found.push("legal");
  if (has(clause, "urgent")) found.push("urgent");
  return found;
}

function has(clause: ReadClause, list: CueList): boolean {
  return clause.placesOf(list).length > 0;
}

/** True when the phrase occurs and at least one of its places has no denial beside it. */
function standsUndenied(clause: ReadClause, list: CueList): boolean {
  const denials = clause.placesOf("denial");
  return clause.placesOf(list).some((place) => !denials.some((denial) => isBeside(clause.text, place, denial)));
}

function isBeside(clause: string, place: PhrasePlace, denial: PhrasePlace): boolean {
  if (denial.index < place.end && place.index < denial.end) return true;
  const between =
    denial.end <= place.index ? clause.slice(denial.end, place.index) : clause.slice(place.end, denial.index);
  if (isUnspaced(between)) return between.length <= MAX_SIGNS_BETWEEN;
  return between.split(" ").filter((word) => word !== "").length <= MAX_WORDS_BETWEEN;
}

/** "An agent please", "operator!!", "HUMAN NOW": the word, and around it only what a request is made of. */
function isBareWord(clause: ReadClause, list: CueList): boolean {
  if (!has(clause, list) || has(clause, "denial")) return false;
  return isNothingLeft(clause, [list, "frame", "polite", "greeting", "thanks", "yes"]);
}

function wholeCues(clauses: readonly ReadClause[]): readonly Cue[] {
  const found = WHOLE_CUES.filter((cue) => clauses.some((clause) => has(clause, cue)));
  if (found.length === 0) return [];
  return clauses.every((clause) => isNothingLeft(clause, [...found, "polite"])) ? found : [];
}

function isMadeOf(clauses: readonly ReadClause[], list: CueList): boolean {
  if (!clauses.some((clause) => has(clause, list))) return false;
  return clauses.every((clause) => isNothingLeft(clause, [list, "polite", "greeting", "thanks"]));
}

function isNothingLeft(clause: ReadClause, lists: readonly CueList[]): boolean {
  const isCovered = new Array<boolean>(clause.text.length).fill(false);
  for (const place of lists.flatMap((list) => clause.placesOf(list))) isCovered.fill(true, place.index, place.end);
  const left = [...clause.text.matchAll(/[\p{L}\p{N}]/gu)].filter((sign) => !isCovered[sign.index]);
  return left.length === 0;
}
