/** The words behind scores, brought together: by what they are about in every language, within that by what they say. */
import type { Ports } from "../../contracts/ports.ts";
import type { ShopId } from "../../contracts/ids.ts";
import {
  GOOD_SCORE,
  type KnownReason,
  type NewReason,
  type ReasonId,
  type ScoreSubject,
  type ScoreWords,
} from "../../contracts/satisfaction.ts";
import { type AskedQuestion, matchQuestion, type QuestionSet } from "../../knowledge/match-question.ts";
import { findTreatment } from "../../routing/find-treatment.ts";
import { findSubjects } from "../../routing/find-subjects.ts";
import { matchCues } from "../../routing/match-cues.ts";
import { triageMessage } from "../../tickets/triage-message.ts";
import { maskWording, nearestTo } from "../group-unanswered.ts";

export type ReasonPorts = Pick<Ports, "desk" | "searchOf" | "texts" | "ids">;

const AT_ONCE = 100;
/** What new words are compared with: who says something for the first time in months makes a new group. */
const MAX_KNOWN = 300;

interface ReasonSet extends QuestionSet<ReasonId> {
  readonly reason: NewReason;
  readonly wordings: AskedQuestion[];
}

/** Returns how many were sorted. Two who do it at once sort each once. */
export async function groupReasons(shopId: ShopId, ports: ReasonPorts): Promise<number> {
  const found = await ports.desk.unsortedWords(shopId, AT_ONCE);
  if (found.length === 0) return 0;
  const sorted = found.map((each) => ({ each, subject: subjectOf(each, ports) }));
  const subjects = [...new Set(sorted.map(({ subject }) => subject))];
  const sets = (await ports.desk.knownReasons(shopId, subjects, MAX_KNOWN)).map(toSet);
  for (const { each, subject } of sorted) {
    await ports.desk.sortWords(shopId, each, place(each, subject, sets, { ...ports, search: ports.searchOf(shopId) }));
  }
  return found.length;
}

function place(
  { words, language }: ScoreWords,
  subject: ScoreSubject,
  sets: ReasonSet[],
  { search, ids }: Pick<ReasonPorts, "ids"> & { readonly search: ReturnType<ReasonPorts["searchOf"]> },
): NewReason {
  const text = maskWording(words);
  const wording: AskedQuestion = { language, text, nearestKey: nearestTo({ text, language }, search) };
  const alike = sets.filter(({ reason }) => reason.subject === subject);
  const found = matchQuestion(wording, alike);
  const known = alike.find(({ id }) => id === found);
  if (known) {
    known.wordings.push(wording);
    return known.reason;
  }
  const reason: NewReason = { reasonId: ids.next<ReasonId>(), subject, nearestKey: wording.nearestKey };
  sets.push({ id: reason.reasonId, reason, wordings: [wording] });
  return reason;
}

function toSet({ wordings, ...reason }: KnownReason): ReasonSet {
  const { reasonId, nearestKey } = reason;
  return {
    id: reasonId,
    reason,
    wordings: wordings.map(({ language, text }) => ({ language, text: maskWording(text), nearestKey })),
  };
}

/** Said in so many words, it is about people; "too slow" is about the parcel when the words name one. */
const ABOUT_PEOPLE: readonly ScoreSubject[] = ["unfriendly", "not-understood"];

function subjectOf({ words, score, language, category }: ScoreWords, { texts }: ReasonPorts): ScoreSubject {
  const service = findTreatment(words, language, texts.cues);
  if (service && ABOUT_PEOPLE.includes(service)) return service;
  // "Thanks for nothing" is no praise.
  const isPraised = service === "praise" && (score ?? 0) >= GOOD_SCORE;
  if (isPraised) return service;
  const { cues } = matchCues(words, texts.cues);
  const { subjects, moods } = findSubjects(words, language, texts.cues);
  const said = triageMessage({ cues, subjects, moods, reason: "buyer-asked" }).category;
  if (said !== "other") return said;
  return service === null || service === "praise" ? category : service;
}
