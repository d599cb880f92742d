/** Rows of commerce to the types the inside knows. */
import type { Selectable } from "kysely";
import type {
  CommerceSource,
  Coupon,
  CouponAudience,
  CouponDiscount,
  Money,
  Order,
  OrderLine,
  OrderStatus,
  Origin,
  Parcel,
  ParcelEvent,
  ParcelStatus,
  Product,
  ProductVariant,
} from "../../contracts/commerce.ts";
import type { CouponId, Instant, OrderId, ParcelId, ProductId, ShopId } from "../../contracts/ids.ts";
import { readInstant, readLanguage } from "../read-rows.ts";
import type { CommerceTables } from "./commerce-tables.ts";

export type ProductRow = Selectable<CommerceTables["product"]>;
export type OrderRow = Selectable<CommerceTables["shop_order"]>;
export type LineRow = Selectable<CommerceTables["order_line"]>;
export type ParcelRow = Selectable<CommerceTables["parcel"]>;
export type CouponRow = Selectable<CommerceTables["coupon"]>;

export function readProduct(row: ProductRow): Product {
  return {
    ...readOrigin(row),
    productId: row.product_id as ProductId,
    handle: row.handle,
    title: row.title,
    description: row.description,
    language: readLanguage(row.language),
    url: row.url,
    category: row.category,
    vendor: row.vendor,
    tags: row.tags,
    price: readMoney(row.price_minor, row.currency),
    isAvailable: row.is_available,
    isPublished: row.is_published,
    variants: row.variants as readonly ProductVariant[],
  };
}

/** `lines` in their order. */
export function readOrder(row: OrderRow, lines: readonly LineRow[]): Order {
  return {
    ...readOrigin(row),
    shopId: row.shop_id as ShopId,
    orderId: row.order_id as OrderId,
    orderNumber: row.order_number,
    status: row.status as OrderStatus,
    refund: row.refund as Order["refund"],
    placedAt: readInstant(row.placed_at),
    paidAt: readMoment(row.paid_at),
    shippedAt: readMoment(row.shipped_at),
    deliveredAt: readMoment(row.delivered_at),
    cancelledAt: readMoment(row.cancelled_at),
    total: readMoney(row.total_minor, row.currency),
    buyerEmail: row.buyer_email,
    buyerPhone: row.buyer_phone,
    buyerName: row.buyer_name,
    shippingCountry: row.shipping_country,
    shippingPostcode: row.shipping_postcode,
    lines: lines.map(readLine),
  };
}

function readLine(row: LineRow): OrderLine {
  return {
    sku: row.sku,
    productKey: row.product_key,
    title: row.title,
    variant: row.variant,
    quantity: row.quantity,
    unitPrice: readMoney(row.unit_minor, row.currency),
  };
}

export function readParcel(row: ParcelRow): Parcel {
  return {
    ...readOrigin(row),
    parcelId: row.parcel_id as ParcelId,
    orderKey: row.order_key,
    orderNumber: row.order_number,
    carrier: row.carrier,
    trackingNumber: row.tracking_number,
    trackingUrl: row.tracking_url,
    status: row.status as ParcelStatus,
    shippedAt: readMoment(row.shipped_at),
    deliveredAt: readMoment(row.delivered_at),
    expectedFromAt: readMoment(row.expected_from_at),
    expectedToAt: readMoment(row.expected_to_at),
    lastEvent: row.last_event as ParcelEvent | null,
  };
}

export function readCoupon(row: CouponRow): Coupon {
  return {
    ...readOrigin(row),
    couponId: row.coupon_id as CouponId,
    code: row.code,
    discount: row.discount as CouponDiscount,
    minimum: readMoney(row.minimum_minor, row.minimum_currency),
    validFromAt: readMoment(row.valid_from_at),
    validUntilAt: readMoment(row.valid_until_at),
    usesLeft: row.uses_left,
    audience: readAudience(row),
    isEnabled: row.is_enabled,
  };
}

/** The table's check keeps the kinds to these three. */
function readAudience(row: Pick<CouponRow, "audience_kind" | "audience_emails">): CouponAudience {
  if (row.audience_kind === "emails") return { kind: "emails", emails: row.audience_emails };
  return { kind: row.audience_kind === "anyone" ? "anyone" : "some-buyers" };
}

function readOrigin(row: Pick<ProductRow, "source" | "external_key" | "changed_at">): Origin {
  return {
    source: row.source as CommerceSource,
    externalKey: row.external_key,
    changedAt: readInstant(row.changed_at),
  };
}

function readMoney(minor: number | null, currency: string | null): Money | null {
  return minor === null || currency === null ? null : { minor, currency };
}

function readMoment(date: Date | null): Instant | null {
  return date === null ? null : readInstant(date);
}
