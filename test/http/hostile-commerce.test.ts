/** Well-signed nonsense: whatever stands in a field, the answer is no fault of ours and nothing half is written. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommerceRig, openCommerceRig, readFixture, signShopify, signWoo } from "./commerce-rig.ts";

let rig: CommerceRig;
beforeAll(async () => {
  rig = await openCommerceRig();
});
afterAll(() => rig.close());

const SENDERS = 8;

const HOSTILE: readonly unknown[] = [
  null,
  "",
  "\u0000",
  "a\u0000b@c.example",
  "\ud800",
  "\u202e=1+1",
  "x".repeat(70_000),
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "+275760-09-13T00:00:00.000Z",
  "99999999999999999999.99",
  "-1e400",
  2 ** 60,
  2 ** 31,
  -1,
  1.5,
  true,
  [],
  {},
  [["deep"]],
  { __proto__: null, constructor: 1 },
  "'; drop table shop_order; --",
];

/** The body with one field after the other replaced by one hostile value after the other. */
function* mutate(original: unknown): Generator<unknown> {
  for (const path of pathsOf(original, [])) {
    for (const value of HOSTILE) {
      const copy = structuredClone(original) as Record<string, unknown>;
      const last = path.at(-1);
      const owner = path
        .slice(0, -1)
        .reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, copy);
      if (last !== undefined) owner[last] = value;
      yield copy;
    }
  }
}

/** Of a list its first: the others have the same fields, and stand beside it as they are. */
function pathsOf(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const fields = Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined);
  return [...(path.length > 0 ? [path] : []), ...fields.flatMap(([name, each]) => pathsOf(each, [...path, name]))];
}

const USED =
  /^(id|name|title|handle|body_html|tags|updated_at|created_at|cancelled_at|email|phone|total_price|currency|line_items|shipping_address|fulfillments|variants|order_id|status|shipment_status|tracking_\w+|number|date_\w+_gmt|total|billing|meta_data|code|amount|usage_\w+|email_restrictions|discount_type|price|slug|permalink|categories)$/u;

/** Only the fields that are read: the others are dropped before anything happens. */
function readFields(path: string): Record<string, unknown> {
  const body = JSON.parse(readFixture(path)) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(body).filter(([name]) => USED.test(name)));
}

test.each([
  ["shopify", "shopify/order-paid.json", "orders/updated"],
  ["shopify", "shopify/fulfillment-update.json", "fulfillments/update"],
  ["shopify", "shopify/product-update.json", "products/update"],
  ["woocommerce", "woocommerce/order-completed.json", "order.updated"],
  ["woocommerce", "woocommerce/product-updated.json", "product.updated"],
  ["woocommerce", "woocommerce/coupon-created.json", "coupon.updated"],
] as const)(
  "%s: %s with any field replaced is acknowledged",
  async (platform, path, topic) => {
    const sign = platform === "shopify" ? signShopify : signWoo;
    const bodies = [...mutate(readFields(path))].map((body) => JSON.stringify(body));
    const statuses = new Set<number>();
    const send = async (from: number): Promise<void> => {
      for (let at = from; at < bodies.length; at += SENDERS) {
        const text = bodies[at] ?? "";
        statuses.add((await rig.post(`/webhooks/${platform}`, text, sign(text, topic, `${path}-${at}`))).status);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, (_, from) => send(from)));
    expect(bodies.length).toBeGreaterThan(100);
    expect([...statuses]).toEqual([200]);
  },
  120_000,
);

test("an event with any field replaced is taken or named, and its neighbours are taken", async () => {
  const event = {
    id: "h",
    type: "order.upserted",
    occurredAt: "2026-11-22T11:00:00Z",
    data: {
      number: "H-1",
      status: "shipped",
      placedAt: "2026-11-20T10:00:00Z",
      total: { amount: "42.50", currency: "EUR" },
      buyer: { email: "ana@example.com", phone: "+34 600 111 222", name: "Ana" },
      shipping: { country: "ES", postcode: "28004" },
      lines: [{ title: "Cup", quantity: 2, unitPrice: { amount: "21.25", currency: "EUR" } }],
    },
  };
  const events = [...mutate(event)];
  for (let at = 0; at < events.length; at += 20) {
    const good = { ...event, id: `good-${at}` };
    const answer = await rig.sendEvents([...events.slice(at, at + 20), good]);
    expect(answer.status).toBe(202);
    const results = answer.body["results"] as { id: string; outcome: string }[];
    expect(results.at(-1)).toMatchObject({
      id: `good-${at}`,
      outcome: expect.stringMatching(/^(applied|unchanged)$/u),
    });
  }
  expect(rig.host.lines.filter(({ level }) => level === "error")).toEqual([]);
}, 120_000);
