/** Views of the queue: those that are always there, and those that people save for themselves or for their team. */
import type { AgentId, ShopId } from "./ids.ts";
import type { TicketConditions } from "./ticket.ts";

/** In the order in which they are offered. */
export const TICKET_VIEWS = [
  "waiting",
  "mine",
  "unassigned",
  "open",
  "urgent",
  "overdue",
  "held",
  "snoozed",
  "resolved",
] as const;
export type TicketView = (typeof TICKET_VIEWS)[number];

/** Of the shared ones of a shop, and of an agent's own. */
export const MAX_SAVED_VIEWS = 30;

export interface SavedView {
  readonly viewId: string;
  readonly agentId: AgentId;
  readonly name: string;
  /** What it narrows. */
  readonly base: TicketView;
  readonly conditions: TicketConditions;
  readonly isShared: boolean;
}

export interface ViewStore {
  /** The shared ones, then the agent's own, each in their order. */
  list(shopId: ShopId, agentId: AgentId): Promise<readonly SavedView[]>;
  /**
   * A new one stands last of its kind; one that is shared anew, too. With its audit row, all or nothing. False when
   * somebody else has a view of this id.
   */
  put(shopId: ShopId, by: AgentId, view: SavedView): Promise<boolean>;
  /** With its audit row; nothing when it is not there. */
  remove(shopId: ShopId, by: AgentId, viewId: string): Promise<void>;
  /** Those named stand in this order; others keep their places. With its audit row. */
  arrange(shopId: ShopId, by: AgentId, viewIds: readonly string[]): Promise<void>;
}
