/** `/api/events` for a shop's own systems, `/webhooks/shopify` and `/webhooks/woocommerce` for its platform. */
import { createHash } from "node:crypto";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { AppError } from "../../contracts/errors.ts";
import type { Instant, ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { type Platform, takeInEvents, takeInWebhook } from "../../flows/commerce/take-in-commerce.ts";
import { writeWrongMethod } from "../answer-error.ts";
import { nameRoute } from "../log-request.ts";
import { verifyEvents, verifyWebhook } from "./verify-signature.ts";

/** Who may tell us about the shop, and how they prove it. */
export interface CommerceGate {
  /** The shop that webhooks speak of, and events that name none. */
  readonly shopId: ShopId;
  readonly shopCurrency: string | null;
  secretOf(shopId: ShopId): string;
  /** Null: that way in is closed. */
  readonly webhookSecrets: Readonly<Record<Platform, string | null>>;
}

type CommercePorts = Pick<Ports, "shops" | "commerce" | "clock" | "log" | "metrics">;

const MAX_EVENTS = 500;
const MAX_EVENTS_BYTES = 2 * 1024 * 1024;
/** A product with 2,048 variants, or an order with hundreds of lines. */
const MAX_WEBHOOK_BYTES = 8 * 1024 * 1024;

const BATCH = z.union([
  z.array(z.unknown()).min(1).max(MAX_EVENTS),
  z.strictObject({ events: z.array(z.unknown()).min(1).max(MAX_EVENTS) }).transform(({ events }) => events),
]);

export function mountCommerce(gate: CommerceGate, ports: CommercePorts): Router {
  const router = Router({ strict: true });
  const onPost = (path: string, limit: number, handle: RequestHandler) => {
    // `inflate: false`: signatures cover the bytes as sent, and a zip bomb is refused with 415.
    const readBody = express.raw({ type: () => true, limit, inflate: false });
    router.all(path, (request, response, next) => {
      nameRoute(response, path);
      if (request.method !== "POST") return writeWrongMethod(response, ["POST"]);
      response.set("Cache-Control", "no-store");
      return readBody(request, response, (error?: unknown) =>
        error === undefined ? handle(request, response, next) : next(error),
      );
    });
  };
  onPost("/api/events", MAX_EVENTS_BYTES, (request, response, next) => {
    answerEvents(request, response, { gate, ports }).catch(next);
  });
  onPost("/webhooks/shopify", MAX_WEBHOOK_BYTES, (request, response, next) => {
    answerWebhook("shopify", request, response, { gate, ports }).catch(next);
  });
  onPost("/webhooks/woocommerce", MAX_WEBHOOK_BYTES, (request, response, next) => {
    answerWebhook("woocommerce", request, response, { gate, ports }).catch(next);
  });
  return router;
}

interface Desk {
  readonly gate: CommerceGate;
  readonly ports: CommercePorts;
}

async function answerEvents(request: Request, response: Response, { gate, ports }: Desk): Promise<void> {
  const body = bodyOf(request);
  const shopId = await findShop(request.get("x-dragoman-shop"), { gate, ports });
  const secret = shopId === null ? null : gate.secretOf(shopId);
  const header = request.get("x-dragoman-signature") ?? "";
  if (shopId === null || secret === null || !verifyEvents(header, body, { secret, now: ports.clock.now() })) {
    ports.metrics.count("commerce_events_total", { via: "api", outcome: "bad-signature" });
    throw new AppError(
      "SIGNATURE_INVALID",
      'Sign "<t>." and the body with the secret of "dragoman shop secret", and send it within five minutes.',
    );
  }
  const batch = BATCH.safeParse(parseJson(body));
  if (!batch.success) {
    throw new AppError("REQUEST_INVALID", `Send {"events": [...]} with 1 to ${MAX_EVENTS} events.`);
  }
  const results = await takeInEvents(shopId, batch.data, ports);
  response.status(202).json({ results });
}

/** Null for a shop nobody knows; it is answered like a wrong signature, so that names cannot be tried. */
async function findShop(shopKey: string | undefined, { gate, ports }: Desk): Promise<ShopId | null> {
  if (shopKey === undefined) return gate.shopId;
  return (await ports.shops.list()).find((shop) => shop.shopKey === shopKey)?.shopId ?? null;
}

const HEADERS = {
  shopify: { signature: "x-shopify-hmac-sha256", topic: "x-shopify-topic", delivery: "x-shopify-webhook-id" },
  woocommerce: {
    signature: "x-wc-webhook-signature",
    topic: "x-wc-webhook-topic",
    delivery: "x-wc-webhook-delivery-id",
  },
} as const satisfies Record<Platform, unknown>;

/** What WooCommerce sends, unsigned, when a webhook is saved: it wants to see a 200. */
const PING = /^webhook_id=\d{1,20}$/u;

async function answerWebhook(platform: Platform, request: Request, response: Response, desk: Desk): Promise<void> {
  const { gate, ports } = desk;
  const secret = gate.webhookSecrets[platform];
  if (secret === null)
    throw new AppError("NOT_FOUND", `Set ${platform.toUpperCase()}_WEBHOOK_SECRET to open this address.`);
  const names = HEADERS[platform];
  const body = bodyOf(request);
  const signature = request.get(names.signature) ?? "";
  if (
    platform === "woocommerce" &&
    signature === "" &&
    body.length < 40 &&
    PING.test(Buffer.from(body).toString("latin1"))
  ) {
    return void response.status(200).json({ outcome: "ping" });
  }
  if (!verifyWebhook(signature, body, secret)) {
    ports.metrics.count("commerce_events_total", { via: platform, outcome: "bad-signature" });
    throw new AppError("SIGNATURE_INVALID", `Compare ${platform.toUpperCase()}_WEBHOOK_SECRET with the platform's.`);
  }
  const sentAt = readSentAt(request.get("x-shopify-triggered-at"), ports.clock.now());
  const outcome = await takeInWebhook(
    gate.shopId,
    {
      platform,
      topic: (request.get(names.topic) ?? "").slice(0, 100),
      // Without an id, the same bytes are the same delivery.
      deliveryId: request.get(names.delivery)?.slice(0, 200) ?? createHash("sha256").update(body).digest("hex"),
      body: parseJson(body),
      context: { shopCurrency: gate.shopCurrency, sentAt },
    },
    ports,
  );
  response.status(200).json({ outcome });
}

function readSentAt(header: string | undefined, now: Instant): Instant {
  const at = Date.parse(header ?? "");
  return Number.isFinite(at) ? (Math.min(at, now) as Instant) : now;
}

function bodyOf(request: Request): Uint8Array {
  const body: unknown = request.body;
  return body instanceof Uint8Array ? body : new Uint8Array(0);
}

/** Numbers that a double cannot hold stay text: they are ids, and 2^53 + 1 is another thing than 2^53. */
function parseJson(body: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return JSON.parse(text, keepLongNumbers as (key: string, value: unknown) => unknown);
  } catch (error) {
    throw new AppError("REQUEST_INVALID", "The body is not JSON in UTF-8.", {}, error);
  }
}

function keepLongNumbers(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  const isLong = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLong && context.source !== undefined && /^\d{1,40}$/u.test(context.source) ? context.source : value;
}
