/** What Discord's refusals mean for a desk. */
import type { StaffDelivery } from "../../../src/contracts/staff-desk.ts";
import type { RestFault } from "../client.ts";
import { judgeFault, RETRY_MS, UNAUTHORIZED_RETRY_MS } from "../judge-fault.ts";

/** A server holds so many open threads; some are archived while we wait. */
const THREAD_LIMIT_RETRY_MS = 60_000;
const UNKNOWN_CHANNEL = 10_003;
const UNKNOWN_MESSAGE = 10_008;
const NO_SUCH_ACTION = 50_024;
const THREAD_LIMIT = 160_006;

/** `at` says what was spoken of: the team's channel itself, or a thread below it. */
export function judgeDesk(fault: RestFault, at: "place" | "thread"): StaffDelivery {
  return judgeFault(fault, (status, code) => judgeRejection(status, code, at));
}

function judgeRejection(status: number, code: number, at: "place" | "thread"): StaffDelivery {
  const detail = `discord ${status}/${code}`;
  if (code === THREAD_LIMIT) return { kind: "retry", afterMs: THREAD_LIMIT_RETRY_MS, reason: "thread-limit" };
  if (code === UNKNOWN_MESSAGE) return { kind: "refused", reason: "post-gone", detail };
  if (code === NO_SUCH_ACTION) return { kind: "refused", reason: "no-threads", detail };
  if (code === UNKNOWN_CHANNEL || status === 404) {
    return { kind: "refused", reason: at === "place" ? "desk-gone" : "thread-gone", detail };
  }
  switch (status) {
    case 401:
      return { kind: "retry", afterMs: UNAUTHORIZED_RETRY_MS, reason: "unauthorized" };
    case 403:
      return { kind: "refused", reason: "no-rights", detail };
    case 408:
    case 409:
      return { kind: "retry", afterMs: RETRY_MS, reason: detail };
    default:
      return { kind: "refused", reason: "invalid", detail };
  }
}
