/** One thing that somebody of the team did, and what came of it. */
import type { ChannelAccountId, ShopId } from "../../contracts/ids.ts";
import type { StaffDesk, StaffEvent, StaffOutcome } from "../../contracts/staff-desk.ts";
import type { StaffThread } from "../../contracts/staff-store.ts";
import type { Agent } from "../../contracts/stores.ts";

export interface HeardEvent {
  readonly shopId: ShopId;
  readonly accountId: ChannelAccountId;
  /** Null for codes, which come before there is a desk. */
  readonly desk: StaffDesk | null;
  readonly event: StaffEvent;
  readonly attempts: number;
}

/** What is shown, and for the ledger a word of what became of it. */
export interface Handled {
  readonly outcome: StaffOutcome;
  readonly note: string;
}

export interface DeskEvent extends HeardEvent {
  readonly desk: StaffDesk;
}

/** Who, and in which thread. */
export interface Speaking {
  readonly agent: Agent;
  readonly thread: StaffThread;
}

export interface Press extends DeskEvent, Speaking {
  readonly externalId: string;
}
