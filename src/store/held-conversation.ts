/** A conversation whose row one has locked: what writers hand one another. */
import type { Holder } from "../contracts/conversation.ts";
import type { ChannelAccountId, ConversationId, ShopId } from "../contracts/ids.ts";

export interface HeldConversation {
  readonly shopId: ShopId;
  readonly conversationId: ConversationId;
  readonly accountId: ChannelAccountId;
  readonly holder: Holder;
  readonly epoch: number;
}

export interface LockedConversation extends HeldConversation {
  readonly leaseToken: string | null;
  readonly pendingCount: number;
}
