/** What the shop's own systems and its platform tell us, applied once and in the order of its own moments. */
import { decodeEvent } from "../../commerce/events/decode-event.ts";
import type { DecodedWebhook, WebhookContext } from "../../commerce/platform.ts";
import { decodeShopifyWebhook } from "../../commerce/shopify/decode-webhook.ts";
import { decodeWooCommerceWebhook } from "../../commerce/woocommerce/decode-webhook.ts";
import type { EventOutcome } from "../../contracts/commerce.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";

type CommercePorts = Pick<Ports, "commerce" | "clock" | "log" | "metrics">;

export interface EventResult {
  readonly id: string | null;
  readonly outcome: EventOutcome | "invalid";
  /** What is wrong with it: names of fields, never values. */
  readonly fields?: readonly string[];
}

/** One result for each event, in order. A faulty one does not keep the others out. */
export async function takeInEvents(
  shopId: ShopId,
  events: readonly unknown[],
  { commerce, clock, metrics }: CommercePorts,
): Promise<readonly EventResult[]> {
  const results: EventResult[] = [];
  for (const raw of events) {
    const decoded = decodeEvent(raw, clock.now());
    const result: EventResult =
      decoded.kind === "invalid"
        ? { id: decoded.eventId, outcome: "invalid", fields: decoded.fields }
        : { id: decoded.event.eventId, outcome: await commerce.applyEvent(shopId, "api", decoded.event) };
    metrics.count("commerce_events_total", { via: "api", outcome: result.outcome });
    results.push(result);
  }
  return results;
}

export const PLATFORMS = ["shopify", "woocommerce"] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface Webhook {
  readonly platform: Platform;
  readonly topic: string;
  /** The platform's id of this delivery; a repetition has the same. */
  readonly deliveryId: string;
  readonly body: unknown;
  readonly context: WebhookContext;
}

export type WebhookOutcome = EventOutcome | "unknown-topic" | "invalid";

const DECODERS: Readonly<Record<Platform, (topic: string, body: unknown, context: WebhookContext) => DecodedWebhook>> =
  {
    shopify: decodeShopifyWebhook,
    woocommerce: decodeWooCommerceWebhook,
  };

/** Whatever it is, it is acknowledged: a platform repeats what was refused, and in the end switches the webhook off. */
export async function takeInWebhook(shopId: ShopId, webhook: Webhook, ports: CommercePorts): Promise<WebhookOutcome> {
  const { platform, topic, deliveryId } = webhook;
  const decoded = DECODERS[platform](topic, webhook.body, webhook.context);
  const outcome =
    decoded.kind === "records"
      ? await ports.commerce.applyEvent(shopId, platform, {
          eventId: deliveryId,
          type: topic,
          records: decoded.records,
        })
      : decoded.kind;
  ports.metrics.count("commerce_events_total", { via: platform, outcome });
  if (decoded.kind === "invalid") ports.log.warn("webhook-not-understood", { platform, fields: decoded.fields });
  return outcome;
}
