/** What the shop sells and has sold: products, orders, parcels, coupons, and the store that keeps them. */
import type { CouponId, Instant, OrderId, ParcelId, ProductId, ShopId } from "./ids.ts";
import type { Language } from "./language.ts";

/** Who told us: "shopify", "woocommerce", "api" or "csv". One source's external keys never meet another's. */
export const COMMERCE_SOURCES = ["shopify", "woocommerce", "api", "csv"] as const;
export type CommerceSource = (typeof COMMERCE_SOURCES)[number];

/** An amount in the currency's smallest unit: 1999 EUR is 19.99, 500 JPY is 500. See shared/money.ts. */
export interface Money {
  readonly minor: number;
  /** ISO 4217, capitals. */
  readonly currency: string;
}

/** What every record carries besides its content. `changedAt` is its version: what is older never replaces what is newer. */
export interface Origin {
  readonly source: CommerceSource;
  /** The source's own name for the thing. Unique with the source. */
  readonly externalKey: string;
  readonly changedAt: Instant;
}

export interface ProductVariant {
  readonly sku: string | null;
  /** E.g. "Navy / M"; empty when the product has one form only. */
  readonly title: string;
  readonly price: Money | null;
  /** Null: not known, or not counted. */
  readonly stock: number | null;
  readonly isAvailable: boolean;
}

export interface NewProduct extends Origin {
  /** The product's name in the shop's addresses. */
  readonly handle: string | null;
  readonly title: string;
  /** Plain text. */
  readonly description: string;
  readonly language: Language | null;
  /** https only. */
  readonly url: string | null;
  /** What it is, in the merchant's words: "Rain jackets". */
  readonly category: string | null;
  readonly vendor: string | null;
  readonly tags: readonly string[];
  /** The lowest price of its variants. */
  readonly price: Money | null;
  readonly isAvailable: boolean;
  /** False: a draft or an archived product. Never shown to a buyer. */
  readonly isPublished: boolean;
  readonly variants: readonly ProductVariant[];
}

export interface Product extends NewProduct {
  readonly productId: ProductId;
}

