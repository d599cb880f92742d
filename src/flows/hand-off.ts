/** Gives a conversation to people: ticket, notice and audit are one decision, so none of them can be missing. */
import type { TicketId } from "../contracts/ids.ts";
import type { TurnRecord } from "../contracts/stores.ts";
import { type HandoffReason, TICKET_NUMBER_MARK } from "../contracts/ticket.ts";
import { truncateText } from "../shared/clean-text.ts";
import { matchCues } from "../routing/match-cues.ts";
import { promiseReply } from "../tickets/promise-reply.ts";
import { triageMessage } from "../tickets/triage-message.ts";
import { NOTHING, type Turn, type TurnOutcome } from "./turn.ts";
import { placeTimers } from "./desk/tell-place.ts";
import { compose } from "./speak.ts";

const MAX_NOTE_LENGTH = 280;
const NO_CUES: ReadonlySet<string> = new Set();

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
  // What broke three times may have broken there.
  const cues = reason === "failed-repeatedly" ? NO_CUES : matchCues(words, ports.texts.cues).cues;
  const openedAt = ports.clock.now();
  const { priority } = triageMessage({ cues });
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
