/** Shows somebody of the team what became of their message: a mark on it, or a reply that says why nothing was sent. */
import type { StaffEvent, StaffOutcome } from "../../../src/contracts/staff-desk.ts";
import { askOften } from "../ask-often.ts";
import { createOnce, type SendParts } from "../create-once.ts";
import { encodeNonce } from "../encode.ts";
import { NOTE_MARK, RECEIVED_MARK } from "./create-staff-channel.ts";
import type { DeskClient } from "./desk-client.ts";
import { encodeLateAnswer } from "./encode-answer.ts";

/** A reply that nobody saw would leave its author believing that the buyer has read it. */
const MAX_TRIES = 4;
const RETRY_MS = 1_000;

export interface AnswerWordsParts extends SendParts {
  readonly desk: DeskClient;
}

/** Never throws. */
export async function answerWords(
  parts: AnswerWordsParts,
  event: StaffEvent,
  outcome: StaffOutcome,
  signal: AbortSignal,
): Promise<void> {
  if ((event.kind !== "said" && event.kind !== "edited") || outcome.kind === "silent") return;
  const asking = {
    host: parts.host,
    event: "discord-staff-answer-not-shown",
    maxTries: MAX_TRIES,
    waitMs: (tries: number) => RETRY_MS * tries,
  };
  await askOften(asking, () => showOutcome(parts, event, outcome, signal), signal);
}

async function showOutcome(
  parts: AnswerWordsParts,
  event: Extract<StaffEvent, { readonly kind: "said" | "edited" }>,
  outcome: StaffOutcome,
  signal: AbortSignal,
): Promise<void> {
  const channelId = event.threadKey ?? event.placeKey;
  if (outcome.kind === "accepted") {
    const emoji = outcome.what === "note" ? NOTE_MARK : RECEIVED_MARK;
    return parts.desk.mark(channelId, event.messageKey, emoji, signal);
  }
  // Discord shows a private line only to who pressed something: to a message it is a reply to it.
  const body = {
    ...encodeLateAnswer(outcome),
    message_reference: { message_id: event.messageKey, fail_if_not_exists: false },
    nonce: await encodeNonce(event.externalId, 0),
    enforce_nonce: true,
  };
  await createOnce(parts, { channelId, body }, signal);
}
