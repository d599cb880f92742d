/** Messages in both directions, and what became of those we sent. */
import type {
  AgentId,
  Branded,
  ChannelAccountId,
  ConversationId,
  Instant,
  MessageId,
  OutboundId,
  ShopId,
  TicketId,
  TurnId,
} from "./ids.ts";
import type { Language } from "./language.ts";
import type { OwnWords } from "./translation.ts";

/** "telegram", "discord", "web". Compared for equality only; behaviour depends on capabilities. */
export type ChannelName = Branded<"ChannelName">;

/** Where on a platform a reply goes: a Telegram chat, a Discord channel, a widget session. */
export interface Address {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
  readonly threadKey: string;
}

/** `text` is at most 8,000 code points after hygiene; files are named and never fetched here. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "choice"; readonly choiceId: string; readonly label: string }
  | { readonly kind: "image"; readonly externalKey: string; readonly altText: string }
  | { readonly kind: "file"; readonly externalKey: string; readonly name: string; readonly bytes: number }
  | { readonly kind: "voice"; readonly externalKey: string; readonly durationMs: number }
  | { readonly kind: "location"; readonly latitude: number; readonly longitude: number };

/** A file of ours that goes, or went, to a buyer. */
export interface KeptPart {
  readonly kind: "kept";
  readonly sha256: string;
  /** Clean, with the ending of its type. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** What an adapter hands inward. Everything platform-specific has been removed or named. */
export interface InboundMessage {
  readonly threadKey: string;
  readonly senderKey: string;
  readonly senderName: string | null;
  /** The platform's own id. Unique per channel account, so a redelivery is harmless. At most 200 characters. */
  readonly externalId: string;
  readonly parts: readonly [Part, ...Part[]];
  /** What the platform says of the sender's language, for example "pt-BR". A hint, never a decision. */
  readonly locale: string | null;
  readonly sentAt: Instant;
}

/** A button. `choiceId` is at most 40 characters of [a-z0-9:._-], so every platform can carry it. */
export interface Choice {
  readonly choiceId: string;
  readonly label: string;
}

/** A source as the buyer sees it: numbered from 1 as in the text, opened in place or by its link. */
export interface Source {
  readonly number: number;
  readonly articleKey: string;
  readonly title: string;
  readonly quote: string;
  readonly url: string | null;
}

export type Speaker = "buyer" | "assistant" | "agent" | "notice";

/** Why a message exists. One cause never sends twice: the outbound id is a hash of it. */
export type OutboundCause =
  | { readonly kind: "answer"; readonly inReplyTo: MessageId }
  | { readonly kind: "notice"; readonly notice: string; readonly inReplyTo: MessageId | TicketId }
  /** `again`: a copy of a message that may not have arrived, because a person wanted one. */
  | { readonly kind: "agent"; readonly draftKey: string; readonly again?: MessageId };

/** What a flow asks to be queued; the store gives it its place in the conversation. */
export interface NewOutbound {
  readonly outboundId: OutboundId;
  readonly cause: OutboundCause;
  readonly speaker: Exclude<Speaker, "buyer">;
  readonly agentId: AgentId | null;
  readonly text: string;
  readonly language: Language;
  readonly choices: readonly Choice[];
  readonly sources: readonly Source[];
  /** What the agent wrote, when the text is a translation of it. Stored beside the message, for agents only. */
  readonly ownWords?: OwnWords;
  readonly files?: readonly KeptPart[];
}

/** What the outbox hands to an adapter. */
export interface OutboundMessage {
  readonly outboundId: OutboundId;
  readonly to: Address;
  readonly conversationId: ConversationId;
  readonly speaker: Exclude<Speaker, "buyer">;
  /** The agent's first name when a person speaks, otherwise null. */
  readonly speakerName: string | null;
  readonly text: string;
  readonly language: Language;
  readonly choices: readonly Choice[];
  readonly sources: readonly Source[];
  /** In their order; they fit the channel's `files`, and go as one message of the platform. */
  readonly files?: readonly KeptPart[];
  /** True when an earlier try may already have arrived: the platform takes no send key. */
  readonly isMaybeDuplicate: boolean;
}

/** An outcome, not an exception: all four are normal days for a bot. */
export type Delivery =
  | { readonly kind: "delivered"; readonly externalId: string }
  /** Reason "rate-limit" holds back every message of the account for that long; any other, only this one. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: "blocked" | "gone" | "invalid"; readonly detail: string }
  /** The request was written and no answer came: it may or may not have arrived. */
  | { readonly kind: "unknown"; readonly detail: string };

/** One line of a conversation as people read it. */
export interface TimelineMessage {
  readonly messageId: MessageId;
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly speaker: Speaker;
  readonly agentId: AgentId | null;
  readonly text: string;
  readonly parts: readonly (Part | KeptPart)[];
  readonly language: Language | null;
  readonly choices: readonly Choice[];
  readonly sources: readonly Source[];
  readonly turnId: TurnId | null;
  /** For a text of `prompts/notices`, whoever speaks it: its name. */
  readonly notice?: string | null;
  /** For what we sent: where it stands. Null for the buyer's own messages. */
  readonly delivery: "queued" | "sending" | "delivered" | "refused" | "unknown" | "cancelled" | null;
  readonly isMaybeDuplicate: boolean;
  /** A copy that an agent sent because nobody knew whether the first one arrived. */
  readonly isAgain?: true;
  /** The buyer's words were a proof of who they are: people may read them, a model may not. */
  readonly isProof?: true;
  readonly at: Instant;
}
