/** The form of the events that a shop's own system sends; what it does not know is refused, not ignored. */
import { z } from "zod";
import { type Money, ORDER_STATUSES, PARCEL_STATUSES } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import { emailKey, orderNumberKey, phoneKey, postcodeKey } from "../../shared/contact-keys.ts";
import { decodeMoney } from "../../shared/money.ts";
import { cleanField, cleanUrl } from "../clean-field.ts";
import { readCountry } from "../read-country.ts";

const text = (max = 300) =>
  z
    .string()
    .max(max)
    .transform((value) => cleanField(value, max));
const filled = (max = 300) =>
  z
    .string()
    .max(max)
    .transform((value) => cleanField(value, max) ?? "")
    .refine((value) => value !== "", "must not be empty");
const key = filled(200);
const moment = z.iso
  .datetime({ offset: true })
  .transform((value) => Date.parse(value) as Instant)
  .refine((at) => at > Date.UTC(1990, 0) && at < Date.UTC(2200, 0), "must lie between 1990 and 2200");
const url = z
  .string()
  .max(2_000)
  .transform(cleanUrl)
  .refine((value) => value !== null, "must be an https address");
const email = z
  .string()
  .max(254)
  .transform(emailKey)
  .refine((value) => value !== null, "must be an e-mail address");
const phone = z
  .string()
  .max(40)
  .transform(phoneKey)
  .refine((value) => value !== null, "must be a phone number");
const country = z
  .string()
  .regex(/^[A-Za-z]{2}$/u, "must be two letters")
  .transform(readCountry)
  .refine((value) => value !== null, "is no country");
const money = z
  .strictObject({ amount: z.string().max(20), currency: z.string().regex(/^[A-Z]{3}$/u, "must be three capitals") })
  .transform((value, context): Money => {
    const read = decodeMoney(value.amount, value.currency);
    if (read) return read;
    context.addIssue({ code: "custom", message: 'must be digits with a point, as "19.99"', path: ["amount"] });
    return z.NEVER;
  });
const count = z.int().min(-1_000_000).max(1_000_000_000);

const VARIANT = z.strictObject({
  sku: text(100).nullish(),
  title: z.string().max(200).nullish(),
  price: money.nullish(),
  stock: count.nullish(),
  isAvailable: z.boolean().nullish(),
});

const PRODUCT = z.strictObject({
  key,
  title: filled(),
  handle: text(200).nullish(),
  description: z.string().max(100_000).nullish(),
  language: z.enum(LANGUAGES).nullish(),
  url: url.nullish(),
  category: text().nullish(),
  vendor: text().nullish(),
  tags: z.array(filled(100)).max(50).nullish(),
  price: money.nullish(),
  isAvailable: z.boolean().nullish(),
  isPublished: z.boolean().nullish(),
  variants: z.array(VARIANT).max(2_000).nullish(),
});

const LINE = z.strictObject({
  title: filled(),
  quantity: z.int().min(0).max(1_000_000),
  sku: text(100).nullish(),
  productKey: text(200).nullish(),
  variant: text(200).nullish(),
  unitPrice: money.nullish(),
});

const ORDER = z.strictObject({
  key: key.nullish(),
  number: filled(100).refine((value) => orderNumberKey(value) !== "", "must have letters or digits"),
  status: z.enum(ORDER_STATUSES),
  refund: z.enum(["none", "partial", "full"]).nullish(),
  placedAt: moment,
  paidAt: moment.nullish(),
  shippedAt: moment.nullish(),
  deliveredAt: moment.nullish(),
  cancelledAt: moment.nullish(),
  total: money.nullish(),
  buyer: z.strictObject({ email: email.nullish(), phone: phone.nullish(), name: text(200).nullish() }).nullish(),
  shipping: z
    .strictObject({ country: country.nullish(), postcode: z.string().max(20).transform(postcodeKey).nullish() })
    .nullish(),
  lines: z.array(LINE).max(500).nullish(),
});

const PARCEL = z
  .strictObject({
    key: key.nullish(),
    orderNumber: filled(100),
    carrier: text(100).nullish(),
    trackingNumber: text(100).nullish(),
    trackingUrl: url.nullish(),
    status: z.enum(PARCEL_STATUSES),
    shippedAt: moment.nullish(),
    deliveredAt: moment.nullish(),
    expectedFromAt: moment.nullish(),
    expectedToAt: moment.nullish(),
    lastEvent: z.strictObject({ text: filled(), place: text(200).nullish(), at: moment }).nullish(),
  })
  .refine((value) => Boolean(value.key ?? value.trackingNumber), {
    message: "or trackingNumber is needed",
    path: ["key"],
  });

const DISCOUNT = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), percent: z.number().gt(0).max(100) }),
  z.strictObject({ kind: z.literal("amount"), amount: money }),
  z.strictObject({ kind: z.literal("free-shipping") }),
]);

const COUPON = z.strictObject({
  key: key.nullish(),
  code: filled(100),
  discount: DISCOUNT,
  minimum: money.nullish(),
  validFromAt: moment.nullish(),
  validUntilAt: moment.nullish(),
  usesLeft: z.int().min(0).max(1_000_000_000).nullish(),
  /** Only these buyers; absent: anyone. */
  emails: z.array(email).max(1_000).nullish(),
  isEnabled: z.boolean().nullish(),
});

const REMOVAL = z.strictObject({ key });
const event = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ id: filled(200), type: z.literal(type), occurredAt: moment, data });

export const EVENT = z.discriminatedUnion("type", [
  event("product.upserted", PRODUCT),
  event("product.deleted", REMOVAL),
  event("order.upserted", ORDER),
  event("order.deleted", REMOVAL),
  event("parcel.updated", PARCEL),
  event("parcel.deleted", REMOVAL),
  event("coupon.upserted", COUPON),
  event("coupon.deleted", REMOVAL),
]);

export type ReadEvent = z.output<typeof EVENT>;
export type ProductData = z.output<typeof PRODUCT>;
export type OrderData = z.output<typeof ORDER>;
export type ParcelData = z.output<typeof PARCEL>;
export type CouponData = z.output<typeof COUPON>;
