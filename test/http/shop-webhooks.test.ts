/** Webhooks of Shopify and WooCommerce, with bodies as their APIs write them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { at } from "../commerce/records.ts";
import { type CommerceRig, openCommerceRig, readFixture, signShopify, signWoo } from "./commerce-rig.ts";

let rig: CommerceRig;
beforeAll(async () => {
  rig = await openCommerceRig();
});
afterAll(() => rig.close());

let deliveries = 0;
const shopify = async (body: string, topic: string, id = `sd-${++deliveries}`) =>
  (await rig.post("/webhooks/shopify", body, signShopify(body, topic, id))).body["outcome"];
const woo = async (body: string, topic: string, id = `wd-${++deliveries}`) =>
  (await rig.post("/webhooks/woocommerce", body, signWoo(body, topic, id))).body["outcome"];
const changed = (path: string, changes: object) =>
  JSON.stringify({ ...(JSON.parse(readFixture(path)) as object), ...changes });
const findOrder = (number: string) => rig.commerce.findOrder(rig.db.shop.shopId, number);

describe("Shopify", () => {
  test("an order is kept with what the buyer paid, and nothing more of the buyer than is needed", async () => {
    expect(await shopify(readFixture("shopify/order-paid.json"), "orders/create")).toBe("applied");
    expect(await findOrder("1042")).toMatchObject({
      source: "shopify",
      externalKey: "6120345678901",
      orderNumber: "#1042",
      status: "processing",
      refund: "none",
      placedAt: at("2026-11-18T13:02:11Z"),
      paidAt: at("2026-11-18T13:02:09Z"),
      total: { minor: 149900, currency: "SEK" },
      buyerEmail: "sofia.lind@example.com",
      buyerName: "Sofia Lind",
      shippingCountry: "SE",
      shippingPostcode: "11455",
      // The second line was taken out of the order again.
      lines: [{ title: "Squall rain jacket", variant: "Navy / M", unitPrice: { minor: 146700, currency: "SEK" } }],
    });
    const rows = await rig.db.database.withShop(rig.db.shop.shopId, (trx) =>
      trx.selectFrom("shop_order").selectAll().execute(),
    );
    expect(JSON.stringify(rows)).not.toMatch(/Storgatan|203\.0\.113|secret|HYPERLINK/u);
  });

  test("a repeated delivery is acknowledged and writes nothing", async () => {
    const body = changed("shopify/order-paid.json", { name: "#1050", id: 6120345678950 });
    expect(await shopify(body, "orders/create", "same")).toBe("applied");
    expect(await shopify(body, "orders/create", "same")).toBe("duplicate");
    expect(await shopify(body, "orders/updated", "other")).toBe("unchanged");
  });

  test("an update that comes late does not undo the cancellation", async () => {
    const order = { name: "#1051", id: 6120345678951 };
    const cancelled = changed("shopify/order-paid.json", {
      ...order,
      cancelled_at: "2026-11-19T08:00:00+01:00",
      financial_status: "refunded",
      updated_at: "2026-11-19T08:00:01+01:00",
    });
    expect(await shopify(cancelled, "orders/cancelled")).toBe("applied");
    expect(await shopify(changed("shopify/order-paid.json", order), "orders/updated")).toBe("stale");
    expect(await findOrder("1051")).toMatchObject({ status: "cancelled", refund: "full" });
  });

  test("a fulfillment becomes a parcel for each number, before its order, too", async () => {
    const fulfillment = {
      ...(JSON.parse(readFixture("shopify/fulfillment-update.json")) as object),
      order_id: 6120345678952,
      name: "#1052.1",
    };
    expect(await shopify(JSON.stringify(fulfillment), "fulfillments/update")).toBe("applied");
    const body = changed("shopify/order-paid.json", {
      name: "#1052",
      id: 6120345678952,
      fulfillment_status: "fulfilled",
      fulfillments: [fulfillment],
      updated_at: "2026-11-21T07:12:40+01:00",
    });
    expect(await shopify(body, "orders/fulfilled")).toBe("applied");
    const order = await findOrder("1052");
    expect(order).toMatchObject({ status: "shipped", shippedAt: at("2026-11-19T08:30:00Z") });
    const parcels = order ? await rig.commerce.parcelsOf(rig.db.shop.shopId, order) : [];
    expect(parcels.toSorted((a, b) => (a.externalKey < b.externalKey ? -1 : 1))).toMatchObject([
      {
        trackingNumber: "00373500489530470000",
        status: "out-for-delivery",
        carrier: "PostNord",
        trackingUrl: "https://tracking.postnord.example/?id=00373500489530470000",
      },
      // A script is no address.
      { trackingNumber: "00373500489530470017", trackingUrl: null },
    ]);
    const arrived = { ...fulfillment, shipment_status: "delivered", updated_at: "2026-11-21T15:00:00+01:00" };
    await shopify(
      changed("shopify/order-paid.json", {
        name: "#1052",
        id: 6120345678952,
        fulfillment_status: "fulfilled",
        fulfillments: [arrived],
        updated_at: "2026-11-21T15:00:01+01:00",
      }),
      "orders/updated",
    );
    expect(await findOrder("1052")).toMatchObject({ status: "delivered", deliveredAt: at("2026-11-21T14:00:00Z") });
  });

  test("a product keeps an id that is longer than a double, its text without HTML, and goes when it is deleted", async () => {
    expect(await shopify(readFixture("shopify/product-update.json"), "products/update")).toBe("applied");
    const [found] = await rig.commerce.findProducts(rig.db.shop.shopId, { text: "squall", limit: 1 });
    expect(found).toMatchObject({
      externalKey: "788032119674292922",
      description: "Waterproof three-layer jacket.\n420 g",
      price: { minor: 11900, currency: "EUR" },
      tags: ["rain", "waterproof", "outdoor"],
      variants: [
        { title: "Navy / M", stock: 0, isAvailable: false },
        { title: "Moss / M", isAvailable: true },
      ],
    });
    const { externalKey } = found ?? { externalKey: "" };
    expect((await findOrder("1042"))?.lines[0]?.productKey).toBe(externalKey);
    expect(await shopify('{"id":788032119674292922}', "products/delete")).toBe("applied");
    expect(await rig.commerce.findProducts(rig.db.shop.shopId, { text: "squall", limit: 1 })).toEqual([]);
  });

  test("a price rule becomes a coupon", async () => {
    expect(await shopify(readFixture("shopify/price-rule.json"), "price_rules/update")).toBe("applied");
    expect(await rig.commerce.findCoupon(rig.db.shop.shopId, "blackfriday20")).toMatchObject({
      discount: { kind: "percent", percent: 20 },
      minimum: { minor: 8000, currency: "EUR" },
      validUntilAt: at("2026-11-30T22:59:59Z"),
    });
  });

  test("a topic nobody needs, and a body nobody understands, are acknowledged and counted", async () => {
    expect(await shopify('{"id":1}', "customers/data_request")).toBe("unknown-topic");
    expect(await shopify('{"id":1,"name":["secret"]}', "orders/create")).toBe("invalid");
    expect(await rig.renderMetrics()).toMatch(/commerce_events_total\{[^}]*outcome="unknown-topic"[^}]*\} 1/u);
    const line = rig.host.lines.find(({ event }) => event === "webhook-not-understood");
    expect(line?.fields).toMatchObject({ platform: "shopify" });
    expect(JSON.stringify(rig.host.lines)).not.toContain("secret");
  });

  test("a wrong, missing or foreign signature, and a changed byte, are 401", async () => {
    const body = changed("shopify/order-paid.json", { name: "#6666", id: 6666 });
    const good = signShopify(body, "orders/create", "evil");
    const { "x-shopify-hmac-sha256": signature = "", ...unsigned } = good;
    const tries = [
      unsigned,
      { ...good, "x-shopify-hmac-sha256": "" },
      { ...good, "x-shopify-hmac-sha256": signature.slice(4) },
      { ...unsigned, "x-shopify-hmac-sha256": signWoo(body, "", "")["x-wc-webhook-signature"] ?? "" },
    ];
    for (const headers of tries) expect((await rig.post("/webhooks/shopify", body, headers)).status).toBe(401);
    expect((await rig.post("/webhooks/shopify", `${body} `, good)).status).toBe(401);
    expect(await findOrder("6666")).toBeNull();
    expect((await rig.post("/webhooks/shopify", body, good)).status).toBe(200);
  });
});

describe("WooCommerce", () => {
  test("the ping of a new webhook is answered, and nothing else without a signature", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await rig.post("/webhooks/woocommerce", "webhook_id=12", headers)).status).toBe(200);
    expect((await rig.post("/webhooks/woocommerce", "webhook_id=12&x=1", headers)).status).toBe(401);
    expect(
      (await rig.post("/webhooks/woocommerce", readFixture("woocommerce/order-completed.json"), headers)).status,
    ).toBe(401);
  });

  test("an order is kept with its parcel", async () => {
    expect(await woo(readFixture("woocommerce/order-completed.json"), "order.updated", "w-1")).toBe("applied");
    expect(await woo(readFixture("woocommerce/order-completed.json"), "order.updated", "w-1")).toBe("duplicate");
    const order = await findOrder("wc727");
    expect(order).toMatchObject({
      source: "woocommerce",
      externalKey: "727",
      status: "shipped",
      refund: "partial",
      placedAt: at("2026-11-10T19:28:02Z"),
      shippedAt: at("2026-11-12T19:28:08Z"),
      total: { minor: 29935, currency: "BRL" },
      buyerEmail: "marina.souza@example.com",
      buyerPhone: "11912345678",
      shippingPostcode: "01310100",
      lines: [{ sku: "W-1-S", variant: "S", quantity: 2, unitPrice: { minor: 14900, currency: "BRL" } }],
    });
    expect(order && (await rig.commerce.parcelsOf(rig.db.shop.shopId, order))).toMatchObject([
      {
        carrier: "Correios",
        trackingNumber: "AA123456785BR",
        shippedAt: at("2026-11-12T00:00:00Z"),
        status: "in-transit",
      },
    ]);
  });

  test("a deleted order is gone, and one that is restored comes back", async () => {
    const body = changed("woocommerce/order-completed.json", { id: 800, number: "800", meta_data: [] });
    await woo(body, "order.created");
    expect(await woo('{"id":800}', "order.deleted")).toBe("applied");
    expect(await findOrder("800")).toBeNull();
    const restored = changed("woocommerce/order-completed.json", {
      id: 800,
      number: "800",
      meta_data: [],
      date_modified_gmt: "2026-11-22T12:00:01",
    });
    expect(await woo(restored, "order.restored")).toBe("applied");
    expect(await findOrder("800")).not.toBeNull();
  });

  test("products and coupons are kept in the shop's currency", async () => {
    expect(await woo(readFixture("woocommerce/product-updated.json"), "product.updated")).toBe("applied");
    const [hoodie] = await rig.commerce.findProducts(rig.db.shop.shopId, { text: "hoodie", limit: 1 });
    expect(hoodie).toMatchObject({
      handle: "anchor-hoodie",
      url: "https://shop.example/product/anchor-hoodie/",
      description: "A hoodie for the quay.\nBrushed cotton – 380 g.",
      category: "Clothing",
      tags: ["Warm", "Hoodies"],
      price: { minor: 14900, currency: "EUR" },
      isAvailable: true,
    });
    expect(await woo(readFixture("woocommerce/coupon-created.json"), "coupon.created")).toBe("applied");
    expect(await rig.commerce.findCoupon(rig.db.shop.shopId, "FRETE-PRAIA")).toMatchObject({
      discount: { kind: "amount", amount: { minor: 2500, currency: "EUR" } },
      minimum: { minor: 10000 },
      usesLeft: 7,
      audience: { kind: "some-buyers" },
      validUntilAt: at("2026-12-24T03:00:00Z"),
    });
  });

  test("unknown topics are acknowledged", async () => {
    expect(await woo('{"id":1}', "customer.created")).toBe("unknown-topic");
    expect(await woo('{"arg":1}', "action.woocommerce_add_to_cart")).toBe("unknown-topic");
  });
});

test("what a platform tells stays in the shop it speaks of", async () => {
  expect(await rig.commerce.count(rig.db.otherShop.shopId)).toEqual({ product: 0, order: 0, parcel: 0, coupon: 0 });
});

test("without its secret a platform's address is closed, whatever the signature", async () => {
  const closed = await openCommerceRig({ webhookSecrets: { shopify: null, woocommerce: null } });
  const body = readFixture("shopify/order-paid.json");
  expect((await closed.post("/webhooks/shopify", body, signShopify(body, "orders/create", "1"))).status).toBe(404);
  expect((await closed.post("/webhooks/woocommerce", "webhook_id=1")).status).toBe(404);
  await closed.close();
});
