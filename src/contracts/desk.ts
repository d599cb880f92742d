/** How a shop's people work: what they promise, when they are there, who takes what, and where it is kept. */
import type { AgentId, ContactId, ConversationId, Instant, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { RelatedCase } from "./related.ts";
import type { ScoreStore } from "./satisfaction.ts";
import type { AuditEntry } from "./stores.ts";
import type { Ticket, TicketCategory, TicketNote, TicketPriority, TimerKind } from "./ticket.ts";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Local wall-clock time, "HH:MM", "24:00" for the end of the day. */
export interface OpenHours {
  readonly from: string;
  readonly to: string;
}

export type Minutes = Readonly<Record<TicketPriority, number>>;

export interface DeskSettings {
  /** IANA name, e.g. "Europe/Madrid". */
  readonly timeZone: string;
  /** Null: always open. A weekday that is left out is closed. */
  readonly hours: Readonly<Partial<Record<Weekday, readonly OpenHours[]>>> | null;
  /** Local dates, "YYYY-MM-DD", on which nobody works. */
  readonly holidays: readonly string[];
  /** Until the first reply, counted while the desk is open. */
  readonly firstReplyMinutes: Minutes;
  readonly firstReplyByLanguage: Readonly<Partial<Record<Language, Partial<Minutes>>>>;
  /** An urgent case's clock does not stop at night. */
  readonly isUrgentAlways: boolean;
  /** A warning comes when this share of the promised time is over: 0..1. */
  readonly warnAt: number;
  /** Tickets an agent holds at once, unless theirs says otherwise. */
  readonly capacity: number;
  /** Without a sign of life for so long nobody is given a ticket, and for `returnAfterMinutes` theirs go back. */
  readonly awayAfterSeconds: number;
  readonly returnAfterMinutes: number;
  /** A ticket that waits for its buyer is resolved after so many hours; null: never. */
  readonly resolveSilentAfterHours: number | null;
  /** A resolved ticket is closed after so many hours. */
  readonly closeAfterHours: number;
  /** An order of at least so much makes its case more urgent: the smallest unit by currency. Empty: none does. */
  readonly highOrderMinor: Readonly<Record<string, number>>;
  /** A contact with one of these tags is a VIP. */
  readonly vipTags: readonly string[];
  /** Who had another case within so many days writes again about what was not solved. */
  readonly repeatWithinDays: number;
  /** So does who has so many cases, this one counted, within `frequentWithinDays`. */
  readonly frequentCases: number;
  readonly frequentWithinDays: number;
  /** Who waits is told their place after so long; null: never. */
  readonly placeAfterSeconds: number | null;
  /** Once an agent has resolved a case its buyer is asked for a score after so long; null: never. */
  readonly scoreAfterMinutes: number | null;
  /** And asked whether all is settled after so long; null: never. */
  readonly followUpHours: number | null;
  /** A score of 1 or 2: the case goes back to the queue, or people are told. */
  readonly badScore: "reopen" | "alert";
}

export interface AgentDesk {
  readonly agentId: AgentId;
  readonly availability: "available" | "away";
  /** Empty: any. */
  readonly languages: readonly Language[];
  /** Empty: any. */
  readonly skills: readonly TicketCategory[];
  readonly capacity: number | null;
  readonly seenAt: Instant | null;
}

/** An agent as the assignment sees them. */
export interface AgentLoad extends AgentDesk {
  /** Tickets that wait for the agent; those which wait for their buyer or sleep do not count. */
  readonly holding: number;
}

/** What of a ticket decides who takes it. */
export type WaitingTicket = Pick<Ticket, "ticketId" | "priority" | "openedAt" | "language" | "category">;

/** A ticket whose buyer waits for an agent who has gone. */
export interface OrphanedTicket {
  readonly ticketId: TicketId;
  readonly conversationId: ConversationId;
  readonly agentId: AgentId;
}

export interface DueTimer {
  readonly ticket: Ticket;
  readonly kind: TimerKind;
}

/** What of a ticket changes without touching who speaks. Left out: as it is. */
export interface TicketEdit {
  readonly priority?: TicketPriority;
  readonly category?: TicketCategory;
  readonly tags?: readonly string[];
  /** Of those it has then, whoever else changes them at the same moment. */
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  readonly warnedAt?: Instant;
  readonly breachedAt?: Instant;
}

/** Cases that were opened since the two moments, whatever became of them. */
export interface CaseHistory {
  readonly openedLately: number;
  readonly openedFrequent: number;
  /** Of the contact. */
  readonly tags: readonly string[];
}

export interface QueuePlace {
  /** Tickets that are served before this one, by priority and age. */
  readonly ahead: number;
  /** The median of the last first replies, in ms; null when there are too few to say. */
  readonly usualWaitMs: number | null;
  /** When the buyer was told last. */
  readonly toldAt: Instant | null;
}

export interface DeskStore extends ScoreStore {
  settings(shopId: ShopId): Promise<DeskSettings>;
  saveSettings(shopId: ShopId, settings: DeskSettings): Promise<void>;
  /** Null for an agent who has never been at the desk. */
  deskOf(shopId: ShopId, agentId: AgentId): Promise<AgentDesk | null>;
  saveDesk(shopId: ShopId, desk: Omit<AgentDesk, "seenAt">): Promise<void>;
  /** A sign of life; nothing happens for an agent without a desk. */
  noteSeen(shopId: ShopId, agentId: AgentId): Promise<void>;
  /** Those who are available and were seen within `seenWithinMs`. */
  available(shopId: ShopId, seenWithinMs: number): Promise<readonly AgentLoad[]>;
  /** Waiting tickets that one of these agents may take, by priority and age. */
  waitingFor(shopId: ShopId, agents: readonly AgentDesk[], limit: number): Promise<readonly WaitingTicket[]>;
  /** Held tickets with an unanswered buyer whose agent has not been seen for `goneForMs`. */
  orphaned(shopId: ShopId, goneForMs: number): Promise<readonly OrphanedTicket[]>;
  /** Due timers, pushed ahead by `leaseMs`; whoever acts on one takes it away. */
  takeDueTimers(shopId: ShopId, limit: number, leaseMs: number): Promise<readonly DueTimer[]>;
  /** For a ticket that is not there any more, or whose timer says nothing now. */
  dropTimer(shopId: ShopId, ticketId: TicketId, kind: TimerKind): Promise<void>;
  placeOf(shopId: ShopId, ticketId: TicketId): Promise<QueuePlace | null>;
  /** Nothing when the ticket is resolved. With the audit entry, all or nothing; `dropsTimer` goes with it. */
  edit(
    shopId: ShopId,
    ticketId: TicketId,
    edit: TicketEdit,
    options: { readonly audit: AuditEntry; readonly dropsTimer?: TimerKind },
  ): Promise<boolean>;
  /** False when the note is there already. */
  addNote(shopId: ShopId, note: Omit<TicketNote, "at">): Promise<boolean>;
  notesOf(shopId: ShopId, ticketId: TicketId): Promise<readonly TicketNote[]>;
  /** What is known of a contact when a case is opened, in one look. */
  caseHistory(
    shopId: ShopId,
    contactId: ContactId,
    since: { readonly lately: Instant; readonly frequent: Instant },
  ): Promise<CaseHistory>;
  /** False when there is no such contact. */
  tagContact(
    shopId: ShopId,
    contactId: ContactId,
    tags: readonly string[],
    audit: Pick<AuditEntry, "actor"> & { readonly via?: string | undefined },
  ): Promise<boolean>;
  /** Other tickets of the same contact, newest first. */
  relatedTo(shopId: ShopId, ticketId: TicketId, limit: number): Promise<readonly Ticket[]>;
  /** What has to do with it, what is open first; each once, by the nearest of its reasons. */
  relatedCases(shopId: ShopId, ticketId: TicketId, limit: number): Promise<readonly RelatedCase[]>;
}
