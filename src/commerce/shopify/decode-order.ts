/** An order of Shopify, with the parcels it names. Amounts are those the buyer paid, in the buyer's currency. */
import { z } from "zod";
import type { CommerceRecord, NewOrder, OrderLine, OrderStatus } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import { emailKey, phoneKey, postcodeKey } from "../../shared/contact-keys.ts";
import { cleanField } from "../clean-field.ts";
import { looseAmount, looseCount, looseMoment, looseText, platformId, readAmount } from "../platform-fields.ts";
import { readCountry } from "../read-country.ts";
import { decodeFulfillment, FULFILLMENT } from "./decode-fulfillment.ts";
import type { WebhookContext } from "../platform.ts";

const PRICE_SET = z
  .object({ presentment_money: z.object({ amount: looseAmount, currency_code: looseText }).nullish() })
  .nullish();
const PERSON = { phone: looseText, first_name: looseText, last_name: looseText };

export const ORDER = z.object({
  id: platformId,
  name: z.string().min(1).max(100),
  created_at: looseMoment,
  updated_at: looseMoment,
  processed_at: looseMoment,
  cancelled_at: looseMoment,
  closed_at: looseMoment,
  financial_status: looseText,
  fulfillment_status: looseText,
  currency: looseText,
  total_price: looseAmount,
  total_price_set: PRICE_SET,
  email: looseText,
  contact_email: looseText,
  phone: looseText,
  customer: z.object({ email: looseText, ...PERSON }).nullish(),
  shipping_address: z.object({ name: looseText, country_code: looseText, zip: looseText, ...PERSON }).nullish(),
  line_items: z
    .array(
      z.object({
        title: looseText,
        variant_title: looseText,
        sku: looseText,
        product_id: platformId.nullish(),
        quantity: looseCount,
        current_quantity: looseCount.nullish(),
        price: looseAmount,
        price_set: PRICE_SET,
      }),
    )
    .max(1_000),
  fulfillments: z.array(FULFILLMENT).max(500).nullish(),
});

type Read = z.output<typeof ORDER>;

export function decodeOrder(read: Read, context: WebhookContext): readonly CommerceRecord[] {
  const { shipping_address: address, customer } = read;
  const name = [customer?.first_name, customer?.last_name].filter(Boolean).join(" ");
  const order: NewOrder = {
    source: "shopify",
    externalKey: read.id,
    changedAt: read.updated_at ?? context.sentAt,
    orderNumber: cleanField(read.name, 100) ?? read.id,
    ...readState(read, context.sentAt),
    total: readPrice(read.total_price, read.total_price_set, read.currency),
    buyerEmail: emailKey(read.email ?? read.contact_email ?? customer?.email ?? ""),
    buyerPhone: phoneKey(read.phone ?? address?.phone ?? customer?.phone ?? ""),
    buyerName: cleanField(address?.name ?? name, 200),
    shippingCountry: readCountry(address?.country_code ?? ""),
    shippingPostcode: postcodeKey(address?.zip ?? ""),
    lines: read.line_items.flatMap((line) => decodeLine(line, read.currency)),
  };
  const parcels = (read.fulfillments ?? []).flatMap((each) => decodeFulfillment(each, context));
  return [{ kind: "order", order }, ...parcels];
}

type State = Pick<NewOrder, "status" | "refund" | "placedAt" | "paidAt" | "shippedAt" | "deliveredAt" | "cancelledAt">;

function readState(read: Read, sentAt: Instant): State {
  const sent = (read.fulfillments ?? []).filter((each) => each.status !== "cancelled" && each.status !== "failure");
  const isComplete = read.fulfillment_status === "fulfilled";
  const isDelivered = isComplete && sent.length > 0 && sent.every((each) => each.shipment_status === "delivered");
  const placedAt = read.created_at ?? sentAt;
  const isPaid = ["paid", "partially_refunded", "refunded"].includes(read.financial_status ?? "");
  return {
    status: read.cancelled_at === null ? statusOf(read, isDelivered) : "cancelled",
    refund: REFUNDS.get(read.financial_status ?? "") ?? "none",
    placedAt,
    paidAt: isPaid ? (read.processed_at ?? placedAt) : null,
    shippedAt: latest(sent.map((each) => each.created_at)),
    deliveredAt: isDelivered ? latest(sent.map((each) => each.updated_at)) : null,
    cancelledAt: read.cancelled_at,
  };
}

const REFUNDS: ReadonlyMap<string, NewOrder["refund"]> = new Map([
  ["refunded", "full"],
  ["partially_refunded", "partial"],
]);

function statusOf(read: Read, isDelivered: boolean): OrderStatus {
  if (isDelivered) return "delivered";
  if (read.fulfillment_status === "fulfilled") return "shipped";
  if (read.fulfillment_status === "partial") return "partly-shipped";
  return ["pending", "authorized", "expired"].includes(read.financial_status ?? "") ? "awaiting-payment" : "processing";
}

function latest(moments: readonly (Instant | null)[]): Instant | null {
  const known = moments.filter((at) => at !== null);
  return known.length === 0 ? null : (Math.max(...known) as Instant);
}

function decodeLine(line: Read["line_items"][number], currency: string | null | undefined): readonly OrderLine[] {
  const quantity = line.current_quantity ?? line.quantity;
  const title = cleanField(line.title ?? line.sku ?? "");
  if (title === null || quantity === 0) return [];
  return [
    {
      sku: cleanField(line.sku ?? "", 100),
      productKey: line.product_id ?? null,
      title,
      variant: cleanField(line.variant_title ?? "", 200),
      quantity,
      unitPrice: readPrice(line.price, line.price_set, currency),
    },
  ];
}

function readPrice(
  amount: string | number | null | undefined,
  set: z.output<typeof PRICE_SET>,
  currency: string | null | undefined,
) {
  const paid = set?.presentment_money;
  return readAmount(paid?.amount, paid?.currency_code) ?? readAmount(amount, currency);
}
