/** What Telegram's refusals mean for a staff desk, in our words. */
import type { StaffDelivery } from "../../../src/contracts/staff-desk.ts";
import { assertNever } from "../../../src/shared/assert-never.ts";
import { type FailedCall, isWrongToken } from "../wait-out.ts";

const RETRY_MS = 2_000;
/** A revoked token is mended by a person, if at all. */
const RETRY_AUTH_MS = 60_000;

export function describeStaffFailure(outcome: FailedCall): StaffDelivery {
  switch (outcome.kind) {
    case "rejected":
      return describeRejection(outcome);
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

const THREAD_GONE = /message thread not found|topic_deleted|topic_id_invalid|topic not found/i;
const POST_GONE = /message to edit not found|message can't be edited|message_id_invalid/i;
const NO_THREADS = /not a forum|forum is disabled|topics? (is|are) not enabled/i;
const NO_RIGHTS =
  /not enough rights|have no rights|chat_admin_required|need administrator rights|topic_closed|chat_write_forbidden/i;
const DESK_GONE = /chat not found|was kicked|not a member|was deleted|chat_restricted|is deactivated/i;

function describeRejection(outcome: Extract<FailedCall, { readonly kind: "rejected" }>): StaffDelivery {
  const { status, description: detail, retryAfterMs, migrateToChatId } = outcome;
  if (status === 429) return { kind: "retry", afterMs: retryAfterMs, reason: "rate-limit" };
  if (isWrongToken(outcome)) return { kind: "retry", afterMs: RETRY_AUTH_MS, reason: "wrong-token" };
  if (status === 409) return { kind: "retry", afterMs: RETRY_MS, reason: "conflict" };
  if (migrateToChatId !== null) return { kind: "moved", placeKey: String(migrateToChatId) };
  if (THREAD_GONE.test(detail)) return { kind: "refused", reason: "thread-gone", detail };
  if (POST_GONE.test(detail)) return { kind: "refused", reason: "post-gone", detail };
  if (NO_THREADS.test(detail)) return { kind: "refused", reason: "no-threads", detail };
  if (NO_RIGHTS.test(detail)) return { kind: "refused", reason: "no-rights", detail };
  if (status === 403 || DESK_GONE.test(detail)) return { kind: "refused", reason: "desk-gone", detail };
  return { kind: "refused", reason: "invalid", detail };
}
