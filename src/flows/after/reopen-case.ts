/** A resolved case goes back to the queue: the buyer says it is not settled, so it waits before those that are new. */
import type { DeskSettings } from "../../contracts/desk.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { ConversationChange } from "../../contracts/stores.ts";
import type { Ticket } from "../../contracts/ticket.ts";
import { promiseReply } from "../../tickets/promise-reply.ts";
import { checkTransition } from "../../tickets/transitions.ts";
import { placeTimers } from "../desk/tell-place.ts";

/** The caller has seen that the ticket is resolved and the assistant has the conversation. */
export function reopening(
  { ticketId, reason, number, priority: before, language }: Ticket,
  why: "bad-score" | "not-settled",
  now: Instant,
  desk: DeskSettings,
): Pick<ConversationChange, "holder" | "ticket" | "timers" | "audit"> {
  const { from, to } = checkTransition("reopen", "resolved");
  const priority = before === "urgent" ? "urgent" : "high";
  // Who says so waits like somebody new: what was answered before answers nothing of it.
  const { dueAt, warnAt } = promiseReply({ priority, language, openedAt: now }, desk);
  const off = (["close", "ask-score", "follow-up"] as const).map((kind) => ({ ticketId, kind, dueAt: null }));
  return {
    holder: { kind: "queue", ticketId },
    ticket: {
      ticketId,
      expectStatus: from,
      status: to,
      agentId: null,
      priority,
      promisedUntil: dueAt,
    },
    timers: [
      ...off,
      { ticketId, kind: "warn", dueAt: warnAt },
      { ticketId, kind: "breach", dueAt },
      ...placeTimers(ticketId, reason, now, desk),
    ],
    audit: [{ actor: { kind: "system" }, action: "ticket-reopen", detail: { ticket: number, reason: why } }],
  };
}
