/** What the console's page and the server say to each other. Types only: the one server file the page may import. */
import type { ConsoleEvent } from "../contracts/console-event.ts";
import type { ErrorCode } from "../contracts/errors.ts";
import type { Language } from "../contracts/language.ts";
import type { Part, Speaker, TimelineMessage } from "../contracts/message.ts";
import type { AgentRole } from "../contracts/stores.ts";
import type { OwnWords } from "../contracts/translation.ts";
import type { TicketLanguagesView } from "../contracts/case-languages.ts";
import type { SearchGroup } from "../contracts/search.ts";
import type { ProposalKind, ProposalState } from "../contracts/proposal.ts";
import type { TicketView } from "../contracts/saved-view.ts";
import type {
  HandoffReason,
  TicketCategory,
  TicketConditions,
  TicketPriority,
  TicketStatus,
} from "../contracts/ticket.ts";

export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint: string;
    readonly requestId: string;
  };
}

export interface SignInBody {
  readonly email: string;
  readonly password: string;
  readonly shop?: string;
  /** Of the authenticator app, or a recovery code. */
  readonly code?: string;
}

export type SignInView =
  | SessionView
  /** The password is right; `wasWrong`: the code that came with it is not. */
  | { readonly kind: "code-needed"; readonly wasWrong: boolean };

export type SessionView =
  /** `needsShop`: several shops live here, so the form must ask which one. */
  | { readonly kind: "signed-out"; readonly needsShop: boolean }
  | {
      readonly kind: "signed-in";
      readonly agent: {
        readonly agentId: string;
        readonly name: string;
        readonly email: string;
        readonly role: AgentRole;
      };
      readonly shop: { readonly shopKey: string; readonly name: string; readonly defaultLanguage: Language };
      /** Goes back in the header `x-csrf-token` with every change. */
      readonly csrfToken: string;
      /** The shop asks for a second factor; before there is one, only one's own account is open. */
      readonly lacksFactor: boolean;
    };

export type { TicketView } from "../contracts/saved-view.ts";

export interface TicketRow {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly number: number;
  readonly status: TicketStatus;
  readonly priority: TicketPriority;
  readonly reason: HandoffReason;
  readonly note: string;
  readonly language: Language;
  readonly channel: string;
  readonly contactName: string | null;
  readonly agentId: string | null;
  readonly agentName: string | null;
  /** Moments are milliseconds since 1970. */
  readonly openedAt: number;
  readonly firstReplyDueAt: number;
  readonly firstRepliedAt: number | null;
  readonly resolvedAt: number | null;
  readonly lastMessageAt: number;
  readonly lastMessageText: string;
  readonly lastSpeaker: Speaker;
  readonly category: TicketCategory;
  readonly tags: readonly string[];
  readonly snoozedUntil: number | null;
  /** When the first reply was promised and not given. */
  readonly breachedAt: number | null;
}

export interface TicketListView {
  readonly tickets: readonly TicketRow[];
  /** How many each view holds, whatever narrows the list; 1,000 stands for "as many or more", and "resolved" is always 0. */
  readonly counts: Readonly<Record<TicketView, number>>;
}

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

export interface BulkBody {
  readonly tickets: readonly SeenTicket[];
  readonly action: BulkAction;
}

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

export type HolderView =
  | { readonly kind: "assistant" }
  | { readonly kind: "queue" }
  | { readonly kind: "you" }
  | { readonly kind: "colleague"; readonly name: string | null };

export interface SourceView {
  readonly number: number;
  readonly title: string;
  readonly quote: string;
  /** Only https addresses; anything else is left out. */
  readonly url: string | null;
}

export interface MessageView {
  readonly messageId: string;
  readonly seq: number;
  readonly speaker: Speaker;
  /** The agent's name when a person spoke. */
  readonly speakerName: string | null;
  readonly text: string;
  /** What the buyer sent that is not text. */
  readonly attachments: readonly Exclude<Part, { kind: "text" | "choice" }>[];
  readonly language: Language | null;
  readonly choices: readonly string[];
  readonly sources: readonly SourceView[];
  readonly delivery: TimelineMessage["delivery"];
  readonly isMaybeDuplicate: boolean;
  readonly at: number;
}

export interface TicketPageView {
  readonly ticket: TicketRow;
  readonly messages: readonly MessageView[];
  readonly holder: HolderView;
  readonly epoch: number;
  readonly languages: TicketLanguagesView;
}

export interface ReplyBody {
  readonly text: string;
  /** Made by the page once per draft: sending the same draft again does nothing. */
  readonly draftKey: string;
  readonly next?: "resolve" | "await";
  /** What the agent wrote, when `text` is its translation. */
  readonly own?: OwnWords;
}

export interface ReleaseBody {
  readonly to: "queue" | "assistant";
}

export type ActionView =
  | { readonly kind: "done" }
  /** Somebody else changed the conversation first; nothing was written. */
  | { readonly kind: "overtaken"; readonly holder: HolderView };

export interface SnoozeBody {
  readonly until: number;
}

export interface TicketEditBody {
  readonly priority?: TicketPriority;
  readonly category?: TicketCategory;
  readonly tags?: readonly string[];
}

export interface NoteBody {
  /** Made by the page: sending the same note again does nothing. */
  readonly noteId: string;
  readonly text: string;
  readonly mentions: readonly string[];
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

export type RelatedTicket = Pick<
  TicketRow,
  "ticketId" | "number" | "status" | "category" | "reason" | "note" | "openedAt" | "resolvedAt"
>;

export interface RelatedListView {
  readonly tickets: readonly RelatedTicket[];
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

export interface ProposalView {
  readonly proposalId: string;
  readonly conversationId: string;
  readonly kind: ProposalKind;
  readonly state: ProposalState;
  readonly orderNumber: string | null;
  /** In the currency's smallest unit, and as "19.99" with the currency's own decimals. */
  readonly amount: { readonly minor: number; readonly currency: string; readonly value: string } | null;
  readonly couponCode: string | null;
  /** The new address. */
  readonly detail: string | null;
  /** The shop's rule that approved it without a person. */
  readonly rule: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly decidedAt: number | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

export interface ProposalListView {
  readonly proposals: readonly ProposalView[];
}

/** Kinds that have something, in the order in which they are shown. */
export interface SearchView {
  readonly groups: readonly SearchGroup[];
}

/** A conversation as it was, to be read: the newest messages, oldest first. */
export interface TranscriptView {
  readonly conversationId: string;
  readonly messages: readonly MessageView[];
  readonly isCut: boolean;
}

export interface FirstRunView {
  readonly hasAsked: boolean;
  readonly hasAnswered: boolean;
  readonly channels: readonly string[];
}

/** `resync`: the page was too slow and must read again. */
export type LiveEvent = ConsoleEvent | { readonly kind: "resync" };
