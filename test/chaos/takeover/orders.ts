/** What the run and the processes it kills say to one another. */
import type { ChannelAccountId } from "../../../src/contracts/ids.ts";
import type { Delivery, OutboundMessage } from "../../../src/contracts/message.ts";
import type { StaffEvent } from "../../../src/contracts/staff-desk.ts";
import type { SharedShop } from "../../support/shop-database.ts";

/** What a process is started with. */
export interface Calling {
  readonly shared: SharedShop;
  readonly name: string;
  readonly mutant: string | null;
}

export type Order =
  /** A buyer's message, as a channel hands it in. */
  | {
      readonly kind: "hear-buyer";
      readonly accountId: ChannelAccountId;
      readonly externalId: string;
      readonly text: string;
    }
  /** One pass of a turn worker and a sender over one conversation. */
  | { readonly kind: "work"; readonly accountId: ChannelAccountId }
  /** A worker that claims, sleeps through its lease, and later goes on as if nothing had happened. */
  | { readonly kind: "fall-asleep" | "wake-up"; readonly accountId: ChannelAccountId }
  /** A worker that claims and is never heard of again. */
  | { readonly kind: "claim-and-die"; readonly accountId: ChannelAccountId }
  /** What somebody of the team does on a platform. Answered twice: when it is kept, and with what came of it. */
  | { readonly kind: "hear-staff"; readonly accountId: ChannelAccountId; readonly event: StaffEvent }
  /** The desk's own look: timers, cases whose agent is gone, who gets what waits. */
  | { readonly kind: "sweep" }
  /** What the team did and a process that died has left. */
  | { readonly kind: "take-up-left" };

export type ToProcess =
  | { readonly kind: "order"; readonly orderId: number; readonly order: Order }
  | { readonly kind: "sent"; readonly sendId: number; readonly delivery: Delivery };

export type FromProcess =
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "kept"; readonly orderId: number }
  | { readonly kind: "done"; readonly orderId: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly orderId: number; readonly detail: string }
  | { readonly kind: "send"; readonly sendId: number; readonly message: OutboundMessage }
  /** Something that was caught and logged as an error. */
  | { readonly kind: "fault"; readonly event: string };
