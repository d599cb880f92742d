/**
 * Which cues a message gives, in whatever language. Some count wherever they stand ("talk to a person"), some only when
 * the message says nothing else ("hello"), and a word such as "agent" only when the rest is a plain request.
 */
import type { Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import { type CompiledCues, type CueList, compileCues, isUnspaced, normaliseClause } from "./compile-cues.ts";

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

export function matchCues(text: string, book: CueBook): CueMatch {
  const clauses = splitClauses(text);
  const cues = new Set<Cue>();
  let languageWanted: Language | null = null;
  for (const compiled of compileCues(book)) {
    for (const clause of clauses) for (const cue of cuesOfClause(clause, compiled)) cues.add(cue);
    for (const cue of wholeCues(clauses, compiled)) cues.add(cue);
    if (languageWanted === null && isMadeOf(clauses, compiled, "language-request")) languageWanted = compiled.language;
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

function cuesOfClause(clause: string, compiled: CompiledCues): readonly Cue[] {
  const { patterns } = compiled;
  const found: Cue[] = [];
  const isHypothetical = clause.search(patterns.hypothetical) >= 0;
  if (standsUndenied(clause, patterns.person, patterns.denial) || isBareWord(clause, compiled, "person-word")) {
    found.push("person");
  }
  if (!isHypothetical) {
    if (standsUndenied(clause, patterns.complaint, patterns.denial)) found.push("complaint");
    else if (isBareWord(clause, compiled, "complaint-word")) found.push("complaint");
  }
  if (standsUndenied(clause, patterns.legal, patterns.denial)) found.push("legal");
  if (clause.search(patterns.urgent) >= 0) found.push("urgent");
  return found;
}

/** True when the phrase occurs and at least one of its places has no denial beside it. */
function standsUndenied(clause: string, phrases: RegExp, denial: RegExp): boolean {
  const places = [...clause.matchAll(phrases)];
  if (places.length === 0) return false;
  const denials = [...clause.matchAll(denial)];
  return places.some((place) => !denials.some((word) => isBeside(clause, place, word)));
}

function isBeside(clause: string, place: RegExpExecArray, denial: RegExpExecArray): boolean {
  const placeEnd = place.index + place[0].length;
  const denialEnd = denial.index + denial[0].length;
  if (denial.index < placeEnd && place.index < denialEnd) return true;
  const between =
    denialEnd <= place.index ? clause.slice(denialEnd, place.index) : clause.slice(placeEnd, denial.index);
  if (isUnspaced(between)) return between.length <= MAX_SIGNS_BETWEEN;
  return between.split(" ").filter((word) => word !== "").length <= MAX_WORDS_BETWEEN;
}

/** "An agent please", "operator!!", "HUMAN NOW": the word, and around it only what a request is made of. */
function isBareWord(clause: string, { patterns }: CompiledCues, list: CueList): boolean {
  if (clause.search(patterns[list]) < 0 || clause.search(patterns.denial) >= 0) return false;
  const rest = [patterns[list], patterns.frame, patterns.polite, patterns.greeting, patterns.thanks, patterns.yes];
  return isNothingLeft(clause, rest);
}

function wholeCues(clauses: readonly string[], { patterns }: CompiledCues): readonly Cue[] {
  const found = WHOLE_CUES.filter((cue) => clauses.some((clause) => clause.search(patterns[cue]) >= 0));
  if (found.length === 0) return [];
  const rest = [...found.map((cue) => patterns[cue]), patterns.polite];
  return clauses.every((clause) => isNothingLeft(clause, rest)) ? found : [];
}

function isMadeOf(clauses: readonly string[], { patterns }: CompiledCues, list: CueList): boolean {
  if (!clauses.some((clause) => clause.search(patterns[list]) >= 0)) return false;
  const rest = [patterns[list], patterns.polite, patterns.greeting, patterns.thanks];
  return clauses.every((clause) => isNothingLeft(clause, rest));
}

function isNothingLeft(clause: string, patterns: readonly RegExp[]): boolean {
  const left = patterns.reduce((text, pattern) => text.replace(pattern, " "), clause);
  return !/[\p{L}\p{N}]/u.test(left);
}
