/** What one decision changes about a conversation, all of it or nothing, and what became of it. */
import type { Holder } from "./conversation.ts";
import type { AgentId, ConversationId, Instant, MessageId, TicketId } from "./ids.ts";
import type { IncidentId, ToldWhat } from "./incident.ts";
import type { RatingChoice } from "./knowledge-feedback.ts";
import type { Language } from "./language.ts";
import type { NewOutbound } from "./message.ts";
import type { NewProposal, OrderProof, ToolForm } from "./proposal.ts";
import type { ScoreChange } from "./satisfaction.ts";
import type { NewTicket, TicketPriority, TicketStatus, TimerChange } from "./ticket.ts";

/** One entry of the append-only audit log. */
export interface AuditEntry {
  readonly actor: { readonly kind: "assistant" | "system" } | { readonly kind: "agent"; readonly agentId: AgentId };
  readonly action: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** What one decision changes, all of it or nothing. */
export interface ConversationChange {
  /** A different holder moves the epoch by one, cancels what the assistant has queued, and frees the turn lease. */
  readonly holder?: Holder;
  readonly openTicket?: NewTicket;
  readonly ticket?: {
    readonly ticketId: TicketId;
    readonly expectStatus: readonly TicketStatus[];
    readonly status: TicketStatus;
    readonly agentId: AgentId | null;
    /** With "snoozed", and only with it. */
    readonly snoozedUntil?: Instant;
    /** Left out: as it is. */
    readonly priority?: TicketPriority;
    /** The buyer waits anew: a first reply is promised until then, whatever was answered before. */
    readonly promisedUntil?: Instant;
  };
  /** Nothing is written when the buyer has said something behind one of these. */
  readonly seen?: readonly { readonly conversationId: ConversationId; readonly seq: number }[];
  /** The buyer has written: a ticket that waits for its buyer, or sleeps, goes on. */
  readonly wakesTicket?: true;
  /** And, while it waits in the queue, is told their place again if the last time was before this moment. */
  readonly placeToldBefore?: Instant;
  /** The buyer is told their place in the queue now. */
  readonly tellsPlaceOf?: TicketId;
  readonly scores?: readonly ScoreChange[];
  readonly timers?: readonly TimerChange[];
  /**
   * The buyer of this ticket is told of an incident, or that it is over. Nothing is written when they were told before, or
   * when its texts have another version by now.
   */
  readonly incident?: {
    readonly incidentId: IncidentId;
    readonly ticketId: TicketId;
    readonly told: ToldWhat;
    readonly textsVersion: number;
  };
  /** Nothing is written when the agent holds as many tickets already. */
  readonly capacity?: { readonly agentId: AgentId; readonly atMost: number };
  readonly language?: { readonly language: Language; readonly isChosen: boolean };
  readonly clarifyCount?: number;
  /** What the buyer thinks of answers of this conversation; the last word counts. Another one's is left alone. */
  readonly rates?: readonly RatingChoice[];
  /** The form in chat that is open from now on; null closes it. A change of holder closes it, too. */
  readonly form?: ToolForm | null;
  /** Messages whose words were a proof: a model never reads them. */
  readonly proofMessages?: readonly MessageId[];
  readonly prove?: OrderProof;
  readonly propose?: NewProposal;
  /** The assistant starts with an empty memory from here on. */
  readonly forgetBefore?: "now";
  readonly queue: readonly NewOutbound[];
  readonly audit: readonly AuditEntry[];
}

export type ChangeResult =
  | { readonly kind: "changed"; readonly epoch: number; readonly ticketNumber: number | null }
  /** Nothing was written: the epoch, the ticket's status or the lease is no longer what the caller saw. */
  | { readonly kind: "overtaken"; readonly holder: Holder; readonly epoch: number }
  /** Nothing was written: the buyer has said something that the caller has not seen. */
  | { readonly kind: "unseen" };

export type SettleResult = ChangeResult | { readonly kind: "superseded" };
