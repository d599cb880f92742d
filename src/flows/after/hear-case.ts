/** What a turn says about a case, told by its buttons or by what was asked last; everything else goes its usual way. */
import type { PendingMessage, TurnClaim } from "../../contracts/conversation.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { NewOutbound } from "../../contracts/message.ts";
import type { ScoreChange } from "../../contracts/satisfaction.ts";
import { asksSomething } from "../../routing/asks-something.ts";
import type { Route } from "../../routing/decide-route.ts";
import { matchCues } from "../../routing/match-cues.ts";
import { type DeskChoice, readDeskChoice } from "../../shared/desk-choice.ts";
import { leaveQueue } from "../desk/leave-queue.ts";
import { compose } from "../speak.ts";
import { NOTHING, type Turn, type TurnOutcome } from "../turn.ts";
import { type Asked, readAsked } from "./asked-notice.ts";
import { readScore, readTyped } from "./read-typed.ts";
import { silence, takeScore } from "./take-score.ts";
import { takeSettled } from "./take-settled.ts";

/** The usual way of a turn. */
export interface Hearing {
  routeOf(turn: Turn): Route;
  act(route: Route, turn: Turn): Promise<TurnOutcome>;
}

/** Later than this, words are no comment on a score any more. */
const COMMENT_MS = 10 * 60_000;

export async function hearCase(turn: Turn, hearing: Hearing): Promise<TurnOutcome> {
  const { tap, rest } = splitTaps(turn.heard);
  if (!tap) return hearWords(turn, hearing);
  const taken = await takeTap(tap, turn);
  const [first, ...others] = rest;
  return first ? besideTap(taken, tap, { ...turn, heard: [first, ...others] }, hearing) : taken;
}

/** The newest button about a case, and what else was said. */
function splitTaps(heard: TurnClaim["pending"]): {
  readonly tap: DeskChoice | null;
  readonly rest: readonly PendingMessage[];
} {
  let tap: DeskChoice | null = null;
  const rest = heard.filter(({ message }) => {
    const read = message.parts.map((part) => (part.kind === "choice" ? readDeskChoice(part.choiceId) : null));
    tap = read.findLast((choice) => choice !== null) ?? tap;
    return read.some((choice) => choice === null);
  });
  return { tap, rest };
}

async function takeTap(tap: DeskChoice, turn: Turn): Promise<TurnOutcome> {
  if (tap.kind === "score") return takeScore(turn, tap);
  if (tap.kind === "settled") return takeSettled(turn, tap);
  return (await leaveQueue(turn, tap)) ?? silence(turn, []);
}

async function besideTap(taken: TurnOutcome, tap: DeskChoice, rest: Turn, hearing: Hearing): Promise<TurnOutcome> {
  const { holder } = taken.change;
  // The case is with people again: they read the rest.
  if (holder?.kind === "queue") return tap.kind === "score" ? withComment(taken, tap.ticketId, rest) : taken;
  if (holder?.kind === "assistant") {
    const { claim } = rest;
    const freed: Turn = { ...rest, claim: { ...claim, conversation: { ...claim.conversation, holder } } };
    const said = await hearing.act(hearing.routeOf(freed), freed);
    // For a person after all: the case stays where it is.
    return said.change.holder ? hearing.act(hearing.routeOf(rest), rest) : join(taken, said);
  }
  const said =
    tap.kind === "score"
      ? await hearComment(rest, tap.ticketId, hearing)
      : await hearing.act(hearing.routeOf(rest), rest);
  return join(taken, said);
}

async function hearWords(turn: Turn, hearing: Hearing): Promise<TurnOutcome> {
  const asked = lastAsked(turn);
  const typed = asked && readTyped(turn.heard);
  if (asked && typed) {
    const { ticketId } = asked;
    if (asked.name === "ask-score") {
      const score = readScore(typed);
      if (score !== null) return takeScore(turn, { ticketId, score });
    } else if (asked.name === "follow-up") {
      const { cues } = matchCues(typed, turn.ports.texts.cues);
      if (cues.has("yes") !== cues.has("no")) return takeSettled(turn, { ticketId, isSettled: cues.has("yes") });
    } else if (turn.claim.claimedAt - asked.at <= COMMENT_MS) {
      return hearComment(turn, ticketId, hearing);
    }
  }
  return hearing.act(hearing.routeOf(turn), turn);
}

/** What we said last, if it was about a case that is over. Where somebody stands in the queue is said beside it. */
function lastAsked({ claim }: Turn): Asked | null {
  if (claim.conversation.holder.kind === "agent") return null;
  const last = claim.recent.findLast(
    ({ speaker, notice }) => speaker !== "buyer" && notice?.startsWith("place-") !== true,
  );
  return last ? readAsked(last) : null;
}

/** Kept and thanked for, unless it asks something or calls for a person: then it is that as well. */
async function hearComment(turn: Turn, ticketId: TicketId, hearing: Hearing): Promise<TurnOutcome> {
  const route = hearing.routeOf(turn);
  const comment = readTyped(turn.heard);
  if (comment === null) return hearing.act(route, turn);
  if (route.kind === "leave-to-agent" || (route.kind === "open-ticket" && route.reason !== "not-text")) {
    return withComment(await hearing.act(route, turn), ticketId, turn);
  }
  if (route.kind !== "answer" || asksSomething(comment, turn.ports.texts.cues)) return hearing.act(route, turn);
  const queue = compose(turn, {
    cause: { kind: "notice", notice: "score-noted", inReplyTo: turn.heard[0].messageId },
    speaker: "assistant",
    text: turn.ports.texts.notice("score-noted", turn.language),
  });
  return withComment({ change: { queue, audit: [] }, record: NOTHING }, ticketId, turn);
}

function withComment(outcome: TurnOutcome, ticketId: TicketId, turn: Turn): TurnOutcome {
  const comment = readTyped(turn.heard);
  if (comment === null) return outcome;
  const noted: ScoreChange = { kind: "commented", ticketId, comment };
  return { ...outcome, change: { ...outcome.change, scores: [...(outcome.change.scores ?? []), noted] } };
}

/** Two outcomes of one turn. Once people have the case, what the assistant said beside it is the shop's word. */
function join(one: TurnOutcome, other: TurnOutcome): TurnOutcome {
  const said = other.change.holder ? one.change.queue.map(asNotice) : one.change.queue;
  return {
    ...other,
    change: {
      ...one.change,
      ...other.change,
      queue: [...said, ...other.change.queue],
      audit: [...one.change.audit, ...other.change.audit],
      scores: [...(one.change.scores ?? []), ...(other.change.scores ?? [])],
    },
  };
}

function asNotice(message: NewOutbound): NewOutbound {
  return { ...message, speaker: "notice" };
}
