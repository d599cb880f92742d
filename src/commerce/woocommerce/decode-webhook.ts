/** WooCommerce's webhooks by topic. Bodies are those of its REST API, version 3. */
import { z } from "zod";
import type { CommerceRecord, CommerceThing } from "../../contracts/commerce.ts";
import type { DecodedWebhook, WebhookContext } from "../platform.ts";
import { nameFaults, platformId } from "../platform-fields.ts";
import { COUPON, decodeCoupon } from "./decode-coupon.ts";
import { decodeOrder, ORDER } from "./decode-order.ts";
import { decodeProduct, PRODUCT } from "./decode-product.ts";

type Decode = (body: unknown, context: WebhookContext) => DecodedWebhook;

const REMOVED = z.object({ id: platformId });

const READERS: ReadonlyMap<string, readonly [thing: CommerceThing, decode: Decode]> = new Map([
  ["order", ["order", reads(ORDER, decodeOrder)]],
  ["product", ["product", reads(PRODUCT, decodeProduct)]],
  ["coupon", ["coupon", reads(COUPON, decodeCoupon)]],
]);

export function decodeWooCommerceWebhook(topic: string, body: unknown, context: WebhookContext): DecodedWebhook {
  const [resource = "", event = ""] = topic.split(".");
  const reader = READERS.get(resource);
  if (!reader) return { kind: "unknown-topic" };
  const [thing, decode] = reader;
  if (event === "created" || event === "updated" || event === "restored") return decode(body, context);
  return event === "deleted" ? remove(thing, body, context) : { kind: "unknown-topic" };
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

/** The body of a deletion is `{"id": 123}` and says no moment. */
function remove(thing: CommerceThing, body: unknown, { sentAt }: WebhookContext): DecodedWebhook {
  const read = REMOVED.safeParse(body);
  if (!read.success) return nameFaults(read.error);
  const origin = { source: "woocommerce", externalKey: read.data.id, changedAt: sentAt } as const;
  return { kind: "records", records: [{ kind: "removal", thing, origin }] };
}
