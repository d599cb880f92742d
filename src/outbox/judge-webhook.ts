/** What an answer to a webhook means: for the event, and for the endpoint it was sent to. */
import type { Instant } from "../contracts/ids.ts";
import type { Attempt, DeliveryFault, EndpointVerdict, PostOutcome } from "../contracts/webhook.ts";

/** After so long without success an event is given up, and an endpoint switched off. */
export const PATIENCE_MS = 24 * 3_600_000;
/** So many failures in a row are the endpoint's, not one event's: the others wait with it. */
const FAILING_FROM = 3;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** After the first failure, the second, and so on; the last one again and again: 13 tries in 24 hours. */
const WAITS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
];
/** An endpoint that comes back is found within the hour, whatever its events wait for. */
const MAX_PAUSE_MS = HOUR_MS;
const MAX_ASKED_MS = HOUR_MS;
const GONE = 410;

export interface Tried {
  /** Before this one. */
  readonly attempts: number;
  readonly firstTriedAt: Instant | null;
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly now: Instant;
  /** 0..1 */
  readonly random: number;
}

export interface Judged {
  readonly status: number | null;
  readonly fault: DeliveryFault | null;
  readonly outcome: Attempt["outcome"];
  readonly verdict: EndpointVerdict;
}

export function judgeWebhook(outcome: PostOutcome, tried: Tried): Judged {
  const status = outcome.kind === "answered" ? outcome.status : null;
  const fault = faultOf(outcome);
  if (fault === null) return { status, fault, outcome: { kind: "delivered" }, verdict: { kind: "well" } };
  const asked = Math.min(MAX_ASKED_MS, (outcome.kind === "answered" ? outcome.retryAfterMs : null) ?? 0);
  const isOver = tried.firstTriedAt !== null && tried.now - tried.firstTriedAt >= PATIENCE_MS;
  const afterMs = Math.max(asked, waitMs(tried.attempts, tried.random));
  const isDead = tried.failingSince !== null && tried.now - tried.failingSince >= PATIENCE_MS;
  // Switched off, what waits goes on waiting: it is sent when somebody switches the endpoint on again.
  if (status === GONE || isDead) {
    return { status, fault, outcome: { kind: "again", afterMs }, verdict: { kind: "disable" } };
  }
  const failures = tried.failures + 1;
  const pauseMs = failures < FAILING_FROM ? 0 : Math.min(MAX_PAUSE_MS, waitMs(failures - FAILING_FROM, tried.random));
  return {
    status,
    fault,
    outcome: isOver ? { kind: "given-up" } : { kind: "again", afterMs },
    verdict: { kind: "failing", resumeAfterMs: Math.max(asked, pauseMs) },
  };
}

function faultOf(outcome: PostOutcome): DeliveryFault | null {
  if (outcome.kind === "refused") return outcome.fault;
  if (outcome.status >= 200 && outcome.status < 300) return null;
  return outcome.status >= 300 && outcome.status < 400 ? "redirected" : "refused-status";
}

/** A fifth more at most, so that a thousand events do not come back in one second. */
function waitMs(before: number, random: number): number {
  const base = WAITS_MS[Math.min(before, WAITS_MS.length - 1)] ?? HOUR_MS;
  return Math.round(base * (1 + random / 5));
}
