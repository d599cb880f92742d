/** A score that a buyer gives: kept whoever has the conversation by now; a bad one brings the case back, or people are told. */
import type { TicketId } from "../../contracts/ids.ts";
import type { NewOutbound } from "../../contracts/message.ts";
import type { Score, ScoreChange } from "../../contracts/satisfaction.ts";
import type { AuditEntry } from "../../contracts/stores.ts";
import type { Ticket } from "../../contracts/ticket.ts";
import { compose } from "../speak.ts";
import { NOTHING, type Turn, type TurnOutcome } from "../turn.ts";
import { type CommentNotice, nameAsked } from "./asked-notice.ts";
import { reopening } from "./reopen-case.ts";

const LOW = 2;
/** Later than this a score is a memory, and no reason to open the case again. */
const REOPENS_WITHIN_MS = 72 * 60 * 60_000;

export async function takeScore(
  turn: Turn,
  { ticketId, score }: { readonly ticketId: TicketId; readonly score: Score },
): Promise<TurnOutcome> {
  const { claim, ports } = turn;
  const { shopId, conversationId } = claim.conversation;
  const [ticket, before] = await Promise.all([
    ports.tickets.get(shopId, ticketId),
    ports.desk.scoreOf(shopId, ticketId),
  ]);
  // A forged button, or another buyer's.
  if (!ticket || !before || ticket.conversationId !== conversationId) return silence(turn, []);
  const isSame = before.score === score && (before.scoredAt ?? 0) > before.askedAt;
  const isLow = score <= LOW;
  const scored: ScoreChange = { kind: "scored", ticketId, score, tag: isLow ? "bad-score" : null };
  if (isSame) return silence(turn, []);
  if (isLow && mayReopen(ticket, turn)) return reopen(ticket, scored, turn);
  const audit: AuditEntry[] = isLow ? [alarm(ticket, score)] : [];
  const quiet = silence(turn, audit, [scored]);
  if (claim.conversation.holder.kind !== "assistant") return quiet;
  return {
    change: { ...quiet.change, queue: say(turn, ticket, isLow ? "score-sorry" : "score-thanks") },
    record: NOTHING,
  };
}

function mayReopen({ status, resolvedAt }: Ticket, { claim, desk, ports }: Turn): boolean {
  if (desk.badScore !== "reopen" || claim.conversation.holder.kind !== "assistant") return false;
  return status === "resolved" && ports.clock.now() - (resolvedAt ?? 0) < REOPENS_WITHIN_MS;
}

function reopen(ticket: Ticket, scored: ScoreChange, turn: Turn): TurnOutcome {
  return {
    change: {
      ...reopening(ticket, "bad-score", turn.ports.clock.now(), turn.desk),
      scores: [scored],
      queue: say(turn, ticket, "score-reopened"),
    },
    record: NOTHING,
  };
}

function alarm({ number }: Ticket, score: Score): AuditEntry {
  return { actor: { kind: "system" }, action: "bad-score", detail: { ticket: number, score } };
}

/** That the case is with people again is the shop's word; the rest is the assistant's. */
function say(turn: Turn, { ticketId, number }: Ticket, notice: CommentNotice): readonly NewOutbound[] {
  const isReopened = notice === "score-reopened";
  return compose(turn, {
    cause: { kind: "notice", notice: nameAsked(notice, ticketId), inReplyTo: turn.heard[0].messageId },
    speaker: isReopened ? "notice" : "assistant",
    text: turn.ports.texts.notice(notice, turn.language, isReopened ? { number } : {}),
  });
}

/** Kept, and nothing said. */
export function silence(
  { claim }: Turn,
  audit: readonly AuditEntry[],
  scores: readonly ScoreChange[] = [],
): TurnOutcome {
  const isOurs = claim.conversation.holder.kind === "assistant";
  return {
    change: { queue: [], audit, scores },
    record: { ...NOTHING, outcome: isOurs ? "noticed" : "left-to-agent", writtenBy: null },
  };
}
