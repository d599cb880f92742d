/** What an open agent console is told. Closed union: the page handles every kind. */
import type { ConversationId, TicketId } from "./ids.ts";

export type ConsoleEvent =
  | { readonly kind: "ticket-changed"; readonly ticketId: TicketId; readonly conversationId: ConversationId }
  | { readonly kind: "message-added"; readonly conversationId: ConversationId };
