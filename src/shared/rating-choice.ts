/** The button under an answer that says whether it helped: which answer it means, in a choice id that every platform can carry. */
import type { OutboundId } from "../contracts/ids.ts";
import type { Rating, RatingChoice } from "../contracts/knowledge-feedback.ts";
import { lengthenId, shortenId } from "./short-id.ts";

const PATTERN = /^rate:(up|down):([0-9a-z]+)$/;

export function writeRatingChoice({ rating, outboundId }: RatingChoice): string {
  return `rate:${rating}:${shortenId(outboundId)}`;
}

/** Null for any other choice, and for a number that no uuid has. */
export function readRatingChoice(choiceId: string): RatingChoice | null {
  const match = PATTERN.exec(choiceId);
  const outboundId = lengthenId(match?.[2] ?? "");
  return match && outboundId ? { rating: match[1] as Rating, outboundId: outboundId as OutboundId } : null;
}
