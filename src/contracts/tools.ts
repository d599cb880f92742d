/** What the assistant may look up for a buyer: tools, who may use them, a shop's rules, what comes out. */
import type { CouponDiscount, Money, Order, Parcel, Product } from "./commerce.ts";
import type { ContactId, ConversationId, Instant, OrderId, ShopId } from "./ids.ts";
import type { Language } from "./language.ts";

export const TOOL_NAMES = ["order-status", "order-options", "coupon-check", "product-search", "propose"] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** What a shop may ask for beside the order number. */
export const PROOF_KINDS = ["email", "postcode", "phone-end"] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

/** Whom the shop's own page vouches for, by a signed token. */
export interface BuyerIdentity {
  /** The shop's own name for the buyer. */
  readonly subject: string;
  /** Normalised; null when the shop did not say, or has not checked it itself. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly expiresAt: Instant;
}

/** On whose behalf a tool runs. Built from the conversation alone; nothing of it ever comes from words or a model. */
export interface Principal {
  readonly shopId: ShopId;
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  /** Null: nobody vouches for this buyer. */
  readonly identity: BuyerIdentity | null;
  /** Orders this conversation has proven to know. */
  readonly provenOrders: readonly { readonly orderId: OrderId; readonly expiresAt: Instant }[];
}

export type DenialReason = "unknown-tool" | "not-proven" | "wrong-shop" | "not-offered";
export type Authorization =
  | { readonly kind: "allowed"; readonly by: "identity" | "proof" | "public" }
  | { readonly kind: "denied"; readonly reason: DenialReason };

/** Working days from the parcel's leaving to the door. */
export interface DeliveryDays {
  readonly from: number;
  readonly to: number;
}

/** One shop's rules in numbers. */
export interface ToolSettings {
  readonly proofs: readonly [ProofKind, ...ProofKind[]];
  readonly cancelHours: number;
  readonly changeAddressHours: number;
  readonly returnDays: number;
  /** By country (ISO 3166-1 alpha-2); "*" is everywhere else. */
  readonly deliveryDays: Readonly<Record<string, DeliveryDays>>;
  /** Working days until an order leaves the warehouse. */
  readonly dispatchDays: DeliveryDays;
  /** A coupon of at most so many percent is granted without a person; 0: never. */
  readonly autoCouponPercent: number;
  /** The code that is granted; null: none. It must be one of the shop's coupons. */
  readonly goodwillCode: string | null;
  readonly proposalHours: number;
  readonly proofTriesPerHour: number;
  /** Over all conversations of the shop, so that many conversations give no more tries. */
  readonly proofTriesPerHourOfShop: number;
  readonly couponTriesPerHour: number;
  readonly proofHours: number;
  /** Hosts of the shop's own pages, each with everything below it; the widget's origins count without being named. */
  readonly linkHosts: readonly string[];
}

/** `on-request`: the time for doing it without asking is over, but the parcel is still here. */
export type BeforeDispatch =
  | { readonly kind: "possible"; readonly untilAt: Instant }
  | { readonly kind: "on-request" | "too-late" | "cancelled" };

export interface OrderOptions {
  readonly cancel: BeforeDispatch;
  readonly changeAddress: BeforeDispatch;
  readonly returning:
    | { readonly kind: "possible"; readonly untilAt: Instant; readonly daysLeft: number }
    | { readonly kind: "not-delivered"; readonly days: number }
    | { readonly kind: "over"; readonly endedAt: Instant }
    /** Cancelled, or paid back. */
    | { readonly kind: "settled" };
  readonly refund:
    | { readonly kind: "on-request"; readonly amount: Money | null }
    | { readonly kind: "not-paid" | "refunded" };
}

export type Arrival =
  | { readonly kind: "none" }
  | { readonly kind: "delivered"; readonly at: Instant | null }
  | {
      readonly kind: "expected";
      readonly fromAt: Instant;
      readonly toAt: Instant;
      /** By the carrier or the shop; otherwise it is counted from the shop's table. */
      readonly isPromised: boolean;
      /** Whole days, begun ones included; 0 while it is in time. */
      readonly daysLate: number;
    };

export type CouponVerdict =
  | {
      readonly kind: "valid";
      readonly discount: CouponDiscount;
      readonly minimum: Money | null;
      readonly untilAt: Instant | null;
      /** Bound to buyers whom the source did not name to us. */
      readonly isPersonal: boolean;
    }
  | { readonly kind: "expired" | "not-yet"; readonly at: Instant }
  /** Also one that is switched off or bound to somebody else. */
  | { readonly kind: "used-up" | "unknown" };

/** What a tool is asked for. Neither a shop nor a buyer can be named here. */
export type ToolCall =
  | { readonly tool: "order-status" | "order-options"; readonly orderNumber: string }
  | { readonly tool: "coupon-check"; readonly code: string }
  | {
      readonly tool: "product-search";
      readonly wish: string;
      readonly atMost: Money | null;
      /** What the catalogue may call the things of the wish. */
      readonly things?: readonly NamedThing[];
    };

export interface NamedThing {
  /** In the buyer's own words. */
  readonly said: string;
  /** In other languages. */
  readonly names: readonly string[];
}

/** Finds the things in a text of one language, and what they are called in others. */
export type NameThings = (
  text: string,
  languages: { readonly language: Language; readonly into: readonly Language[] },
) => readonly NamedThing[];

export type ToolResult =
  | { readonly kind: "order"; readonly order: Order; readonly parcels: readonly Parcel[]; readonly arrival: Arrival }
  | { readonly kind: "options"; readonly order: Order; readonly options: OrderOptions }
  | { readonly kind: "coupon"; readonly code: string; readonly verdict: CouponVerdict }
  | { readonly kind: "products"; readonly products: readonly SuitingProduct[] }
  | { readonly kind: "denied"; readonly reason: DenialReason };

export interface SuitingProduct {
  readonly product: Product;
  /** The buyer's own words that the product has. */
  readonly words: readonly string[];
}

/** How the shop signs the tokens of the widget. */
export interface TokenKeys {
  readonly shopKey: string;
  /** HS256. */
  readonly secret: Uint8Array;
  /** SPKI in PEM, with the one algorithm it may be used with. */
  readonly publicKey: { readonly algorithm: "RS256" | "ES256"; readonly pem: string } | null;
}
