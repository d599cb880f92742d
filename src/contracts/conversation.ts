/** Who speaks in a conversation, what a worker gets when it takes one, and what is kept of it. */
import type { AnswerStep } from "./answer.ts";
import type {
  AgentId,
  ChannelAccountId,
  ContactId,
  ConversationId,
  Instant,
  MessageId,
  ShopId,
  TicketId,
  TurnId,
} from "./ids.ts";
import type { Language } from "./language.ts";
import type { Address, InboundMessage, TimelineMessage } from "./message.ts";
import type { HandoffReason } from "./ticket.ts";
import type { ToolForm } from "./proposal.ts";

/** Who speaks next on our side. Exactly one of these at any moment; there is no "both". */
export type Holder =
  | { readonly kind: "assistant" }
  | { readonly kind: "queue"; readonly ticketId: TicketId }
  | { readonly kind: "agent"; readonly ticketId: TicketId; readonly agentId: AgentId };

export interface Conversation {
  readonly shopId: ShopId;
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  readonly accountId: ChannelAccountId;
  readonly address: Address;
  readonly holder: Holder;
  /** Grows by one with every change of holder. What was computed for an older epoch is never sent. */
  readonly epoch: number;
  readonly language: Language | null;
  /** True when the buyer chose the language; detection does not change it then. */
  readonly isLanguageChosen: boolean;
  readonly localeHint: string | null;
  /** The assistant remembers nothing before this seq: set when an agent gives the conversation back. */
  readonly memoryFromSeq: number;
  /** How often in a row the assistant asked back instead of answering. */
  readonly clarifyCount: number;
  /** What the assistant is asking the buyer for, while it has not expired. */
  readonly form: ToolForm | null;
}

export interface PendingMessage {
  readonly messageId: MessageId;
  readonly seq: number;
  readonly message: InboundMessage;
  /** How often this message was taken up, this time included. Counted before the work. */
  readonly attempt: number;
}

/** Everything a buyer has said that nobody has dealt with, leased to one worker. */
export interface TurnClaim {
  readonly turnId: TurnId;
  readonly conversation: Conversation;
  readonly pending: readonly [PendingMessage, ...PendingMessage[]];
  /** The highest attempt among the pending messages. */
  readonly attempt: number;
  /** Fencing token: a worker whose lease was taken over cannot write its result. */
  readonly leaseToken: string;
  readonly recent: readonly TimelineMessage[];
  readonly claimedAt: Instant;
}

/** What the turn found and said, kept for the console, for evaluation and for disputes. */
export interface TurnRecord {
  readonly outcome: "answered" | "clarified" | "handed-off" | "noticed" | "left-to-agent";
  readonly confidence: number | null;
  readonly articleKeys: readonly string[];
  readonly writtenBy: "model" | "extract" | "notice" | null;
  readonly promptVersion: string | null;
  readonly model: string | null;
  readonly fault: string | null;
  /** Why it was handed over; left out for a turn that was not. */
  readonly reason?: HandoffReason;
  /** The rungs that were tried; none without a question. */
  readonly steps?: readonly AnswerStep[];
}
