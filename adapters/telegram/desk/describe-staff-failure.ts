/** What Telegram's refusals mean for a staff desk, in our words. */
import type { StaffDelivery } from "../../../src/contracts/staff-desk.ts";
import { judgeFailure, type Rejection } from "../judge-failure.ts";
import type { FailedCall } from "../wait-out.ts";

export function describeStaffFailure(outcome: FailedCall): StaffDelivery {
  return judgeFailure(outcome, describeRefusal);
}

const THREAD_GONE = /message thread not found|topic_deleted|topic_id_invalid|topic not found/i;
const POST_GONE = /message to edit not found|message can't be edited|message_id_invalid/i;
const NO_THREADS = /not a forum|forum is disabled|topics? (is|are) not enabled/i;
const NO_RIGHTS =
  /not enough rights|have no rights|chat_admin_required|need administrator rights|topic_closed|chat_write_forbidden/i;
const DESK_GONE = /chat not found|was kicked|not a member|was deleted|chat_restricted|is deactivated/i;

function describeRefusal({ status, description: detail, migrateToChatId }: Rejection): StaffDelivery {
  if (migrateToChatId !== null) return { kind: "moved", placeKey: String(migrateToChatId) };
  if (THREAD_GONE.test(detail)) return { kind: "refused", reason: "thread-gone", detail };
  if (POST_GONE.test(detail)) return { kind: "refused", reason: "post-gone", detail };
  if (NO_THREADS.test(detail)) return { kind: "refused", reason: "no-threads", detail };
  if (NO_RIGHTS.test(detail)) return { kind: "refused", reason: "no-rights", detail };
  if (status === 403 || DESK_GONE.test(detail)) return { kind: "refused", reason: "desk-gone", detail };
  return { kind: "refused", reason: "invalid", detail };
}
