/** A tap on a thumb: it is kept, answered with a word at most, and never taken for a question. */
import type { PendingMessage, TurnClaim } from "../contracts/conversation.ts";
import type { RatingChoice } from "../contracts/knowledge-feedback.ts";
import type { NewOutbound, TimelineMessage } from "../contracts/message.ts";
import { readCommand } from "../routing/read-command.ts";
import { readRatingChoice } from "../shared/rating-choice.ts";
import { compose, personChoice } from "./speak.ts";
import { NOTHING, type Turn, type TurnOutcome } from "./turn.ts";

/** The newest tap for each answer, and what else the buyer said. */
export function splitRatings(pending: TurnClaim["pending"]): {
  readonly ratings: readonly RatingChoice[];
  readonly rest: readonly PendingMessage[];
} {
  const taps = new Map<string, RatingChoice>();
  const rest = pending.filter(({ message }) => {
    const read = message.parts.map((part) => (part.kind === "choice" ? readRatingChoice(part.choiceId) : null));
    for (const rating of read) if (rating) taps.set(rating.outboundId, rating);
    return read.some((rating) => rating === null);
  });
  return { ratings: [...taps.values()], rest };
}

/** A tap tells nothing about what the buyer asks next. */
export function isTap({ parts }: TimelineMessage): boolean {
  return parts.length > 0 && parts.every((part) => part.kind !== "kept" && readCommand(part)?.kind === "tap");
}

/** Nothing but taps: whoever holds the conversation, they are kept; only the assistant says something about them. */
export async function takeRating(turn: Turn, ratings: readonly RatingChoice[]): Promise<TurnOutcome> {
  const { claim, ports } = turn;
  const newest = ratings.at(-1);
  const isOurs = claim.conversation.holder.kind === "assistant";
  if (!isOurs || !newest) {
    return {
      change: { queue: [], audit: [], rates: ratings },
      record: { ...NOTHING, outcome: isOurs ? "noticed" : "left-to-agent", writtenBy: null },
    };
  }
  const before = await ports.feedback.ratingOf(claim.conversation.shopId, newest.outboundId);
  const queue = before === newest.rating ? [] : sayThanks(turn, newest);
  return { change: { queue, audit: [], rates: ratings }, record: NOTHING };
}

function sayThanks(turn: Turn, { rating }: RatingChoice): readonly NewOutbound[] {
  const notice = rating === "up" ? "rated-up" : "rated-down";
  return compose(turn, {
    cause: { kind: "notice", notice, inReplyTo: turn.heard[0].messageId },
    speaker: "assistant",
    text: turn.ports.texts.notice(notice, turn.language),
    choices: rating === "down" ? [personChoice(turn)] : [],
  });
}
