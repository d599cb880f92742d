/** What a waiting buyer may honestly be told: their place, how long it usually takes, or when somebody will be there. */
import type { DeskSettings, QueuePlace } from "../contracts/desk.ts";
import type { Instant } from "../contracts/ids.ts";
import type { Ticket } from "../contracts/ticket.ts";
import { isOpenAt, nextOpening } from "./business-time.ts";

export type Wait =
  | { readonly kind: "closed"; readonly opensAt: Instant }
  /** Nobody is at work although the desk is open: what was promised is all there is to say. */
  | { readonly kind: "absent"; readonly ahead: number; readonly promisedAt: Instant | null }
  /** Null: too few first replies to say. */
  | { readonly kind: "queue"; readonly ahead: number; readonly usually: Duration | null };

export interface Duration {
  readonly unit: "minutes" | "hours";
  readonly count: number;
}

const MINUTE_MS = 60_000;
/** Beyond this, minutes pretend to be exact. */
const MAX_MINUTES = 90;
/** Rounded up to five, save for the shortest. */
const EXACT_BELOW = 10;
const STEP = 5;

export function describeWait(
  { priority, firstReplyDueAt }: Pick<Ticket, "priority" | "firstReplyDueAt">,
  { ahead, usualWaitMs }: Pick<QueuePlace, "ahead" | "usualWaitMs">,
  desk: Pick<DeskSettings, "timeZone" | "hours" | "holidays" | "isUrgentAlways">,
  { now, isAnybodyThere }: { readonly now: Instant; readonly isAnybodyThere: boolean },
): Wait {
  const promisedAt = firstReplyDueAt > now ? firstReplyDueAt : null;
  if (!isAnybodyThere && desk.hours !== null) {
    // For an urgent case somebody is called in: it would be wrong to speak of tomorrow.
    const isCalledIn = priority === "urgent" && desk.isUrgentAlways;
    const opensAt = isOpenAt(now, desk) ? null : nextOpening(now, desk);
    return opensAt !== null && !isCalledIn ? { kind: "closed", opensAt } : { kind: "absent", ahead, promisedAt };
  }
  return { kind: "queue", ahead, usually: usualWaitMs === null ? null : roundUp(usualWaitMs) };
}

function roundUp(ms: number): Duration {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE_MS));
  if (minutes <= EXACT_BELOW) return { unit: "minutes", count: minutes };
  if (minutes <= MAX_MINUTES) return { unit: "minutes", count: Math.ceil(minutes / STEP) * STEP };
  return { unit: "hours", count: Math.ceil(minutes / 60) };
}
