/** The button under an answer that says whether it helped: which answer it means, in a choice id that every platform can carry. */
import type { OutboundId } from "../contracts/ids.ts";
import type { Rating, RatingChoice } from "../contracts/knowledge-feedback.ts";

const PATTERN = /^rate:(up|down):([0-9a-z]{1,25})$/;
const UUID_DIGITS = 32;

/** A uuid takes 36 of the 40 characters a choice id may have; written to the base of 36 it takes 25. */
export function writeRatingChoice({ rating, outboundId }: RatingChoice): string {
  return `rate:${rating}:${BigInt(`0x${outboundId.replaceAll("-", "")}`).toString(36)}`;
}

/** Null for any other choice, and for a number that no uuid has. */
export function readRatingChoice(choiceId: string): RatingChoice | null {
  const match = PATTERN.exec(choiceId);
  if (!match?.[1] || !match[2]) return null;
  const digits = readBase36(match[2]).toString(16).padStart(UUID_DIGITS, "0");
  if (digits.length > UUID_DIGITS) return null;
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return { rating: match[1] as Rating, outboundId: parts.join("-") as OutboundId };
}

function readBase36(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}
