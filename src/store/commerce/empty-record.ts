/** What is left of a thing that is gone at its source: nothing that could be found, and nothing personal. */
import type {
  CommerceRecord,
  CommerceThing,
  NewCoupon,
  NewOrder,
  NewParcel,
  NewProduct,
  Origin,
} from "../../contracts/commerce.ts";
import { assertNever } from "../../shared/assert-never.ts";

type Content<Thing extends Origin> = Omit<Thing, keyof Origin>;

const PRODUCT: Content<NewProduct> = {
  handle: null,
  title: "",
  description: "",
  language: null,
  url: null,
  category: null,
  vendor: null,
  tags: [],
  price: null,
  isAvailable: false,
  isPublished: false,
  variants: [],
};

const ORDER: Omit<Content<NewOrder>, "placedAt"> = {
  orderNumber: "",
  status: "cancelled",
  refund: "none",
  paidAt: null,
  shippedAt: null,
  deliveredAt: null,
  cancelledAt: null,
  total: null,
  buyerEmail: null,
  buyerPhone: null,
  buyerName: null,
  shippingCountry: null,
  shippingPostcode: null,
  lines: [],
};

const PARCEL: Content<NewParcel> = {
  orderKey: null,
  orderNumber: null,
  carrier: null,
  trackingNumber: null,
  trackingUrl: null,
  status: "cancelled",
  shippedAt: null,
  deliveredAt: null,
  expectedFromAt: null,
  expectedToAt: null,
  lastEvent: null,
};

const COUPON: Content<NewCoupon> = {
  code: "",
  discount: { kind: "percent", percent: 0 },
  minimum: null,
  validFromAt: null,
  validUntilAt: null,
  usesLeft: 0,
  audience: { kind: "some-buyers" },
  isEnabled: false,
};

export function emptyRecord(
  thing: CommerceThing,
  origin: Origin,
): Exclude<CommerceRecord, { readonly kind: "removal" }> {
  switch (thing) {
    case "product":
      return { kind: "product", product: { ...PRODUCT, ...origin } };
    case "order":
      return { kind: "order", order: { ...ORDER, ...origin, placedAt: origin.changedAt } };
    case "parcel":
      return { kind: "parcel", parcel: { ...PARCEL, ...origin } };
    case "coupon":
      return { kind: "coupon", coupon: { ...COUPON, ...origin } };
    default:
      return assertNever(thing);
  }
}
