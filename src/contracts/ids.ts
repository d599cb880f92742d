/** Identifiers. A brand stops a ticket id being passed where a conversation id is meant. */
export type Branded<Name extends string> = string & { readonly __brand: Name };

export type ShopId = Branded<"ShopId">;
export type ChannelAccountId = Branded<"ChannelAccountId">;
export type ContactId = Branded<"ContactId">;
export type ConversationId = Branded<"ConversationId">;
export type MessageId = Branded<"MessageId">;
export type TurnId = Branded<"TurnId">;
/** Derived from the cause of the message, so one cause is one id: see `src/outbox/compose-outbound.ts`. */
export type OutboundId = Branded<"OutboundId">;
export type TicketId = Branded<"TicketId">;
export type AgentId = Branded<"AgentId">;
export type ProductId = Branded<"ProductId">;
export type OrderId = Branded<"OrderId">;
export type ParcelId = Branded<"ParcelId">;
export type CouponId = Branded<"CouponId">;
/** `<articleKey>/<language>#<position>`, stable as long as the article is unchanged. */
export type PassageId = Branded<"PassageId">;
/** File name of a knowledge article without its ending; the same in every language. */
export type ArticleKey = Branded<"ArticleKey">;

/** Milliseconds since 1970, UTC. The only form in which a moment crosses a folder boundary. */
export type Instant = number & { readonly __brand: "Instant" };
