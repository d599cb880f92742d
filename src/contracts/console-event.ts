/** What an open agent console is told. Closed union: the page handles every kind. */
import type { AgentId, ConversationId, TicketId } from "./ids.ts";

export type ConsoleEvent =
  | { readonly kind: "ticket-changed"; readonly ticketId: TicketId; readonly conversationId: ConversationId }
  | {
      readonly kind: "message-added";
      readonly conversationId: ConversationId;
      /** The case that the conversation is part of, where that is known. */
      readonly ticketId?: TicketId;
    }
  | {
      readonly kind: "note-added";
      readonly ticketId: TicketId;
      readonly conversationId: ConversationId;
      readonly agentId: AgentId;
      readonly mentions: readonly AgentId[];
    }
  | {
      readonly kind: "tickets-merged";
      readonly ticketId: TicketId;
      readonly conversationId: ConversationId;
      readonly number: number;
      readonly agentId: AgentId;
      readonly name: string;
      /** Who held one of them. */
      readonly told: readonly AgentId[];
    }
  /** Kept nowhere: whoever does not hear it again within ten seconds takes it for over. */
  | {
      readonly kind: "presence";
      readonly ticketId: TicketId;
      readonly conversationId: ConversationId;
      readonly agentId: AgentId;
      readonly name: string;
      readonly state: PresenceState;
    };

export const PRESENCE_STATES = ["viewing", "typing"] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];
