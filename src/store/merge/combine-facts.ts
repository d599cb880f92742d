/** What several cases are as one: all tags, the highest priority, the earliest promise; who waits wakes who sleeps. */
import type { Instant } from "../../contracts/ids.ts";
import { TICKET_PRIORITIES, type TicketPriority } from "../../contracts/ticket.ts";
import { isOpen, type LockedTicket } from "./lock-case.ts";
import type { Facts, KeptTimer } from "./merge-row.ts";

export function factsOf(ticket: LockedTicket): Facts {
  const { status, priority, tags, firstReplyDueAt, warnedAt, breachedAt, snoozedUntil, timers } = ticket;
  return {
    status,
    priority,
    tags,
    firstReplyDueAt,
    warnedAt: warnedAt as Instant | null,
    breachedAt,
    snoozedUntil,
    timers,
  };
}

export function combineFacts(survivor: LockedTicket, merged: readonly LockedTicket[]): Facts {
  const open = merged.filter(isOpen);
  const wakes = open.some(({ status }) => status === "waiting" || status === "held");
  const isAsleep = survivor.status === "snoozed" || survivor.status === "pending-buyer";
  const awake = wakes && isAsleep;
  // Who has been answered was promised nothing more; what was promised to the others holds.
  const unanswered =
    survivor.firstRepliedAt === null ? open.filter(({ firstRepliedAt }) => firstRepliedAt === null) : [];
  const promised = [survivor, ...unanswered];
  const breachedAt = earliest(promised.map((ticket) => ticket.breachedAt));
  return {
    status: awake ? (survivor.agentId === null ? "waiting" : "held") : survivor.status,
    snoozedUntil: awake ? null : survivor.snoozedUntil,
    priority: highest([survivor, ...open].map(({ priority }) => priority)),
    tags: [...new Set([survivor, ...merged].flatMap(({ tags }) => tags))],
    firstReplyDueAt: earliest(promised.map((ticket) => ticket.firstReplyDueAt)) ?? survivor.firstReplyDueAt,
    warnedAt: earliest(promised.map((ticket) => ticket.warnedAt as Instant | null)),
    breachedAt,
    timers: combineTimers(promised, { awake, breachedAt }),
  };
}

/** A promise that is broken is broken once. */
function combineTimers(
  [survivor, ...others]: readonly LockedTicket[],
  { awake, breachedAt }: { readonly awake: boolean; readonly breachedAt: Instant | null },
): readonly KeptTimer[] {
  const promises = (["warn", "breach"] as const).flatMap((kind): readonly KeptTimer[] => {
    const timers = [survivor, ...others].flatMap((each) => each?.timers ?? []);
    const dueAt = earliest(timers.filter((timer) => timer.kind === kind).map((timer) => timer.dueAt));
    return dueAt === null || breachedAt !== null ? [] : [{ kind, dueAt }];
  });
  const rest = (survivor?.timers ?? []).filter(({ kind }) => kind !== "warn" && kind !== "breach");
  return [...promises, ...(awake ? rest.filter(({ kind }) => kind !== "wake" && kind !== "close") : rest)];
}

function highest(priorities: readonly TicketPriority[]): TicketPriority {
  return TICKET_PRIORITIES.find((priority) => priorities.includes(priority)) ?? "normal";
}

function earliest(moments: readonly (Instant | null)[]): Instant | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : (Math.min(...known) as Instant);
}