export const ORDER_STATUSES = [
  "awaiting-payment",
  "on-hold",
  "processing",
  "partly-shipped",
  "shipped",
  "delivered",
  "cancelled",
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export interface OrderLine {
  readonly sku: string | null;
  /** The product's `externalKey` at the same source. */
  readonly productKey: string | null;
  readonly title: string;
  readonly variant: string | null;
  readonly quantity: number;
  readonly unitPrice: Money | null;
}

export interface NewOrder extends Origin {
  /** As the buyer reads it on the confirmation, e.g. "HL-20481733" or "#1001". */
  readonly orderNumber: string;
  readonly status: OrderStatus;
  readonly refund: "none" | "partial" | "full";
  readonly placedAt: Instant;
  readonly paidAt: Instant | null;
  readonly shippedAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly cancelledAt: Instant | null;
  readonly total: Money | null;
  /** Personal data. Normalised by shared/contact-keys.ts: lower case, no spaces. */
  readonly buyerEmail: string | null;
  /** Personal data. Digits only, as far as known with the country's code. */
  readonly buyerPhone: string | null;
  /** Personal data. */
  readonly buyerName: string | null;
  /** ISO 3166-1 alpha-2, capitals. */
  readonly shippingCountry: string | null;
  /** Personal data. Capitals, without spaces and hyphens. */
  readonly shippingPostcode: string | null;
  readonly lines: readonly OrderLine[];
}

export interface Order extends NewOrder {
  /** As the stored row says, not as it was asked for. */
  readonly shopId: ShopId;
  readonly orderId: OrderId;
}

export const PARCEL_STATUSES = [
  "announced",
  "in-transit",
  "at-customs",
  "out-for-delivery",
  "ready-for-pickup",
  "attempt-failed",
  "delivered",
  "returned",
  "lost",
  "cancelled",
] as const;
export type ParcelStatus = (typeof PARCEL_STATUSES)[number];

export interface ParcelEvent {
  /** The carrier's words. */
  readonly text: string;
  readonly place: string | null;
  readonly at: Instant;
}

export interface NewParcel extends Origin {
  /** The order's `externalKey` at the same source, when the source names it so. */
  readonly orderKey: string | null;
  readonly orderNumber: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  /** https only. */
  readonly trackingUrl: string | null;
  readonly status: ParcelStatus;
  readonly shippedAt: Instant | null;
  readonly deliveredAt: Instant | null;
  /** The window the carrier or the shop promises; both null when nobody did. */
  readonly expectedFromAt: Instant | null;
  readonly expectedToAt: Instant | null;
  readonly lastEvent: ParcelEvent | null;
}

export interface Parcel extends NewParcel {
  readonly parcelId: ParcelId;
}

export type CouponDiscount =
  | { readonly kind: "percent" /** 0 to 100, may have decimals. */; readonly percent: number }
  | { readonly kind: "amount"; readonly amount: Money }
  | { readonly kind: "free-shipping" };

/** Who may use a coupon. "some-buyers": the source binds it to buyers it does not name to us. */
export type CouponAudience =
  | { readonly kind: "anyone" }
  | { readonly kind: "emails"; readonly emails: readonly string[] }
  | { readonly kind: "some-buyers" };

export interface NewCoupon extends Origin {
  readonly code: string;
  readonly discount: CouponDiscount;
  readonly minimum: Money | null;
  readonly validFromAt: Instant | null;
  readonly validUntilAt: Instant | null;
  /** Null: no limit, or not known. */
  readonly usesLeft: number | null;
  readonly audience: CouponAudience;
  /** False: switched off by the merchant. */
  readonly isEnabled: boolean;
}

export interface Coupon extends NewCoupon {
  readonly couponId: CouponId;
}

export type CommerceThing = "product" | "order" | "parcel" | "coupon";

/** One statement of a source about one thing, whole: what is absent is not known any more. */
export type CommerceRecord =
  | { readonly kind: "product"; readonly product: NewProduct }
  | { readonly kind: "order"; readonly order: NewOrder }
  | { readonly kind: "parcel"; readonly parcel: NewParcel }
  | { readonly kind: "coupon"; readonly coupon: NewCoupon }
  /** The thing is gone at its source. Kept as an empty mark, so that an older record does not bring it back. */
  | { readonly kind: "removal"; readonly thing: CommerceThing; readonly origin: Origin };

/** "stale": the store knows something newer. */
export type WriteOutcome = "created" | "changed" | "unchanged" | "stale";

/** Something that happened at a source, under the id the source gave it. */
export interface CommerceEvent {
  readonly eventId: string;
  readonly type: string;
  readonly records: readonly CommerceRecord[];
}

/** "duplicate": an event of this source with this id was applied before; nothing was written. */
export type EventOutcome = "applied" | "unchanged" | "stale" | "duplicate";

/** Products for a wish. Without words, the filter alone decides. */
export interface ProductQuery {
  /** The words of a wish, without "I", "a" and "for": each is looked for, and a rare one counts most. */
  readonly text?: string;
  /** At least one of them, whatever the case. */
  readonly tags?: readonly string[];
  readonly currency?: string;
  /** In minor units of `currency`. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly isAvailable?: true;
  readonly limit: number;
}

/** Every lookup is tolerant of spelling (see shared/contact-keys.ts) and finds nothing that was removed. */
export interface CommerceStore {
  /** One transaction. Outcomes stand in the order of the records; a thing may occur more than once. */
  write(shopId: ShopId, records: readonly CommerceRecord[]): Promise<readonly WriteOutcome[]>;
  /** One transaction: the event is remembered if and only if its records are written. */
  applyEvent(shopId: ShopId, source: CommerceSource, event: CommerceEvent): Promise<EventOutcome>;
  /** What `write` would say, without writing. */
  preview(shopId: ShopId, records: readonly CommerceRecord[]): Promise<readonly WriteOutcome[]>;
  /** By the number a buyer types: "#", spaces, hyphens and case do not matter. Told twice, the newer statement. */
  findOrder(shopId: ShopId, orderNumber: string): Promise<Order | null>;
  getOrder(shopId: ShopId, orderId: OrderId): Promise<Order | null>;
  /** Newest first. By e-mail, or by phone when its last nine digits agree. */
  ordersOf(
    shopId: ShopId,
    contact: { readonly email?: string; readonly phone?: string },
    limit: number,
  ): Promise<readonly Order[]>;
  /** Newest first; the same tracking number once. */
  parcelsOf(shopId: ShopId, order: Pick<Order, "source" | "externalKey" | "orderNumber">): Promise<readonly Parcel[]>;
  findParcel(shopId: ShopId, trackingNumber: string): Promise<Parcel | null>;
  /** Published products only, best first. */
  findProducts(shopId: ShopId, query: ProductQuery): Promise<readonly Product[]>;
  getProduct(shopId: ShopId, productId: ProductId): Promise<Product | null>;
  /** Disabled and expired ones too: why a code does not work is worth an answer. */
  findCoupon(shopId: ShopId, code: string): Promise<Coupon | null>;
  count(shopId: ShopId): Promise<Readonly<Record<CommerceThing, number>>>;
  /**
   * Removes name, e-mail, phone and postcode from every order of this buyer, and e-mails from coupons; who vouched for
   * the buyer, what was proven, and addresses in proposals and open forms. Returns how many rows.
   */
  forgetBuyer(shopId: ShopId, contact: { readonly email?: string; readonly phone?: string }): Promise<number>;
}
