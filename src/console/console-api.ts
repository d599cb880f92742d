/** What the console's page and the server say to each other. Types only: the one server file the page may import. */
import type { AttachmentView, FileRulesView } from "./files/files-api.ts";
import type { ConsoleEvent } from "../contracts/console-event.ts";
import type { ErrorCode } from "../contracts/errors.ts";
import type { Language } from "../contracts/language.ts";
import type { Speaker, TimelineMessage } from "../contracts/message.ts";
import type { AgentRole } from "../contracts/stores.ts";
import type { OwnWords } from "../contracts/translation.ts";
import type { TicketLanguagesView } from "../contracts/case-languages.ts";
import type { ProposalKind, ProposalState } from "../contracts/proposal.ts";
import type { RelatedWhy } from "../contracts/related.ts";
import type { TicketView } from "../contracts/saved-view.ts";
import type { HandoffReason, TicketCategory, TicketPriority, TicketStatus } from "../contracts/ticket.ts";

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
      /** With simulated buyers, in a shop of their own. */
      readonly isPractising: boolean;
    };

export type { TicketView } from "../contracts/saved-view.ts";
export type * from "./desk/desk-api.ts";

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
  readonly conversationId: string;
  /** Within its conversation. */
  readonly seq: number;
  readonly speaker: Speaker;
  /** The agent's name when a person spoke. */
  readonly speakerName: string | null;
  readonly text: string;
  /** What is not text, whoever sent it. */
  readonly attachments: readonly AttachmentView[];
  readonly language: Language | null;
  readonly choices: readonly string[];
  readonly sources: readonly SourceView[];
  readonly delivery: TimelineMessage["delivery"];
  readonly isMaybeDuplicate: boolean;
  /** A copy of a message of which nobody knew whether it had arrived. */
  readonly isAgain: boolean;
  readonly at: number;
}

export interface CaseConversation {
  readonly conversationId: string;
  readonly channel: string;
  /** Where an answer goes: the buyer wrote here last. */
  readonly isVoice: boolean;
}

export interface TicketPageView {
  readonly ticket: TicketRow;
  readonly messages: readonly MessageView[];
  /** Of all conversations of the case, as they were said. */
  readonly conversations: readonly CaseConversation[];
  readonly merges: readonly MergeView[];
  readonly holder: HolderView;
  readonly epoch: number;
  readonly languages: TicketLanguagesView;
  readonly files: FileRulesView | null;
}

export interface ReplyBody {
  readonly text: string;
  /** Made by the page once per draft: sending the same draft again does nothing. */
  readonly draftKey: string;
  readonly next?: "resolve" | "await";
  /** What the agent wrote, when `text` is its translation. */
  readonly own?: OwnWords;
  /** Ids of uploads, in the order in which the buyer gets them. */
  readonly files?: readonly string[];
}

export type ActionView =
  | { readonly kind: "done" }
  /** Somebody else changed the conversation first; nothing was written. */
  | { readonly kind: "overtaken"; readonly holder: HolderView };

export type RelatedTicket = Pick<
  TicketRow,
  "ticketId" | "number" | "status" | "category" | "reason" | "note" | "openedAt" | "resolvedAt" | "agentName"
> & { readonly why: RelatedWhy };

/** Tickets that became one, or have parted again. */
export interface MergeView {
  readonly mergeId: string;
  /** The one that goes on. */
  readonly ticketId: string;
  readonly number: number;
  readonly merged: readonly { readonly ticketId: string; readonly number: number }[];
  readonly mergedBy: string | null;
  readonly mergedAt: number;
  readonly undoneBy: string | null;
  readonly undoneAt: number | null;
}

export interface MergeBody {
  readonly tickets: readonly string[];
}

export interface MergeAnswer {
  readonly kind: "done";
  readonly merge: MergeView;
}

export interface RelatedListView {
  readonly tickets: readonly RelatedTicket[];
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

export interface FirstRunView {
  readonly hasAsked: boolean;
  readonly hasAnswered: boolean;
  readonly channels: readonly string[];
}

/** `resync`: the page was too slow and must read again. */
export type LiveEvent = ConsoleEvent | { readonly kind: "resync" };
