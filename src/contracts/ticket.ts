/** A case that a person deals with. */
import type { AgentId, ConversationId, Instant, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { ChannelName, Speaker } from "./message.ts";

export const TICKET_STATUSES = ["waiting", "held", "pending-buyer", "snoozed", "resolved", "closed"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

export const HANDOFF_REASONS = [
  "buyer-asked",
  "complaint",
  "self-harm",
  "safety",
  "legal",
  "bank-dispute",
  "data-protection",
  "press",
  "no-passage-found",
  "citation-check-failed",
  "model-unavailable",
  "unclear-twice",
  "not-text",
  "failed-repeatedly",
  "agent-wrote",
  "proposal",
  "proof-failed",
] as const;
export type HandoffReason = (typeof HANDOFF_REASONS)[number];

export const TICKET_PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type TicketPriority = (typeof TICKET_PRIORITIES)[number];

/** What a case is about: by which agents are chosen, and reports count. */
export const TICKET_CATEGORIES = [
  "delivery",
  "damaged",
  "wrong-item",
  "missing-item",
  "return",
  "refund",
  "payment",
  "order-change",
  "product",
  "account",
  "safety",
  "legal",
  "other",
] as const;
export type TicketCategory = (typeof TICKET_CATEGORIES)[number];

/** What falls due by itself; "warn" and "breach" belong to the promise of a first reply. */
export const TIMER_KINDS = ["warn", "breach", "wake", "close", "ask-score", "follow-up", "tell-place"] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

/** One timer of a kind and ticket: set anew it moves, null takes it away. */
export interface TimerChange {
  readonly ticketId: TicketId;
  readonly kind: TimerKind;
  readonly dueAt: Instant | null;
}

/** A ticket's number is known only inside the transaction; a queued text that names it holds this mark instead. */
export const TICKET_NUMBER_MARK = "\u{F0000}";

export interface NewTicket {
  readonly ticketId: TicketId;
  readonly reason: HandoffReason;
  readonly priority: TicketPriority;
  /** One line for the agent who picks it up: the buyer's own words, cut. Never shown to the buyer. */
  readonly note: string;
  readonly language: Language;
  readonly openedAt: Instant;
  readonly firstReplyDueAt: Instant;
  /** Left out: "other". */
  readonly category?: TicketCategory;
  readonly tags?: readonly string[];
}

export interface Ticket extends NewTicket {
  readonly shopId: ShopId;
  readonly conversationId: ConversationId;
  /** Counts from 1 within a shop; what people call the ticket by. */
  readonly number: number;
  readonly status: TicketStatus;
  readonly agentId: AgentId | null;
  readonly firstRepliedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly category: TicketCategory;
  readonly tags: readonly string[];
  readonly snoozedUntil: Instant | null;
  /** When the first reply was promised and not given. */
  readonly breachedAt: Instant | null;
  /** The ticket that goes on in its place. */
  readonly mergedInto: TicketId | null;
}

/** What agents tell one another about a case. */
/** Of one ticket, or one contact. */
export const MAX_TAGS = 20;

export interface TicketNote {
  readonly noteId: string;
  readonly ticketId: TicketId;
  readonly agentId: AgentId;
  readonly text: string;
  readonly mentions: readonly AgentId[];
  readonly at: Instant;
}

/** A line of the queue as the console shows it. */
export interface TicketSummary extends Ticket {
  readonly channel: ChannelName;
  readonly contactName: string | null;
  readonly agentName: string | null;
  readonly lastMessageAt: Instant;
  readonly lastMessageText: string;
  readonly lastSpeaker: Speaker;
}

/** What narrows a list: within one of them any value will do, and each that is named must hold. */
export interface TicketConditions {
  readonly statuses?: readonly TicketStatus[];
  readonly priorities?: readonly TicketPriority[];
  readonly languages?: readonly Language[];
  readonly channels?: readonly ChannelName[];
  readonly categories?: readonly TicketCategory[];
  readonly tags?: readonly string[];
  /** The first reply was promised for an earlier moment and has not been given. */
  readonly isOverdue?: true;
}

/** What is left out is not looked at. */
export interface TicketFilter {
  readonly statuses: readonly TicketStatus[];
  readonly agentId?: AgentId;
  readonly ticketId?: TicketId;
  readonly isUnassigned?: true;
  /** All of them hold. */
  readonly conditions?: readonly TicketConditions[];
  readonly limit: number;
}

/** What of a ticket tells whether somebody has touched it since one looked. */
export type TicketMark = Pick<Ticket, "ticketId" | "number" | "status" | "agentId">;
