/** An order of WooCommerce, with the parcels that its extension "Shipment Tracking" keeps in it. */
import { z } from "zod";
import type { CommerceRecord, NewOrder, OrderLine } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import { emailKey, phoneKey, postcodeKey } from "../../shared/contact-keys.ts";
import { cleanField, cleanUrl } from "../clean-field.ts";
import type { WebhookContext } from "../platform.ts";
import { looseAmount, looseMoment, looseText, platformId, readAmount } from "../platform-fields.ts";
import { readCountry } from "../read-country.ts";
import { readOrderStatus } from "../read-status.ts";

const PERSON = z
  .object({
    first_name: looseText,
    last_name: looseText,
    email: looseText,
    phone: looseText,
    country: looseText,
    postcode: looseText,
  })
  .nullish();

const TRACKING = z.object({
  tracking_provider: looseText,
  custom_tracking_provider: looseText,
  tracking_number: z.string().min(1),
  custom_tracking_link: looseText,
  tracking_link: looseText,
  date_shipped: z.union([z.string(), z.number()]).nullish(),
  tracking_id: looseText,
});

const TRACKING_KEY = "_wc_shipment_tracking_items";

export const ORDER = z.object({
  id: platformId,
  number: z.union([z.string().min(1).max(100), z.int()]).transform(String),
  status: z.string(),
  currency: looseText,
  total: looseAmount,
  date_created_gmt: looseMoment,
  date_modified_gmt: looseMoment,
  date_paid_gmt: looseMoment,
  date_completed_gmt: looseMoment,
  billing: PERSON,
  shipping: PERSON,
  line_items: z
    .array(
      z.object({
        name: looseText,
        product_id: platformId.nullish(),
        quantity: z.number().min(0).max(1_000_000_000),
        sku: looseText,
        price: looseAmount,
        meta_data: z.array(z.object({ display_key: z.unknown(), display_value: z.unknown() })).nullish(),
      }),
    )
    .max(1_000),
  refunds: z.array(z.object({ total: looseAmount })).nullish(),
  meta_data: z.array(z.object({ key: z.string(), value: z.unknown() })).nullish(),
});

type Read = z.output<typeof ORDER>;

export function decodeOrder(read: Read, context: WebhookContext): readonly CommerceRecord[] {
  const { billing, shipping } = read;
  const address = shipping?.country ? shipping : billing;
  const changedAt = read.date_modified_gmt ?? context.sentAt;
  const order: NewOrder = {
    source: "woocommerce",
    externalKey: read.id,
    changedAt,
    orderNumber: cleanField(read.number, 100) ?? read.id,
    ...readState(read, changedAt),
    total: readAmount(read.total, read.currency),
    buyerEmail: emailKey(billing?.email ?? ""),
    buyerPhone: phoneKey(billing?.phone || (shipping?.phone ?? "")),
    buyerName: nameOf(shipping) ?? nameOf(billing),
    shippingCountry: readCountry(address?.country ?? ""),
    shippingPostcode: postcodeKey(address?.postcode ?? ""),
    lines: read.line_items.flatMap((line) => decodeLine(line, read.currency)),
  };
  return [{ kind: "order", order }, ...readParcels(read, changedAt)];
}

type State = Pick<NewOrder, "status" | "refund" | "placedAt" | "paidAt" | "shippedAt" | "deliveredAt" | "cancelledAt">;

/** "completed" means that the shop has done its part: sent, and nobody knows whether it arrived. */
function readState(read: Read, changedAt: Instant): State {
  const status =
    read.status === "refunded" && read.date_completed_gmt !== null ? "shipped" : readOrderStatus(read.status);
  const refunds = read.refunds ?? [];
  return {
    status: status ?? "processing",
    refund: read.status === "refunded" ? "full" : refunds.length > 0 ? "partial" : "none",
    placedAt: read.date_created_gmt ?? changedAt,
    paidAt: read.date_paid_gmt,
    shippedAt: read.date_completed_gmt,
    deliveredAt: null,
    cancelledAt: status === "cancelled" ? changedAt : null,
  };
}

function nameOf(person: z.output<typeof PERSON>): string | null {
  return cleanField([person?.first_name, person?.last_name].filter(Boolean).join(" "), 200);
}

function decodeLine(line: Read["line_items"][number], currency: string | null | undefined): readonly OrderLine[] {
  const title = cleanField(line.name ?? line.sku ?? "");
  if (title === null || line.quantity === 0) return [];
  const forms = (line.meta_data ?? []).flatMap((meta) => {
    const isHidden = typeof meta.display_key !== "string" || meta.display_key.startsWith("_");
    return isHidden || typeof meta.display_value !== "string" ? [] : [meta.display_value];
  });
  return [
    {
      sku: cleanField(line.sku ?? "", 100),
      productKey: line.product_id ?? null,
      title,
      variant: cleanField(forms.join(" / "), 200),
      quantity: Math.round(line.quantity),
      unitPrice: readAmount(line.price, currency),
    },
  ];
}

function readParcels(read: Read, changedAt: Instant): readonly CommerceRecord[] {
  const kept = z
    .array(TRACKING)
    .max(50)
    .safeParse(read.meta_data?.find((meta) => meta.key === TRACKING_KEY)?.value);
  if (!kept.success) return [];
  return kept.data.map((item) => ({
    kind: "parcel",
    parcel: {
      source: "woocommerce",
      externalKey: `${read.id}:${cleanField(item.tracking_id ?? item.tracking_number, 100) ?? ""}`,
      changedAt,
      orderKey: read.id,
      orderNumber: cleanField(read.number, 100),
      carrier: cleanField(item.custom_tracking_provider || (item.tracking_provider ?? ""), 100),
      trackingNumber: cleanField(item.tracking_number, 100),
      trackingUrl: cleanUrl(item.custom_tracking_link || (item.tracking_link ?? "")),
      status: "in-transit",
      shippedAt: readSeconds(item.date_shipped),
      deliveredAt: null,
      expectedFromAt: null,
      expectedToAt: null,
      lastEvent: null,
    },
  }));
}

function readSeconds(value: string | number | null | undefined): Instant | null {
  const seconds = Number(value ?? Number.NaN);
  return Number.isInteger(seconds) && seconds > 0 && seconds < 7e9 ? ((seconds * 1_000) as Instant) : null;
}
