/** What a call that Discord did not carry out means for the next try; what it refuses is judged by what was asked. */
import type { Delivery } from "../../src/contracts/message.ts";
import { assertNever } from "../../src/shared/assert-never.ts";
import type { RestFault } from "./client.ts";

export const RETRY_MS = 2_000;
export const UNAUTHORIZED_RETRY_MS = 60_000;

export function judgeFault<Refusal>(
  fault: RestFault,
  judgeRejection: (status: number, code: number) => Refusal,
): Extract<Delivery, { readonly kind: "retry" }> | Refusal {
  switch (fault.kind) {
    case "rate-limited":
      // One channel's bucket is no reason to hold back the others.
      return {
        kind: "retry",
        afterMs: Math.ceil(fault.afterMs),
        reason: fault.isGlobal ? "rate-limit" : "channel-limit",
      };
    case "not-sent":
      return { kind: "retry", afterMs: RETRY_MS, reason: "unreachable" };
    // Both may have been carried out; the nonce, or after its time the history, keeps the next try from showing twice.
    case "server-error":
    case "no-answer":
      return { kind: "retry", afterMs: RETRY_MS, reason: fault.kind };
    case "rejected":
      return judgeRejection(fault.status, fault.code);
    default:
      return assertNever(fault);
  }
}
