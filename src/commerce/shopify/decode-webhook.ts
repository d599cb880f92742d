/** Shopify's webhooks by topic. Bodies are those of its Admin REST resources. */
import type { z } from "zod";
import type { CommerceRecord, CommerceThing } from "../../contracts/commerce.ts";
import type { DecodedWebhook, WebhookContext } from "../platform.ts";
import { nameFaults } from "../platform-fields.ts";
import { decodeFulfillment, FULFILLMENT } from "./decode-fulfillment.ts";
import { decodeOrder, ORDER } from "./decode-order.ts";
import { decodePriceRule, PRICE_RULE } from "./decode-price-rule.ts";
import { decodeProduct, PRODUCT, REMOVED } from "./decode-product.ts";

type Decode = (body: unknown, context: WebhookContext) => DecodedWebhook;

const order = reads(ORDER, decodeOrder);
const product = reads(PRODUCT, decodeProduct);
const fulfillment = reads(FULFILLMENT, decodeFulfillment);
const priceRule = reads(PRICE_RULE, decodePriceRule);

const TOPICS: ReadonlyMap<string, Decode> = new Map([
  ["orders/create", order],
  ["orders/updated", order],
  ["orders/edited", ignoresBody],
  ["orders/paid", order],
  ["orders/cancelled", order],
  ["orders/fulfilled", order],
  ["orders/partially_fulfilled", order],
  ["orders/delete", removes("order")],
  ["fulfillments/create", fulfillment],
  ["fulfillments/update", fulfillment],
  ["products/create", product],
  ["products/update", product],
  ["products/delete", removes("product")],
  ["price_rules/create", priceRule],
  ["price_rules/update", priceRule],
  ["price_rules/delete", removes("coupon")],
]);

export function decodeShopifyWebhook(topic: string, body: unknown, context: WebhookContext): DecodedWebhook {
  return TOPICS.get(topic)?.(body, context) ?? { kind: "unknown-topic" };
}

function reads<Schema extends z.ZodType>(
  schema: Schema,
  decode: (read: z.output<Schema>, context: WebhookContext) => readonly CommerceRecord[],
): Decode {
  return (body, context) => {
    const read = schema.safeParse(body);
    return read.success ? { kind: "records", records: decode(read.data, context) } : nameFaults(read.error);
  };
}

function removes(thing: CommerceThing): Decode {
  return (body, { sentAt }) => {
    const read = REMOVED.safeParse(body);
    if (!read.success) return nameFaults(read.error);
    const origin = { source: "shopify", externalKey: read.data.id, changedAt: sentAt } as const;
    return { kind: "records", records: [{ kind: "removal", thing, origin }] };
  };
}

/** It names only what was added and taken out; "orders/updated" comes with it and has the whole order. */
function ignoresBody(): DecodedWebhook {
  return { kind: "records", records: [] };
}
