/** Events that a shop's own system sends, as records; a faulty one is answered with the names of its fields. */
import type { z } from "zod";
import type {
  CommerceEvent,
  CommerceRecord,
  NewCoupon,
  NewOrder,
  NewParcel,
  NewProduct,
  Origin,
} from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { orderNumberKey, trackingKey } from "../../shared/contact-keys.ts";
import { cleanDescription } from "../clean-field.ts";
import {
  type CouponData,
  EVENT,
  type OrderData,
  type ParcelData,
  type ProductData,
  type ReadEvent,
} from "./event-schema.ts";

export type DecodedEvent =
  | { readonly kind: "event"; readonly event: CommerceEvent }
  /** Names of fields with what is wrong, never their values. */
  | { readonly kind: "invalid"; readonly eventId: string | null; readonly fields: readonly string[] };

/** Clocks differ; an event from further ahead would keep every later one out. */
const MAX_AHEAD_MS = 5 * 60_000;
const MAX_NAMED_FIELDS = 10;

export function decodeEvent(raw: unknown, now: Instant): DecodedEvent {
  const read = EVENT.safeParse(raw);
  if (!read.success) return { kind: "invalid", eventId: readId(raw), fields: nameFields(read.error) };
  const { id, type, occurredAt } = read.data;
  if (occurredAt > now + MAX_AHEAD_MS)
    return { kind: "invalid", eventId: id, fields: ["occurredAt lies in the future"] };
  return { kind: "event", event: { eventId: id, type, records: [decodeData(read.data)] } };
}

function readId(raw: unknown): string | null {
  const id = typeof raw === "object" && raw !== null && "id" in raw ? raw.id : null;
  return typeof id === "string" && id.length <= 200 ? id : null;
}

function nameFields(error: z.ZodError): readonly string[] {
  return error.issues.slice(0, MAX_NAMED_FIELDS).map((issue) => {
    const unknown = issue.code === "unrecognized_keys" ? issue.keys.map((name) => name.slice(0, 40)).join(", ") : null;
    const place = issue.path.join(".");
    return unknown === null
      ? `${place || "event"} ${issue.message}`
      : `${place || "event"} has unknown fields: ${unknown}`;
  });
}

function decodeData(read: ReadEvent): CommerceRecord {
  const from = (externalKey: string): Origin => ({ source: "api", externalKey, changedAt: read.occurredAt });
  switch (read.type) {
    case "product.upserted":
      return { kind: "product", product: { ...decodeProduct(read.data), ...from(read.data.key) } };
    case "order.upserted":
      return {
        kind: "order",
        order: { ...decodeOrder(read.data), ...from(read.data.key ?? orderNumberKey(read.data.number)) },
      };
    case "parcel.updated":
      return {
        kind: "parcel",
        parcel: { ...decodeParcel(read.data), ...from(read.data.key ?? trackingKey(read.data.trackingNumber ?? "")) },
      };
    case "coupon.upserted":
      return { kind: "coupon", coupon: { ...decodeCoupon(read.data), ...from(read.data.key ?? read.data.code) } };
    case "product.deleted":
      return { kind: "removal", thing: "product", origin: from(read.data.key) };
    case "order.deleted":
      return { kind: "removal", thing: "order", origin: from(read.data.key) };
    case "parcel.deleted":
      return { kind: "removal", thing: "parcel", origin: from(read.data.key) };
    case "coupon.deleted":
      return { kind: "removal", thing: "coupon", origin: from(read.data.key) };
    default:
      return assertNever(read);
  }
}

type Content<Thing extends Origin> = Omit<Thing, keyof Origin>;

function decodeProduct(data: ProductData): Content<NewProduct> {
  const variants = (data.variants ?? []).map((variant) => ({
    sku: variant.sku ?? null,
    title: variant.title ?? "",
    price: variant.price ?? data.price ?? null,
    stock: variant.stock ?? null,
    isAvailable: variant.isAvailable ?? (variant.stock ?? 1) > 0,
  }));
  const cheapest = variants.flatMap(({ price }) => price ?? []).toSorted((a, b) => a.minor - b.minor)[0];
  return {
    handle: data.handle ?? null,
    title: data.title,
    description: cleanDescription(data.description ?? ""),
    language: data.language ?? null,
    url: data.url ?? null,
    category: data.category ?? null,
    vendor: data.vendor ?? null,
    tags: data.tags ?? [],
    price: data.price ?? cheapest ?? null,
    isAvailable: data.isAvailable ?? (variants.length === 0 || variants.some((variant) => variant.isAvailable)),
    isPublished: data.isPublished ?? true,
    variants,
  };
}

function decodeOrder(data: OrderData): Content<NewOrder> {
  return {
    orderNumber: data.number,
    status: data.status,
    refund: data.refund ?? "none",
    placedAt: data.placedAt,
    paidAt: data.paidAt ?? null,
    shippedAt: data.shippedAt ?? null,
    deliveredAt: data.deliveredAt ?? null,
    cancelledAt: data.cancelledAt ?? null,
    total: data.total ?? null,
    buyerEmail: data.buyer?.email ?? null,
    buyerPhone: data.buyer?.phone ?? null,
    buyerName: data.buyer?.name ?? null,
    shippingCountry: data.shipping?.country ?? null,
    shippingPostcode: data.shipping?.postcode ?? null,
    lines: (data.lines ?? []).map((line) => ({
      sku: line.sku ?? null,
      productKey: line.productKey ?? null,
      title: line.title,
      variant: line.variant ?? null,
      quantity: line.quantity,
      unitPrice: line.unitPrice ?? null,
    })),
  };
}

function decodeParcel(data: ParcelData): Content<NewParcel> {
  const { lastEvent } = data;
  return {
    orderKey: null,
    orderNumber: data.orderNumber,
    carrier: data.carrier ?? null,
    trackingNumber: data.trackingNumber ?? null,
    trackingUrl: data.trackingUrl ?? null,
    status: data.status,
    shippedAt: data.shippedAt ?? null,
    deliveredAt: data.deliveredAt ?? null,
    expectedFromAt: data.expectedFromAt ?? null,
    expectedToAt: data.expectedToAt ?? null,
    lastEvent: lastEvent ? { text: lastEvent.text, place: lastEvent.place ?? null, at: lastEvent.at } : null,
  };
}

function decodeCoupon(data: CouponData): Content<NewCoupon> {
  return {
    code: data.code,
    discount: data.discount,
    minimum: data.minimum ?? null,
    validFromAt: data.validFromAt ?? null,
    validUntilAt: data.validUntilAt ?? null,
    usesLeft: data.usesLeft ?? null,
    audience: data.emails ? { kind: "emails", emails: data.emails.flatMap((each) => each ?? []) } : { kind: "anyone" },
    isEnabled: data.isEnabled ?? true,
  };
}
