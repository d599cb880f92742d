/** Puts the two thumbs under an answer. */
import type { Choice, NewOutbound } from "../contracts/message.ts";
import { writeRatingChoice } from "../shared/rating-choice.ts";
import type { Turn } from "./turn.ts";

/** Both buttons or none: half a question is worse than none. */
const BUTTONS = 2;

/** Under the last message of an answer, when there is room beside what is offered there already. */
export function offerRating(turn: Turn, queue: readonly NewOutbound[]): readonly NewOutbound[] {
  const { claim, ports, language } = turn;
  const room = ports.channels.adapterOf(claim.conversation.accountId)?.capabilities.maxChoices ?? 0;
  const last = queue.at(-1);
  if (!last || last.choices.length + BUTTONS > room) return queue;
  const { outboundId } = last;
  const buttons: readonly Choice[] = [
    { choiceId: writeRatingChoice({ rating: "up", outboundId }), label: ports.texts.notice("rate-up", language) },
    { choiceId: writeRatingChoice({ rating: "down", outboundId }), label: ports.texts.notice("rate-down", language) },
  ];
  return [...queue.slice(0, -1), { ...last, choices: [...last.choices, ...buttons] }];
}
