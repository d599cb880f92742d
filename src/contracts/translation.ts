/** Both sides of a case in their own language: what was translated, what the agent wrote, and where it is kept. */
import type { AgentId, ConversationId, MessageId, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";

/** What a translation may lose, and a person should look at. */
export const DOUBT_KINDS = ["number", "order", "link", "email", "value", "currency"] as const;
export type DoubtKind = (typeof DOUBT_KINDS)[number];

/** `value` as it stands in the text that has it: lost from the original, or added by the translation. */
export interface Doubt {
  readonly kind: DoubtKind;
  readonly value: string;
  readonly was: "lost" | "added";
}

/** Why there is none. */
export type TranslationFault =
  | "no-model"
  | "unavailable"
  | "budget"
  | "too-long"
  | "nonsense"
  | "wrong-language"
  | "added-link"
  | "leak";

export type Translated =
  | {
      readonly kind: "translated";
      readonly text: string;
      readonly doubts: readonly Doubt[];
      readonly model: string;
      readonly promptVersion: string;
    }
  | { readonly kind: "failed"; readonly reason: TranslationFault; readonly promptVersion: string | null };

/** One message in one language. */
export type MessageTranslation = {
  readonly messageId: MessageId;
  readonly language: Language;
} & (
  | { readonly state: "wanted" }
  | { readonly state: "made"; readonly text: string; readonly doubts: readonly Doubt[] }
  | { readonly state: "failed"; readonly reason: string }
);

/** What an agent wrote in their own language; agents see it beside what the buyer got. */
export interface OwnWords {
  readonly language: Language;
  readonly text: string;
}

export interface AgentLanguage {
  /** What the console speaks with them; null until a page has said so. */
  readonly consoleLanguage: Language | null;
  /** Null: those they take tickets in. */
  readonly reads: readonly Language[] | null;
  /** Nothing is translated for them. */
  readonly isOff: boolean;
}

/** A ticket with messages that nobody has looked at for its agent. */
export interface UnseenTicket {
  readonly ticketId: TicketId;
  readonly conversationId: ConversationId;
  /** Null while it waits. */
  readonly agentId: AgentId | null;
  readonly language: Language | null;
  readonly nextSeq: number;
  readonly seenSeq: number;
}

/** Leased to whoever took it: due again later, until it is made or failed. */
export interface WantedTranslation {
  readonly messageId: MessageId;
  readonly conversationId: ConversationId;
  readonly language: Language;
  readonly text: string;
  /** This one included. */
  readonly attempt: number;
  /** What the platform calls the buyer. */
  readonly contactName: string | null;
  readonly from: Language | null;
}

export interface TranslationStore {
  agentLanguage(shopId: ShopId, agentId: AgentId): Promise<AgentLanguage>;
  saveAgentLanguage(shopId: ShopId, agentId: AgentId, language: AgentLanguage): Promise<void>;
  /** Waiting and held tickets whose conversation has gone on, or whose agent is another, since `markSeen`. */
  findUnseen(shopId: ShopId, limit: number): Promise<readonly UnseenTicket[]>;
  markSeen(shopId: ShopId, ticket: UnseenTicket): Promise<void>;
  /** What is there, or was asked for, already stays as it is; with `again` what failed is wanted anew. */
  want(
    shopId: ShopId,
    wanted: readonly { readonly messageId: MessageId; readonly language: Language }[],
    options?: { readonly again: boolean },
  ): Promise<number>;
  /** Due ones, pushed ahead by `leaseMs`, each attempt counted. */
  takeWanted(shopId: ShopId, limit: number, leaseMs: number): Promise<readonly WantedTranslation[]>;
  /** What came of it; with `retryAfterMs` a failure is tried again then. */
  settle(
    shopId: ShopId,
    wanted: Pick<WantedTranslation, "messageId" | "language">,
    outcome: Translated,
    retryAfterMs: number | null,
  ): Promise<void>;
  /** Of these messages, into this language. */
  find(shopId: ShopId, messageIds: readonly MessageId[], language: Language): Promise<readonly MessageTranslation[]>;
  ownWords(shopId: ShopId, messageIds: readonly MessageId[]): Promise<ReadonlyMap<MessageId, OwnWords>>;
}
