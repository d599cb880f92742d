/** What the platform said, turned into what the ledger keeps: once more, later, or the end. */
import type { Delivery } from "../contracts/message.ts";
import type { OutboxClaim } from "../contracts/stores.ts";
import { backoffMs } from "../shared/backoff.ts";

export const MAX_ATTEMPTS = 12;
const RETRY = { firstMs: 1_000, maxMs: 300_000 };
/** Whatever a platform asks for: tomorrow it is asked again. */
const MAX_WAIT_MS = 24 * 60 * 60 * 1_000;

export interface Verdict {
  readonly delivery: Delivery;
  readonly isMaybeDuplicate: boolean;
}

export function judgeDelivery(
  { message, attempt }: Pick<OutboxClaim, "message" | "attempt">,
  delivery: Delivery,
  tools: { readonly hasSendKey: boolean; readonly random: number },
): Verdict {
  const { hasSendKey, random } = tools;
  const isMaybeDuplicate = message.isMaybeDuplicate && !hasSendKey;
  const isLast = attempt >= MAX_ATTEMPTS;
  if (delivery.kind === "unknown") {
    // A buyer waits for this reply: it is sent again, once without a send key, and marked then.
    // Files are not sent twice blindly: a person sees that nobody knows, and decides.
    const mayAgain = hasSendKey || !(message.isMaybeDuplicate || message.files);
    if (!mayAgain || isLast) return { delivery, isMaybeDuplicate };
    const afterMs = backoffMs(attempt, RETRY, random);
    return { delivery: { kind: "retry", afterMs, reason: "unknown" }, isMaybeDuplicate: !hasSendKey };
  }
  if (delivery.kind !== "retry") return { delivery, isMaybeDuplicate };
  if (isLast) {
    const detail = `too-many-attempts: ${delivery.reason}`;
    return { delivery: { kind: "refused", reason: "gone", detail }, isMaybeDuplicate };
  }
  const asked = Number.isFinite(delivery.afterMs) ? Math.min(delivery.afterMs, MAX_WAIT_MS) : 0;
  return {
    delivery: { ...delivery, afterMs: Math.max(asked, backoffMs(attempt, RETRY, random)) },
    isMaybeDuplicate,
  };
}
