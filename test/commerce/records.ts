/** Records as a source would tell them, complete; each test names only what matters to it. */
import type { NewCoupon, NewOrder, NewParcel, NewProduct } from "../../src/contracts/commerce.ts";
import type { Instant } from "../../src/contracts/ids.ts";

export const at = (text: string): Instant => Date.parse(text) as Instant;
const CHANGED_AT = at("2026-11-01T10:00:00Z");
const euros = (minor: number) => ({ minor, currency: "EUR" });

export function product(part: Partial<NewProduct> = {}): NewProduct {
  return {
    source: "csv",
    externalKey: "squall-jacket",
    changedAt: CHANGED_AT,
    handle: "squall-jacket",
    title: "Squall rain jacket",
    description: "A waterproof jacket with a hood that packs into its own pocket.",
    language: "en",
    url: "https://harbour-loom.example/products/squall-jacket",
    category: "Rain jackets",
    vendor: "Harbour & Loom",
    tags: ["Rain", "Outdoor"],
    price: euros(12900),
    isAvailable: true,
    isPublished: true,
    variants: [{ sku: "SQ-M", title: "Navy / M", price: euros(12900), stock: 4, isAvailable: true }],
    ...part,
  };
}

export function order(part: Partial<NewOrder> = {}): NewOrder {
  return {
    source: "csv",
    externalKey: "HL20481733",
    changedAt: CHANGED_AT,
    orderNumber: "HL-20481733",
    status: "processing",
    refund: "none",
    placedAt: at("2026-10-30T08:12:00Z"),
    paidAt: at("2026-10-30T08:13:00Z"),
    shippedAt: null,
    deliveredAt: null,
    cancelledAt: null,
    total: euros(14890),
    buyerEmail: "lucia@example.com",
    buyerPhone: "34612345678",
    buyerName: "Lucía Ortega",
    shippingCountry: "ES",
    shippingPostcode: "28004",
    lines: [
      { sku: "SQ-M", productKey: "squall-jacket", title: "Squall", variant: "M", quantity: 1, unitPrice: euros(12900) },
      { sku: null, productKey: null, title: "Gift wrap", variant: null, quantity: 2, unitPrice: null },
    ],
    ...part,
  };
}

export function parcel(part: Partial<NewParcel> = {}): NewParcel {
  return {
    source: "csv",
    externalKey: "RX1",
    changedAt: CHANGED_AT,
    orderKey: "HL20481733",
    orderNumber: "HL-20481733",
    carrier: "Correos",
    trackingNumber: "PQ 4X 901 2345",
    trackingUrl: "https://track.example/PQ4X9012345",
    status: "in-transit",
    shippedAt: at("2026-10-31T09:00:00Z"),
    deliveredAt: null,
    expectedFromAt: at("2026-11-04T00:00:00Z"),
    expectedToAt: at("2026-11-06T00:00:00Z"),
    lastEvent: { text: "Left the sorting centre", place: "Madrid", at: at("2026-11-01T09:30:00Z") },
    ...part,
  };
}

export function coupon(part: Partial<NewCoupon> = {}): NewCoupon {
  return {
    source: "csv",
    externalKey: "WELCOME10",
    changedAt: CHANGED_AT,
    code: "WELCOME10",
    discount: { kind: "percent", percent: 10 },
    minimum: euros(5000),
    validFromAt: null,
    validUntilAt: at("2026-12-31T23:59:59Z"),
    usesLeft: null,
    audience: { kind: "anyone" },
    isEnabled: true,
    ...part,
  };
}
