/** The ways in for the shop's data over real HTTP and a real database, with a clock moved by hand. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import type { CommerceStore } from "../../src/contracts/commerce.ts";
import { answerError } from "../../src/http/answer-error.ts";
import { type CommerceGate, mountCommerce } from "../../src/http/commerce/mount-commerce.ts";
import { createCommerceStore } from "../../src/store/commerce/commerce-store.ts";
import { createShopStore } from "../../src/store/shop-store.ts";
import { createPrometheusMetrics } from "../../src/ops/prometheus-metrics.ts";
import { createHandClock, type HandClock } from "../support/hand-clock.ts";
import { createRecordingHost, type RecordingHost } from "../support/recording-host.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";

export const SHOPIFY_SECRET = "shopify-secret-for-tests";
export const WOO_SECRET = "woocommerce-secret-for-tests";

export interface Answer {
  readonly status: number;
  readonly body: { readonly [name: string]: unknown };
}

export interface CommerceRig {
  readonly db: ShopDatabase;
  readonly commerce: CommerceStore;
  readonly clock: HandClock;
  readonly host: RecordingHost;
  readonly origin: string;
  /** What `/metrics` would show. */
  renderMetrics(): Promise<string>;
  post(path: string, body: string | Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Signed as the README tells it, with that shop's secret. */
  sendEvents(body: unknown, options?: SendOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly shop?: "first" | "second";
  /** Whose secret signs; the shop's own when absent. */
  readonly signedBy?: "first" | "second";
  /** Of the sender's clock, against ours. */
  readonly skewMs?: number;
}

export async function openCommerceRig(options: Partial<CommerceGate> = {}): Promise<CommerceRig> {
  const db = await openShopDatabase();
  const clock = createHandClock(Date.parse("2026-11-22T12:00:00Z"));
  const host = createRecordingHost();
  const commerce = createCommerceStore(db.database);
  const metrics = createPrometheusMetrics();
  const app = express();
  const gate: CommerceGate = {
    shopId: db.shop.shopId,
    shopCurrency: "EUR",
    secretOf: (shopId) => `secret-of-${shopId}`,
    webhookSecrets: { shopify: SHOPIFY_SECRET, woocommerce: WOO_SECRET },
    ...options,
  };
  const ports = { shops: createShopStore(db.database), commerce, clock, log: host.log, metrics };
  app.use(mountCommerce(gate, ports), answerError(host.log));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post: CommerceRig["post"] = async (path, body, headers = {}) => {
    const response = await fetch(origin + path, { method: "POST", body: body as string, headers });
    return { status: response.status, body: (await response.json()) as Answer["body"] };
  };
  const shopIds = { first: db.shop.shopId, second: db.otherShop.shopId };
  return {
    db,
    commerce,
    clock,
    host,
    origin,
    renderMetrics: async () => (await metrics.render()).text,
    post,
    sendEvents(body, { shop = "first", signedBy = shop, skewMs = 0 } = {}) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const t = Math.floor((clock.now() + skewMs) / 1_000);
      const v1 = createHmac("sha256", gate.secretOf(shopIds[signedBy])).update(`${t}.${text}`).digest("hex");
      return post("/api/events", text, { "x-dragoman-shop": shop, "x-dragoman-signature": `t=${t},v1=${v1}` });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.close();
    },
  };
}

export function readFixture(path: string): string {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8");
}

export function signShopify(body: string, topic: string, id: string): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    "x-shopify-topic": topic,
    "x-shopify-webhook-id": id,
    "x-shopify-hmac-sha256": createHmac("sha256", SHOPIFY_SECRET).update(body).digest("base64"),
  };
}

export function signWoo(body: string, topic: string, id: string): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    "x-wc-webhook-topic": topic,
    "x-wc-webhook-delivery-id": id,
    "x-wc-webhook-signature": createHmac("sha256", WOO_SECRET).update(body).digest("base64"),
  };
}
