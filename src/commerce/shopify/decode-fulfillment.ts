/** A fulfillment of Shopify: one parcel for each of its tracking numbers. */
import { z } from "zod";
import type { CommerceRecord, ParcelStatus } from "../../contracts/commerce.ts";
import { cleanField, cleanUrl } from "../clean-field.ts";
import type { WebhookContext } from "../platform.ts";
import { looseMoment, looseText, platformId } from "../platform-fields.ts";
import { readParcelStatus } from "../read-status.ts";

const MAX_PARCELS = 50;

export const FULFILLMENT = z.object({
  id: platformId,
  order_id: platformId,
  /** "#1001.1": the order's name and a count. */
  name: looseText,
  status: looseText,
  shipment_status: looseText,
  created_at: looseMoment,
  updated_at: looseMoment,
  tracking_company: looseText,
  tracking_number: looseText,
  tracking_numbers: z.array(z.string()).nullish(),
  tracking_url: looseText,
  tracking_urls: z.array(z.string()).nullish(),
  estimated_delivery_at: looseMoment,
});

type Read = z.output<typeof FULFILLMENT>;

export function decodeFulfillment(read: Read, { sentAt }: WebhookContext): readonly CommerceRecord[] {
  const numbers = read.tracking_numbers?.length ? read.tracking_numbers : [read.tracking_number ?? null];
  const urls = read.tracking_urls?.length ? read.tracking_urls : [read.tracking_url ?? null];
  const changedAt = read.updated_at ?? sentAt;
  const status = statusOf(read);
  return numbers.slice(0, MAX_PARCELS).map((number, index) => ({
    kind: "parcel",
    parcel: {
      source: "shopify",
      externalKey: index === 0 ? read.id : `${read.id}:${index + 1}`,
      changedAt,
      orderKey: read.order_id,
      orderNumber: cleanField((read.name ?? "").replace(/\.\d+$/u, ""), 100),
      carrier: cleanField(read.tracking_company ?? "", 100),
      trackingNumber: cleanField(number ?? "", 100),
      trackingUrl: cleanUrl(urls[index] ?? ""),
      status,
      shippedAt: read.created_at,
      deliveredAt: status === "delivered" ? changedAt : null,
      expectedFromAt: null,
      expectedToAt: read.estimated_delivery_at,
      lastEvent: null,
    },
  }));
}

/** A carrier's word counts more than the shop's; a word we do not know is still a parcel on its way. */
function statusOf(read: Read): ParcelStatus {
  if (read.status === "cancelled") return "cancelled";
  const told = read.shipment_status ?? "";
  if (told !== "") return readParcelStatus(told) ?? "in-transit";
  return read.status === "pending" || read.status === "open" ? "announced" : "in-transit";
}
