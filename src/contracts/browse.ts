/** Lists read page by page, in an order that stays as it is while somebody reads on. */
import type { AgentId, ContactId, ConversationId, Instant, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { TicketCategory, TicketPriority, TicketStatus, TicketSummary } from "./ticket.ts";

/** What is left out is not looked at. */
export interface TicketQuery {
  readonly statuses?: readonly TicketStatus[] | undefined;
  readonly priority?: TicketPriority | undefined;
  readonly category?: TicketCategory | undefined;
  readonly language?: Language | undefined;
  readonly agentId?: AgentId | undefined;
  readonly contactId?: ContactId | undefined;
  readonly tag?: string | undefined;
}

export interface ContactRecord {
  readonly contactId: ContactId;
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly createdAt: Instant;
  readonly identities: readonly { readonly channel: string; readonly senderKey: string }[];
  readonly conversations: readonly ConversationId[];
}

export interface BrowseStore {
  /** By number, the newest first; those with a lower one than `beforeNumber`. */
  tickets(
    shopId: ShopId,
    query: TicketQuery,
    page: { readonly limit: number; readonly beforeNumber?: number | undefined },
  ): Promise<readonly (TicketSummary & { readonly contactId: ContactId })[]>;
  ticket(shopId: ShopId, ticketId: TicketId): Promise<(TicketSummary & { readonly contactId: ContactId }) | null>;
  /** By their id; those behind `afterId`. */
  contacts(
    shopId: ShopId,
    page: { readonly limit: number; readonly afterId?: ContactId | undefined; readonly tag?: string | undefined },
  ): Promise<readonly ContactRecord[]>;
  contact(shopId: ShopId, contactId: ContactId): Promise<ContactRecord | null>;
}
