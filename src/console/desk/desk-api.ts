/** What the page and the server say to each other about the desk: saved views, many at once, notes, who is there. */
import type { ErrorCode } from "../../contracts/errors.ts";
import type { Language } from "../../contracts/language.ts";
import type { TicketView } from "../../contracts/saved-view.ts";
import type { AgentRole } from "../../contracts/stores.ts";
import type { TicketCategory, TicketConditions, TicketPriority, TicketStatus } from "../../contracts/ticket.ts";

export interface SavedViewRow {
  readonly viewId: string;
  readonly name: string;
  readonly base: TicketView;
  readonly conditions: TicketConditions;
  readonly isShared: boolean;
  readonly isMine: boolean;
  /** Rename, change, move, delete. */
  readonly mayChange: boolean;
  /** 1,000 stands for "as many or more"; null where nothing is left to do. */
  readonly count: number | null;
}

export interface SavedViewListView {
  readonly views: readonly SavedViewRow[];
}

export interface SavedViewBody {
  readonly name: string;
  readonly base: TicketView;
  readonly conditions: TicketConditions;
  readonly isShared: boolean;
}

/** What the page saw of a ticket when it was chosen. */
export interface SeenTicket {
  readonly ticketId: string;
  readonly status: TicketStatus;
  readonly agentId: string | null;
}

export interface SelectionView {
  readonly tickets: readonly (SeenTicket & { readonly number: number })[];
  /** The view holds more than can be chosen at once. */
  readonly hasMore: boolean;
}

export type BulkAction =
  | { readonly kind: "take" }
  | { readonly kind: "transfer"; readonly agentId: string }
  | { readonly kind: "resolve" }
  | { readonly kind: "snooze"; readonly until: number }
  | {
      readonly kind: "edit";
      readonly priority?: TicketPriority;
      readonly category?: TicketCategory;
      readonly addTags?: readonly string[];
      readonly removeTags?: readonly string[];
    };

export type BulkOutcome =
  | { readonly kind: "done" }
  /** Not as it was seen: nothing was written. */
  | { readonly kind: "changed"; readonly status: TicketStatus; readonly agentName: string | null }
  /** A colleague has it; only handing it over is open to others. */
  | { readonly kind: "colleague"; readonly agentName: string | null }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  /** On our side; worth another try. */
  | { readonly kind: "failed" };

export interface BulkResultView {
  readonly results: readonly {
    readonly ticketId: string;
    /** Null when there is no such ticket. */
    readonly number: number | null;
    readonly outcome: BulkOutcome;
  }[];
}

export interface TicketEditBody {
  readonly priority?: TicketPriority;
  readonly category?: TicketCategory;
  readonly tags?: readonly string[];
}

export interface NoteView {
  readonly noteId: string;
  readonly agentId: string;
  readonly agentName: string | null;
  readonly text: string;
  readonly mentions: readonly string[];
  readonly at: number;
}

export interface NoteListView {
  readonly notes: readonly NoteView[];
}

export interface ColleagueView {
  readonly agentId: string;
  readonly name: string;
  readonly role: AgentRole;
  readonly availability: "available" | "away";
}

export interface ColleagueListView {
  readonly agents: readonly ColleagueView[];
}

export interface DeskBody {
  readonly availability: "available" | "away";
  /** Empty: any, here and below. */
  readonly languages: readonly Language[];
  readonly skills: readonly TicketCategory[];
  /** Null: as many as the shop says. */
  readonly capacity: number | null;
}

export interface DeskView {
  readonly desk: DeskBody;
  /** What one can choose from, and what "as the shop says" is. */
  readonly shopLanguages: readonly Language[];
  readonly shopCapacity: number;
}

/** What is noted of a ticket's buyer; one of `vipTags` makes a VIP. */
export interface ContactTagsView {
  readonly tags: readonly string[];
  readonly vipTags: readonly string[];
}
