/**
 * Which cues a message gives, in whatever language. Some count wherever they stand ("talk to a person"), some only when
 * the message says nothing else ("hello"), and a word such as "agent" only when the rest is a plain request.
 */
import { LANGUAGES, type Language } from "../contracts/language.ts";
import type { CueBook } from "../contracts/texts.ts";
import type { CueList } from "./cue-lists.ts";
import { findPhrases, type Span } from "./find-phrases.ts";
import { indexPhrases } from "./index-phrases.ts";
import { isUnspaced, normaliseClause } from "./normalise-clause.ts";

/** Cues that count only when the whole message is made of them. */
const WHOLE_CUES = ["greeting", "thanks", "goodbye", "yes", "no", "help", "stop"] as const;

/** What no machine answers, in the order in which a case is named after it. */
export const SENSITIVE_CUES = ["self-harm", "safety", "authority", "dispute", "legal", "press"] as const;

export type SensitiveCue = (typeof SENSITIVE_CUES)[number];
export type Cue = "person" | "complaint" | "urgent" | SensitiveCue | (typeof WHOLE_CUES)[number];

export interface CueMatch {
  readonly cues: ReadonlySet<Cue>;
  /** The language the buyer asks us to write, when the message says nothing else. */
  readonly languageWanted: Language | null;
}

/** A clause as one language reads it. */
export interface Clause {
  readonly text: string;
  readonly spans: readonly Span[];
}

const CLAUSE_ENDS = /[.!?;,:\n。！？；，、：…؟،؛]+|\s[-–—]\s/gu;
const QUESTION_MARK = /[?？؟]/u;
const EXCLAMATION = /[!！]/u;
const SHOUTING = /[!?！？؟]{2}/u;
/** A denial further away than this belongs to something else: "I don't want a bot I want a person". */
const MAX_WORDS_BETWEEN = 2;
const MAX_SIGNS_BETWEEN = 5;
/** People open and close with what they want; the middle of a long letter is not read for cues. */
const MAX_READ = 1_500;
const REQUEST_LISTS: readonly CueList[] = ["frame", "polite", "greeting", "thanks", "yes"];

export function matchCues(text: string, book: CueBook): CueMatch {
  const index = indexPhrases(book);
  const clauses = splitClauses(text).map((clause) => ({ text: clause, spans: findPhrases(clause, index) }));
  const cues = new Set<Cue>();
  let languageWanted: Language | null = null;
  for (const language of LANGUAGES) {
    const read = clauses.map((clause) => ({ ...clause, spans: clause.spans.filter((s) => s.language === language) }));
    if (read.every(({ spans }) => spans.length === 0)) continue;
    for (const clause of read) for (const cue of cuesOfClause(clause)) cues.add(cue);
    if (isAngry(text, read)) cues.add("complaint");
    for (const cue of wholeCues(read)) cues.add(cue);
    if (languageWanted === null && asksForLanguage(read)) languageWanted = language;
  }
  return { cues, languageWanted };
}

export function splitClauses(text: string): readonly string[] {
  const read = text.length <= MAX_READ ? text : `${text.slice(0, MAX_READ - 500)}\n${text.slice(-500)}`;
  return read
    .split(CLAUSE_ENDS)
    .map(normaliseClause)
    .filter((clause) => clause !== "");
}

function cuesOfClause(clause: Clause): readonly Cue[] {
  const found: Cue[] = [];
  if (standsUndenied(clause, "person") || isBareWord(clause, "person-word")) found.push("person");
  const isReal = !isSupposed(clause);
  if (isReal && standsUndenied(clause, "complaint")) found.push("complaint");
  for (const cue of SENSITIVE_CUES) {
    // "What if it catches fire" is a question; who speaks of ending it all is taken at their word.
    if ((isReal || cue === "self-harm" || cue === "legal") && standsUndenied(clause, cue)) found.push(cue);
  }
  if (has(clause, "urgent")) found.push("urgent");
  return found;
}

/**
 * "My cup arrived broken" is a case that the knowledge answers; with a raised voice it is a complaint. So are two things
 * in one message that only a buyer says who has had enough: "the third time", "nobody answers".
 */
