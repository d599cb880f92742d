/** Gives a conversation to people: ticket, notice and audit are one decision, so none of them can be missing. */
import type { TicketId } from "../contracts/ids.ts";
import type { TurnRecord } from "../contracts/stores.ts";
import { type HandoffReason, TICKET_NUMBER_MARK } from "../contracts/ticket.ts";
import { truncateText } from "../shared/clean-text.ts";
import { findSubjects, type FoundSubjects } from "../routing/find-subjects.ts";
import { matchCues } from "../routing/match-cues.ts";
import { promiseReply } from "../tickets/promise-reply.ts";
import { type Triage, triageMessage } from "../tickets/triage-message.ts";
import { NOTHING, type Turn, type TurnOutcome } from "./turn.ts";
import { placeTimers } from "./desk/tell-place.ts";
import { compose } from "./speak.ts";

const MAX_NOTE_LENGTH = 280;
const NONE: ReadonlySet<string> = new Set();
/** "A person please" says nothing of the matter; the words before it do. Further back it may have been another one. */
const MAX_LOOKED_BACK = 4;

const NOTICES: Readonly<Record<HandoffReason, string>> = {
  "buyer-asked": "handoff-opened",
  complaint: "handoff-complaint",
  "self-harm": "handoff-care",
  safety: "handoff-safety",
  legal: "handoff-complaint",
  "bank-dispute": "handoff-complaint",
  "data-protection": "handoff-opened",
  press: "handoff-opened",
  "no-passage-found": "handoff-no-answer",
  "citation-check-failed": "handoff-no-answer",
  "model-unavailable": "handoff-no-answer",
  "unclear-twice": "handoff-opened",
  "not-text": "not-text",
  "failed-repeatedly": "handoff-opened",
  "agent-wrote": "handoff-opened",
  proposal: "proposal-sent",
  "proof-failed": "tool-proof-blocked",
};

export function handOff(
  turn: Turn,
  reason: HandoffReason,
  answered: (Pick<TurnRecord, "promptVersion" | "model" | "fault" | "steps"> & { readonly confidence: number }) | null,
): TurnOutcome {
  const { heard, ports, language } = turn;
  const ticketId = ports.ids.next<TicketId>();
  const words = heard.map((each) => wordsOf(each.message.parts)).join(" / ");
  const openedAt = ports.clock.now();
  const { priority, category, tags } = triage(turn, words, reason);
  const { dueAt, warnAt } = promiseReply({ priority, language, openedAt }, turn.desk);
  const queue = compose(turn, {
    cause: { kind: "notice", notice: "handoff", inReplyTo: heard[0].messageId },
    speaker: "notice",
    text: ports.texts.notice(NOTICES[reason], language, { number: TICKET_NUMBER_MARK }),
  });
  return {
    change: {
      holder: { kind: "queue", ticketId },
      openTicket: {
        ticketId,
        reason,
        priority,
        category,
        tags,
        note: truncateText(words, MAX_NOTE_LENGTH),
        language,
        openedAt,
        firstReplyDueAt: dueAt,
      },
      timers: [
        { ticketId, kind: "warn", dueAt: warnAt },
        { ticketId, kind: "breach", dueAt },
        ...placeTimers(ticketId, reason, openedAt, turn.desk),
      ],
      clarifyCount: 0,
      queue,
      audit: [{ actor: { kind: "assistant" }, action: "ticket-opened", detail: { reason } }],
    },
    record: { ...NOTHING, ...answered, outcome: "handed-off", reason },
  };
}

function triage(turn: Turn, words: string, reason: HandoffReason): Triage {
  // What broke three times may have broken there.
  if (reason === "failed-repeatedly") return triageMessage({ cues: NONE, subjects: NONE, moods: NONE, reason });
  const { cues } = matchCues(words, turn.ports.texts.cues);
  const { subjects, moods } = find(turn, words);
  return triageMessage({ cues, moods, reason, subjects: subjects.size > 0 ? subjects : subjectsBefore(turn) });
}

function find({ language, ports }: Turn, words: string): FoundSubjects {
  return findSubjects(words, language, ports.texts.cues);
}

function subjectsBefore(turn: Turn): ReadonlySet<string> {
  const earlier = turn.claim.recent.filter(({ speaker, isProof }) => speaker === "buyer" && isProof !== true);
  const found = earlier.slice(-MAX_LOOKED_BACK).map(({ text }) => find(turn, text).subjects);
  return found.findLast((subjects) => subjects.size > 0) ?? NONE;
}

/** What the buyer sent, in one line, for the agent: files by their names. */
function wordsOf(parts: Turn["claim"]["pending"][0]["message"]["parts"]): string {
  return parts
    .map((part) => {
      if (part.kind === "text") return part.text;
      if (part.kind === "choice") return part.label;
      if (part.kind === "file") return `[${part.name}]`;
      return `[${part.kind}]`;
    })
    .join(" ");
}
