/** What helps an agent with a case: its story in three lines, a reply to look at, better words, macros and tags that fit. */
import type { AuditEntry } from "./conversation-change.ts";
import type { ConversationId, Instant, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { ByLanguage } from "./macro.ts";
import type { Source } from "./message.ts";
import type { HandoffReason, TicketCategory, TicketPriority } from "./ticket.ts";

/** One line each, as a colleague would say it. */
export interface SummaryLines {
  readonly wants: string;
  /** What the assistant tried, and why it stopped. */
  readonly tried: string;
  readonly stake: string;
}

/** Written by a model, once per hand-over and language, and again when somebody asks for it. */
export interface CaseSummary extends SummaryLines {
  readonly language: Language;
  /** The last message that it knows of. */
  readonly upToSeq: number;
  readonly model: string;
  readonly promptVersion: string;
  readonly writtenAt: Instant;
}

export type NewSummary = Omit<CaseSummary, "writtenAt">;

/** Why a model would sort a case otherwise. A closed list: what it says in words never reaches the audit log. */
export const REFINE_REASONS = ["danger", "law", "money", "date", "anger", "again", "subject"] as const;
export type RefineReason = (typeof REFINE_REASONS)[number];

/** As a model has sorted a case. It may raise the priority and correct the category, never lower anything. */
export interface SaidTriage {
  readonly priority: TicketPriority;
  readonly category: TicketCategory;
  readonly why: RefineReason;
}

/** What becomes of a case that a model has sorted; nothing, once a person has sorted it or it is no longer as expected. */
export interface TriageChange {
  readonly ticketId: TicketId;
  readonly expect: { readonly priority: TicketPriority; readonly category: TicketCategory };
  readonly priority: TicketPriority;
  readonly category: TicketCategory;
  /** For a case that waits for its first reply: what is promised now. */
  readonly promise: { readonly dueAt: Instant; readonly warnAt: Instant } | null;
  readonly audit: AuditEntry;
}

/** A hand-over that nobody has summed up, leased to one worker. */
export interface BriefClaim {
  readonly ticketId: TicketId;
  /** Counted before the work. */
  readonly attempt: number;
}

/** An earlier case, as far as its tags may fit another one. */
export interface TaggedCase {
  readonly note: string;
  readonly language: Language;
  readonly category: TicketCategory;
  readonly tags: readonly string[];
}

export interface MacroUse {
  readonly macroKey: string;
  readonly category: TicketCategory;
  readonly usedCount: number;
}

export interface CopilotStore {
  /**
   * Leases up to `limit` cases that were handed over, or opened again, within a day and have no summary, oldest first.
   * What nobody but a person may read is never among them.
   */
  claimBriefs(shopId: ShopId, limit: number, leaseMs: number): Promise<readonly BriefClaim[]>;
  /** The hand-over is summed up, or given up: null. */
  closeBrief(shopId: ShopId, ticketId: TicketId, summary: NewSummary | null): Promise<void>;
  /** Nothing came of it; it is due again after so long. */
  deferBrief(shopId: ShopId, ticketId: TicketId, afterMs: number): Promise<void>;
  saveSummary(shopId: ShopId, ticketId: TicketId, summary: NewSummary): Promise<void>;
  /** The newest first. */
  summariesOf(shopId: ShopId, ticketId: TicketId): Promise<readonly CaseSummary[]>;
  /** All or nothing, with its audit entry; false when nothing was written. */
  refine(shopId: ShopId, change: TriageChange): Promise<boolean>;
  noteMacroUse(shopId: ShopId, macroKey: string, category: TicketCategory): Promise<void>;
  macroUses(shopId: ShopId): Promise<readonly MacroUse[]>;
  /** The newest cases with tags, but for this one. */
  taggedCases(shopId: ShopId, except: TicketId, limit: number): Promise<readonly TaggedCase[]>;
  note(shopId: ShopId, conversationId: ConversationId, entries: readonly AuditEntry[]): Promise<void>;
}

export interface ArticleHint {
  readonly articleKey: string;
  readonly language: Language;
  readonly title: string;
  /** A stretch of the article, word for word. */
  readonly quote: string;
  /** Only https. */
  readonly url: string | null;
}

export interface MacroHint {
  readonly macroKey: string;
  readonly names: ByLanguage;
}

/** What is known of a case without asking a model; the page puts it into words. */
export interface CaseFacts {
  /** The buyer's last words that ask for something; null where nobody but a person may read them. */
  readonly question: string | null;
  readonly category: TicketCategory;
  readonly reason: HandoffReason;
  /** Titles of the articles that the assistant answered from. */
  readonly triedTitles: readonly string[];
  readonly askedBack: number;
  readonly priority: TicketPriority;
  readonly tags: readonly string[];
  readonly order: {
    readonly number: string;
    /** With the currency's decimals and a point. */
    readonly amount: string | null;
    readonly currency: string | null;
  } | null;
  /** Other cases of this buyer. */
  readonly otherCases: number;
}

/** What a page gets at once, without a model being asked. */
export interface CopilotView {
  readonly hasModel: boolean;
  /** In the language that was asked for, else the newest. */
  readonly summary: CaseSummary | null;
  /** The buyer has written since, or an agent has. */
  readonly isStale: boolean;
  readonly facts: CaseFacts;
  readonly macros: readonly MacroHint[];
  readonly tags: readonly string[];
  readonly articles: readonly ArticleHint[];
}

/** "no-model", "budget", "timeout" and the like, or which check a reply did not pass. */
export type CopilotFailure = string;

export type SummaryOutcome =
  | { readonly kind: "written"; readonly summary: CaseSummary }
  | { readonly kind: "failed"; readonly reason: CopilotFailure };

export type SuggestedReply =
  | {
      readonly kind: "suggested";
      readonly text: string;
      readonly language: Language;
      readonly sources: readonly Source[];
      /** "extract": an article's own words, for no model could say it better. */
      readonly writtenBy: "model" | "extract";
    }
  /** No article answers it, or not surely enough; or there is nothing to answer. */
  | { readonly kind: "nothing"; readonly reason: CopilotFailure };

export const REWRITE_MANNERS = ["rewrite", "shorten", "friendlier", "formal", "spelling"] as const;
export type RewriteManner = (typeof REWRITE_MANNERS)[number];

export type RewriteFault = "numbers" | "links" | "placeholders" | "language" | "markup" | "length" | "empty";

export type Rewritten =
  | { readonly kind: "rewritten"; readonly text: string; readonly model: string; readonly promptVersion: string }
  /** Nothing better came: the draft stays as it is. */
  | { readonly kind: "unchanged" }
  /** Twice the model lost something that must survive. */
  | { readonly kind: "refused"; readonly fault: RewriteFault }
  | { readonly kind: "failed"; readonly reason: CopilotFailure };
