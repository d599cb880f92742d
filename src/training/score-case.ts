/** What a case was worth, criterion by criterion, each with a reason: the same deeds are always worth the same. */
import type {
  TrainingBook,
  TrainingCase,
  TrainingCaseCard,
  TrainingCitation,
  TrainingDeeds,
  TrainingFact,
  TrainingMark,
  TrainingProgress,
} from "../contracts/training.ts";
import type { Language } from "../contracts/language.ts";
import { judgeManner } from "./judge-manner.ts";
import { otherThan } from "./react-to.ts";

export interface Judged {
  readonly progress: TrainingProgress;
  readonly deeds: TrainingDeeds;
  /** In which the buyer began, and in which the agent reads. */
  readonly began: Language;
  readonly reads: Language;
  readonly book: TrainingBook;
  readonly patience: number;
}

export function scoreCase(one: TrainingCase, judged: Judged): TrainingCaseCard {
  const { progress, book, began, deeds } = judged;
  const lines = book.scripts.get(began)?.cases[one.caseKey];
  const manner = lines ? judgeManner(one, deeds, { book, language: began, lines }) : null;
  const missed = findMissed(one, judged);
  const marks = [
    markAnswerTime(one, judged),
    ...(deeds.replies.length > 0 ? [markTaken(deeds)] : []),
    markFacts(one, missed.length),
    ...(deeds.replies.length > 0 ? [markLanguage(progress)] : []),
    ...(manner ? [manner] : []),
    markSorted(one, deeds),
    ...(one.wantsNote ? [markNote(deeds)] : []),
    markPromises(progress),
  ];
  return {
    caseKey: one.caseKey,
    buyer: lines?.name ?? "",
    language: began,
    end: progress.end ?? "ended",
    score: share(marks),
    marks,
    missed,
  };
}

/** Of all that could be reached; what a case does not ask for does not count. */
function share(marks: readonly TrainingMark[]): number {
  const sum = (pick: (mark: TrainingMark) => number) => marks.reduce((total, mark) => total + pick(mark), 0);
  return Math.round(
    (100 * sum(({ points }) => points)) /
      Math.max(
        1,
        sum(({ outOf }) => outOf),
      ),
  );
}

function markAnswerTime(one: TrainingCase, { progress, patience }: Judged): TrainingMark {
  const limitS = Math.round(one.answerWithinS * patience);
  const base = { criterion: "answer-time", outOf: 15 } as const;
  if (progress.firstReplyMs === null) return { ...base, points: 0, reason: "never", expected: { seconds: limitS } };
  const tookS = Math.round(progress.firstReplyMs / 1_000);
  const expected = { seconds: limitS, took: tookS };
  if (tookS <= limitS) return { ...base, points: 15, reason: "in-time", expected };
  return { ...base, points: tookS <= 2 * limitS ? 7 : 0, reason: "late", expected };
}

function markTaken({ wasTakenFirst }: TrainingDeeds): TrainingMark {
  const reason = wasTakenFirst ? "taken" : "not-taken";
  return { criterion: "taken", points: wasTakenFirst ? 10 : 0, outOf: 10, reason, expected: {} };
}

function markFacts({ steps }: TrainingCase, missed: number): TrainingMark {
  const all = steps.flatMap(({ facts }) => facts).length;
  const points = Math.round((35 * (all - missed)) / Math.max(1, all));
  const reason = missed === 0 ? "all-said" : "some-missed";
  return { criterion: "facts", points, outOf: 35, reason, expected: { said: all - missed, all } };
}

function markLanguage({ foreign, kept, late }: TrainingProgress): TrainingMark {
  const replies = kept + late;
  const points = replies === 0 ? 0 : Math.round((10 * Math.max(0, replies - foreign)) / replies);
  const reason = foreign === 0 ? "right-language" : "foreign-language";
  return { criterion: "language", points, outOf: 10, reason, expected: { foreign } };
}

function markSorted(one: TrainingCase, deeds: TrainingDeeds): TrainingMark {
  const isTagged = one.tags.some((tag) => deeds.tags.includes(tag));
  const right = [
    deeds.category === one.category,
    deeds.priority === one.priority,
    ...(one.tags.length > 0 ? [isTagged] : []),
  ];
  const points = Math.round((10 * right.filter(Boolean).length) / right.length);
  const reason = points === 10 ? "sorted" : one.tags.length > 0 ? "not-sorted-or-tagged" : "not-sorted";
  const expected = { category: one.category, priority: one.priority, tags: one.tags.join(", ") };
  return { criterion: "sorted", points, outOf: 10, reason, expected };
}

function markNote({ notes }: TrainingDeeds): TrainingMark {
  const reason = notes > 0 ? "noted" : "not-noted";
  return { criterion: "note", points: notes > 0 ? 5 : 0, outOf: 5, reason, expected: {} };
}

/** Every answer within the promised time. Who left, or waited when it ended, was not answered again. */
function markPromises({ kept, late, end, waitingSinceMs }: TrainingProgress): TrainingMark {
  const isOpen = end === "left" || end === "closed-early" || (end === "ended" && waitingSinceMs !== null);
  const broken = late + (isOpen ? 1 : 0);
  const all = kept + broken;
  const reason =
    end === "closed-early" ? "closed-early" : end === "left" ? "buyer-left" : broken === 0 ? "kept" : "broken";
  const points = all === 0 ? 0 : Math.round((10 * kept) / all);
  return { criterion: "promises", points, outOf: 10, reason, expected: { kept, broken } };
}

function findMissed(one: TrainingCase, judged: Judged): readonly TrainingCitation[] {
  return one.steps.flatMap(({ facts }, step) => {
    const language = one.switchesLanguage && step > 0 ? otherThan(judged.began) : judged.began;
    return facts
      .filter(({ factKey }) => !judged.progress.found.includes(factKey))
      .flatMap((fact) => cite(one, fact, language, judged));
  });
}

function cite(
  one: TrainingCase,
  fact: TrainingFact,
  language: Language,
  { book, reads }: Judged,
): readonly TrainingCitation[] {
  const lines = book.scripts.get(language)?.cases[one.caseKey];
  if (!lines) return [];
  return [
    {
      factKey: fact.factKey,
      numbers: fact.numbers,
      words: (lines.facts[fact.factKey] ?? []).filter((word) => !word.startsWith("=")),
      passage: lines.rule,
      passageForAgent: book.scripts.get(reads)?.cases[one.caseKey]?.rule ?? lines.rule,
    },
  ];
}
