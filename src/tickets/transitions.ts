/** Which change of status an action may make. One table; everything else is refused. */
import { AppError } from "../contracts/errors.ts";
import type { TicketStatus } from "../contracts/ticket.ts";

export type TicketAction =
  | "take"
  | "assign"
  | "transfer"
  | "reply"
  | "await-buyer"
  | "snooze"
  | "wake"
  | "release-to-queue"
  | "release-to-assistant"
  | "resolve"
  | "reopen"
  | "close";

interface Transition {
  readonly from: readonly TicketStatus[];
  readonly to: TicketStatus;
}

const OPEN: readonly TicketStatus[] = ["waiting", "held", "pending-buyer", "snoozed"];

export const TRANSITIONS: Readonly<Record<TicketAction, Transition>> = {
  take: { from: ["waiting", "snoozed"], to: "held" },
  // By the desk itself: only what nobody has.
  assign: { from: ["waiting"], to: "held" },
  transfer: { from: ["waiting", "held", "pending-buyer", "snoozed"], to: "held" },
  reply: { from: OPEN, to: "held" },
  "await-buyer": { from: ["held"], to: "pending-buyer" },
  snooze: { from: ["waiting", "held", "pending-buyer"], to: "snoozed" },
  // To whoever has it; to the queue when nobody does, see `wakeTo`.
  wake: { from: ["snoozed"], to: "held" },
  "release-to-queue": { from: ["held", "pending-buyer", "snoozed"], to: "waiting" },
  // The assistant speaks again, so the case is over for people; a new hand-over is a new ticket.
  "release-to-assistant": { from: OPEN, to: "resolved" },
  resolve: { from: OPEN, to: "resolved" },
  reopen: { from: ["resolved"], to: "waiting" },
  close: { from: ["resolved"], to: "closed" },
};

/** Throws TRANSITION_FORBIDDEN with what the ticket is, so that a screen can say it. */
export function checkTransition(action: TicketAction, status: TicketStatus): Transition {
  const transition = TRANSITIONS[action];
  if (!transition.from.includes(status)) {
    throw new AppError("TRANSITION_FORBIDDEN", `The ticket is ${status}; reload it to see what happened.`, {
      action,
      status,
    });
  }
  return transition;
}
