/** What the console shows: the queue, and one ticket with its conversation. */
import type { Holder } from "../contracts/conversation.ts";
import { AppError } from "../contracts/errors.ts";
import type { ChannelAccountId, ConversationId, TicketId } from "../contracts/ids.ts";
import type { CasePart, Merge } from "../contracts/merge.ts";
import type { TimelineMessage } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import { TICKET_VIEWS, type TicketView } from "../contracts/saved-view.ts";
import type { Agent } from "../contracts/stores.ts";
import {
  TICKET_STATUSES,
  type TicketConditions,
  type TicketFilter,
  type TicketMark,
  type TicketStatus,
  type TicketSummary,
} from "../contracts/ticket.ts";
import { findVoice } from "./case/open-case.ts";
import { readStory } from "./case/read-story.ts";

const OPEN: readonly TicketStatus[] = ["waiting", "held", "pending-buyer", "snoozed"];
/** Whoever sleeps is out of sight until it wakes, except in its own view. */
const AWAKE: readonly TicketStatus[] = ["waiting", "held", "pending-buyer"];

type Wanted = Omit<TicketFilter, "limit" | "ticketId">;

/** One of the built-in views, and what narrows it; all of them hold. */
export interface Narrowed {
  readonly view: TicketView;
  readonly conditions: readonly TicketConditions[];
}

const VIEWS: Readonly<Record<TicketView, (agent: Agent) => Wanted>> = {
  waiting: () => ({ statuses: ["waiting"] }),
  mine: ({ agentId }) => ({ statuses: ["held", "pending-buyer"], agentId }),
  unassigned: () => ({ statuses: OPEN, isUnassigned: true }),
  open: () => ({ statuses: OPEN }),
  urgent: () => ({ statuses: AWAKE, conditions: [{ priorities: ["urgent"] }] }),
  overdue: () => ({ statuses: AWAKE, conditions: [{ isOverdue: true }] }),
  held: () => ({ statuses: ["held", "pending-buyer"] }),
  snoozed: () => ({ statuses: ["snoozed"] }),
  resolved: () => ({ statuses: ["resolved", "closed"] }),
};

const MAX_TICKETS = 200;
const MAX_MESSAGES = 200;

type ReadPorts = Pick<Ports, "tickets" | "conversations" | "merges">;

export interface TicketDetail {
  readonly ticket: TicketSummary;
  readonly messages: readonly TimelineMessage[];
  /** All conversations of the case, its own first, and the one in which the buyer wrote last. */
  readonly parts: readonly CasePart[];
  readonly voice: ConversationId;
  readonly merges: readonly Merge[];
  readonly holder: Holder;
  readonly epoch: number;
  readonly accountId: ChannelAccountId;
  /** What the platform says of the buyer's language and country. */
  readonly localeHint: string | null;
}

/** By priority, then longest waiting first; at most 200. */
export function listTickets(agent: Agent, wanted: Narrowed, ports: ReadPorts): Promise<readonly TicketSummary[]> {
  return ports.tickets.list(agent.shopId, { ...narrow(agent, wanted), limit: MAX_TICKETS });
}

/** The whole of a view, to do something with: at most `limit`. */
export function markTickets(
  agent: Agent,
  wanted: Narrowed,
  limit: number,
  ports: ReadPorts,
): Promise<readonly TicketMark[]> {
  return ports.tickets.mark(agent.shopId, { ...narrow(agent, wanted), limit });
}

/** The statuses are made one list: it says in which order a view stands, and which index finds it. */
export function narrow(agent: Agent, { view, conditions }: Narrowed): Wanted {
  const base = VIEWS[view](agent);
  const asked = conditions.flatMap(({ statuses }) => (statuses === undefined ? [] : [statuses]));
  const statuses = base.statuses.filter((status) => asked.every((each) => each.includes(status)));
  const others = conditions.map(({ statuses: _asked, ...rest }) => rest);
  return { ...base, statuses, conditions: [...(base.conditions ?? []), ...others] };
}

/** How much there is to do in each view. Of what is done nobody needs a count. */
export async function countTickets(agent: Agent, ports: ReadPorts): Promise<Readonly<Record<TicketView, number>>> {
  const counted = TICKET_VIEWS.filter((view) => view !== "resolved");
  const filters = counted.map((view) => ({ ...VIEWS[view](agent), limit: 0 }));
  const counts = await ports.tickets.count(agent.shopId, filters);
  const found = new Map<TicketView, number>(counted.map((view, at) => [view, counts[at] ?? 0]));
  return Object.fromEntries(TICKET_VIEWS.map((view) => [view, found.get(view) ?? 0])) as Record<TicketView, number>;
}

export async function readTicket(agent: Agent, ticketId: TicketId, ports: ReadPorts): Promise<TicketDetail> {
  const [ticket] = await ports.tickets.list(agent.shopId, { statuses: TICKET_STATUSES, ticketId, limit: 1 });
  if (!ticket) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  const [parts, voice, merges] = await Promise.all([
    ports.tickets.partsOf(agent.shopId, ticketId),
    findVoice(ticket, ports),
    ports.merges.of(agent.shopId, ticketId),
  ]);
  if (!voice) throw new AppError("NOT_FOUND", "This ticket's conversation does not exist.");
  return {
    ticket,
    messages: await readStory(agent.shopId, parts, MAX_MESSAGES, ports),
    parts,
    voice: voice.conversationId,
    merges,
    holder: voice.holder,
    epoch: voice.epoch,
    accountId: voice.accountId,
    localeHint: voice.localeHint,
  };
}
