/** Which change of status an action may make. One table; everything else is refused. */
import { AppError } from "../contracts/errors.ts";
import type { TicketStatus } from "../contracts/ticket.ts";

export type TicketAction = "take" | "reply" | "release-to-queue" | "release-to-assistant" | "resolve";

interface Transition {
  readonly from: readonly TicketStatus[];
  readonly to: TicketStatus;
}

const OPEN: readonly TicketStatus[] = ["waiting", "held", "pending-buyer", "snoozed"];

export const TRANSITIONS: Readonly<Record<TicketAction, Transition>> = {
  take: { from: ["waiting", "snoozed"], to: "held" },
  reply: { from: OPEN, to: "held" },
  "release-to-queue": { from: ["held", "pending-buyer", "snoozed"], to: "waiting" },
  // The assistant speaks again, so the case is over for people; a new hand-over is a new ticket.
  "release-to-assistant": { from: OPEN, to: "resolved" },
  resolve: { from: OPEN, to: "resolved" },
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