function isAngry(text: string, clauses: readonly Clause[]): boolean {
  const real = clauses.filter((clause) => !isSupposed(clause));
  const isAsking = QUESTION_MARK.test(text) || clauses.some((clause) => has(clause, "asking"));
  const isShouted = SHOUTING.test(text) || (!isAsking && EXCLAMATION.test(text));
  // "Scam" and "fraud" are also what buyers ask about.
  if ((!isAsking || isShouted) && real.some((clause) => isBareWord(clause, "complaint-word"))) return true;
  const grievances = countGrievances(clauses);
  if (grievances >= (isAsking && !isShouted ? 3 : 2)) return true;
  const isProblem = real.some((clause) => standsUndenied(clause, "problem"));
  const isPressed = !isAsking && clauses.some((clause) => has(clause, "urgent"));
  return isProblem && (isShouted || isPressed || (grievances > 0 && !isAsking));
}

/** Different ones: who writes "again and again" has one. */
function countGrievances(clauses: readonly Clause[]): number {
  const found = new Set<string>();
  for (const clause of clauses) {
    let end = 0;
    const spans = spansOf(clause, "grievance").toSorted((one, other) => one.start - other.start || other.end - one.end);
    for (const span of spans) {
      if (span.start < end) continue;
      end = span.end;
      found.add(clause.text.slice(span.start, span.end));
    }
  }
  return found.size;
}

/** "If it comes broken" supposes; a phrase that only holds such a word, as "se" in "vai se ferrar", does not. */
function isSupposed(clause: Clause): boolean {
  const grave = clause.spans.filter(({ list }) => list === "complaint" || list === "grievance" || isSensitive(list));
  return spansOf(clause, "hypothetical").some(
    (word) => !grave.some((span) => span.start <= word.start && word.end <= span.end),
  );
}

function isSensitive(list: CueList): boolean {
  return SENSITIVE_CUES.some((cue) => cue === list);
}

/** True when the phrase occurs and at least one of its places has no denial beside it. */
export function standsUndenied(clause: Clause, list: CueList): boolean {
  const denials = spansOf(clause, "denial");
  return spansOf(clause, list).some((place) => !denials.some((denial) => isBeside(clause.text, place, denial)));
}

function isBeside(text: string, place: Span, denial: Span): boolean {
  // "Geht nicht mehr" holds a denial and is none; "don't want a person" begins with one.
  if (denial.start >= place.start && denial.start < place.end) return false;
  if (denial.start < place.start && denial.end > place.start) return true;
  const between = denial.end <= place.start ? text.slice(denial.end, place.start) : text.slice(place.end, denial.start);
  if (isUnspaced(between)) return between.length <= MAX_SIGNS_BETWEEN;
  return between.split(" ").filter((word) => word !== "").length <= MAX_WORDS_BETWEEN;
}

/** "An agent please", "operator!!", "HUMAN NOW": the word, and around it only what a request is made of. */
function isBareWord(clause: Clause, list: "person-word" | "complaint-word"): boolean {
  return has(clause, list) && !has(clause, "denial") && isMadeOf(clause, [list, ...REQUEST_LISTS]);
}

function wholeCues(clauses: readonly Clause[]): readonly Cue[] {
  const found = WHOLE_CUES.filter((cue) => clauses.some((clause) => has(clause, cue)));
  const isWhole = found.length > 0 && clauses.every((clause) => isMadeOf(clause, [...WHOLE_CUES, "polite"]));
  return isWhole ? found : [];
}

function asksForLanguage(clauses: readonly Clause[]): boolean {
  return (
    clauses.some((clause) => has(clause, "language-request")) &&
    clauses.every((clause) => isMadeOf(clause, ["language-request", "polite", "greeting", "thanks"]))
  );
}

export function spansOf(clause: Clause, list: CueList): readonly Span[] {
  return clause.spans.filter((span) => span.list === list);
}

export function has(clause: Clause, list: CueList): boolean {
  return clause.spans.some((span) => span.list === list);
}

/** Can the clause be laid out, end to end, with phrases of these lists? Emoji and spaces between them are free. */
function isMadeOf({ text, spans }: Clause, lists: readonly CueList[]): boolean {
  const reached = new Uint8Array(text.length + 1);
  reached[0] = 1;
  for (let at = 0; at < text.length; at += 1) {
    if (reached[at] !== 1) continue;
    if (!/[\p{L}\p{M}\p{N}]/u.test(text.charAt(at))) reached[at + 1] = 1;
    for (const span of spans) if (span.start === at && lists.includes(span.list)) reached[span.end] = 1;
  }
  return reached[text.length] === 1;
}
