/** Tickets of one buyer that are one case: what came of merging and of undoing it, and where it is kept. */
import type { AgentId, Branded, ConversationId, Instant, ShopId, TicketId } from "./ids.ts";
import type { ChannelName } from "./message.ts";

export type MergeId = Branded<"MergeId">;

/** At once; who has more to merge does it twice. */
export const MAX_MERGED = 20;

/** A conversation of a case: its own, or that of a ticket that was merged into it. */
export interface CasePart {
  readonly conversationId: ConversationId;
  readonly channel: ChannelName;
}

export interface MergedTicket {
  readonly ticketId: TicketId;
  readonly number: number;
  readonly conversationId: ConversationId;
}

export interface Merge {
  readonly mergeId: MergeId;
  /** The one that goes on. */
  readonly ticketId: TicketId;
  readonly number: number;
  readonly conversationId: ConversationId;
  readonly merged: readonly MergedTicket[];
  readonly mergedBy: AgentId;
  readonly mergedAt: Instant;
  readonly undoneBy: AgentId | null;
  readonly undoneAt: Instant | null;
}

/** `number` is the ticket that stands in the way. */
export type MergeRefusal =
  /** One of them is not a ticket of this shop. */
  | { readonly kind: "not-found" }
  /** Not the same contact, and no shop's page has vouched that both are the same buyer. */
  | { readonly kind: "other-buyer"; readonly number: number }
  /** What is resolved or closed takes nothing in. */
  | { readonly kind: "over"; readonly number: number }
  /** It is part of another one by now. */
  | { readonly kind: "merged-elsewhere"; readonly number: number; readonly into: number }
  /** Merging closes it, and somebody else is at work on it. */
  | { readonly kind: "colleague"; readonly number: number; readonly agentId: AgentId };

export type UndoRefusal =
  | { readonly kind: "not-found" }
  /** The one that went on has gone into another one since: that is undone first. */
  | { readonly kind: "merged-on"; readonly number: number; readonly into: number }
  /** Where it stood there is another open case of the buyer by now. */
  | { readonly kind: "new-case"; readonly number: number; readonly by: number };

export type MergeResult =
  /** `isNew` false: somebody had done just this before, and nothing was written. */
  | { readonly kind: "merged"; readonly merge: Merge; readonly isNew: boolean; readonly told: readonly AgentId[] }
  | { readonly kind: "refused"; readonly refusal: MergeRefusal };

export type UndoResult =
  | { readonly kind: "undone"; readonly merge: Merge; readonly isNew: boolean }
  | { readonly kind: "refused"; readonly refusal: UndoRefusal };

export interface MergeWish {
  readonly mergeId: MergeId;
  /** The one that goes on. */
  readonly into: TicketId;
  /** Not empty; `into` is not among them. */
  readonly tickets: readonly TicketId[];
  readonly by: AgentId;
  /** The API key, if one acts for the agent. */
  readonly via?: string | undefined;
  /** What a colleague holds may be closed, too. */
  readonly mayTakeAway: boolean;
}

export interface MergeStore {
  /** All or nothing, under the locks of all conversations concerned. */
  merge(shopId: ShopId, wish: MergeWish): Promise<MergeResult>;
  /** Brings back what was, where nobody has changed it since. */
  undo(
    shopId: ShopId,
    undo: { readonly mergeId: MergeId; readonly by: AgentId; readonly via?: string | undefined },
  ): Promise<UndoResult>;
  /** What went into this ticket, or it into another one; oldest first, the undone ones, too. */
  of(shopId: ShopId, ticketId: TicketId): Promise<readonly Merge[]>;
}
