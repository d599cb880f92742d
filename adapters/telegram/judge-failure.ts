/** What a failed call means for the next try; what Telegram refuses for good is judged by what was asked. */
import type { Delivery } from "../../src/contracts/message.ts";
import { assertNever } from "../../src/shared/assert-never.ts";
import { type FailedCall, isWrongToken } from "./wait-out.ts";

/** Long enough for a gateway to be restarted, short enough for a buyer who waits. */
const RETRY_MS = 2_000;
/** A revoked token is mended by a person, if at all. */
const RETRY_AUTH_MS = 60_000;

export type Rejection = Extract<FailedCall, { readonly kind: "rejected" }>;
type Open = Extract<Delivery, { readonly kind: "retry" | "unknown" }>;

export function judgeFailure<Refusal>(
  outcome: FailedCall,
  judgeRefusal: (rejection: Rejection) => Refusal,
): Open | Refusal {
  switch (outcome.kind) {
    case "rejected":
      if (outcome.status === 429) return { kind: "retry", afterMs: outcome.retryAfterMs, reason: "rate-limit" };
      if (isWrongToken(outcome)) return { kind: "retry", afterMs: RETRY_AUTH_MS, reason: "wrong-token" };
      if (outcome.status === 409) return { kind: "retry", afterMs: RETRY_MS, reason: "conflict" };
      return judgeRefusal(outcome);
    case "broken":
      return { kind: "retry", afterMs: RETRY_MS, reason: `http-${outcome.status}` };
    case "unreachable":
      return { kind: "retry", afterMs: RETRY_MS, reason: outcome.detail };
    case "no-answer":
      return { kind: "unknown", detail: outcome.detail };
    case "aborted":
      return { kind: "unknown", detail: "aborted" };
    default:
      return assertNever(outcome);
  }
}
