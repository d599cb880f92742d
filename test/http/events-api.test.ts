/** `POST /api/events`: who may send, what is taken, what a repetition or a late event does. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CommerceRig, openCommerceRig } from "./commerce-rig.ts";

let rig: CommerceRig;
beforeAll(async () => {
  rig = await openCommerceRig();
});
afterAll(() => rig.close());

const ORDER = {
  number: "API-1",
  status: "processing",
  placedAt: "2026-11-20T10:00:00Z",
  total: { amount: "42.50", currency: "EUR" },
  buyer: { email: "Ana@Example.com", phone: "+34 600 111 222", name: "Ana" },
  shipping: { country: "es", postcode: "28-004" },
  lines: [{ title: "Cup", quantity: 2, unitPrice: { amount: "21.25", currency: "EUR" } }],
};
const event = (id: string, part: object = {}, type = "order.upserted", occurredAt = "2026-11-22T11:00:00Z") => ({
  id,
  type,
  occurredAt,
  data: { ...ORDER, ...part },
});
const outcomes = (answer: { body: { [name: string]: unknown } }) =>
  (answer.body["results"] as { outcome: string }[]).map(({ outcome }) => outcome);
const order = (number: string) => rig.commerce.findOrder(rig.db.shop.shopId, number);

describe("a signed batch", () => {
  test("is taken, each event with its own outcome", async () => {
    const answer = await rig.sendEvents({
      events: [
        event("a-1"),
        {
          id: "a-2",
          type: "product.upserted",
          occurredAt: "2026-11-22T11:00:00Z",
          data: {
            key: "p-1",
            title: "=Evil cup",
            price: { amount: "21.25", currency: "EUR" },
            variants: [{ sku: "C", stock: 0 }],
          },
        },
        {
          id: "a-3",
          type: "parcel.updated",
          occurredAt: "2026-11-22T11:00:00Z",
          data: {
            orderNumber: "API-1",
            trackingNumber: "TR 1",
            status: "in-transit",
            expectedToAt: "2026-11-25T00:00:00+01:00",
          },
        },
        {
          id: "a-4",
          type: "coupon.upserted",
          occurredAt: "2026-11-22T11:00:00Z",
          data: {
            code: "API5",
            discount: { kind: "amount", amount: { amount: "5", currency: "EUR" } },
            emails: ["ana@example.com"],
          },
        },
      ],
    });
    expect(answer).toEqual({
      status: 202,
      body: { results: ["a-1", "a-2", "a-3", "a-4"].map((id) => ({ id, outcome: "applied" })) },
    });
    const found = await order("api 1");
    expect(found).toMatchObject({
      source: "api",
      buyerEmail: "ana@example.com",
      buyerPhone: "34600111222",
      shippingCountry: "ES",
      shippingPostcode: "28004",
      total: { minor: 4250, currency: "EUR" },
      lines: [{ title: "Cup", unitPrice: { minor: 2125 } }],
    });
    expect(found && (await rig.commerce.parcelsOf(rig.db.shop.shopId, found))).toMatchObject([
      { trackingNumber: "TR 1" },
    ]);
    expect(await rig.commerce.findProducts(rig.db.shop.shopId, { text: "cup", limit: 1 })).toMatchObject([
      { title: "Evil cup", isAvailable: false },
    ]);
    expect(await rig.commerce.findCoupon(rig.db.shop.shopId, "api5")).toMatchObject({
      audience: { kind: "emails", emails: ["ana@example.com"] },
    });
  });

  test("sent again changes nothing, even when its content is another", async () => {
    await rig.sendEvents([event("b-1", { number: "API-2" })]);
    expect(outcomes(await rig.sendEvents([event("b-1", { number: "API-2" })]))).toEqual(["duplicate"]);
    expect(outcomes(await rig.sendEvents([event("b-1", { number: "API-2", status: "cancelled" })]))).toEqual([
      "duplicate",
    ]);
    expect((await order("API-2"))?.status).toBe("processing");
  });

  test("out of order leaves what happened last", async () => {
    const moments = ["2026-11-22T10:00:00Z", "2026-11-22T10:00:02Z", "2026-11-22T10:00:01Z"];
    const states = ["processing", "delivered", "shipped"];
    const events = moments.map((at, index) =>
      event(`c-${index}`, { number: "API-3", status: states[index] }, "order.upserted", at),
    );
    expect(outcomes(await rig.sendEvents(events))).toEqual(["applied", "applied", "stale"]);
    expect((await order("API-3"))?.status).toBe("delivered");
  });

  test("with a deletion hides the thing, and an event from before does not bring it back", async () => {
    await rig.sendEvents([event("d-1", { number: "API-4" }, "order.upserted", "2026-11-22T10:00:00Z")]);
    const removal = { id: "d-2", type: "order.deleted", occurredAt: "2026-11-22T10:00:05Z", data: { key: "API4" } };
    expect(
      outcomes(
        await rig.sendEvents([removal, event("d-3", { number: "API-4" }, "order.upserted", "2026-11-22T10:00:04Z")]),
      ),
    ).toEqual(["applied", "stale"]);
    expect(await order("API-4")).toBeNull();
  });

  test("names the fields of a faulty event and takes the others", async () => {
    const answer = await rig.sendEvents([
      event("e-1", { number: "", status: "lost in space", total: { amount: "12,50", currency: "EUR" }, surprise: 1 }),
      event("e-2", { buyer: { email: "secret-value-no-mail" } }),
      event("e-3", {}, "order.exploded"),
      event("e-4", {}, "order.upserted", "2026-11-22T12:06:00Z"),
      "nonsense",
      event("e-5", { number: "API-5" }),
    ]);
    expect(answer.status).toBe(202);
    expect(outcomes(answer)).toEqual(["invalid", "invalid", "invalid", "invalid", "invalid", "applied"]);
    const fields = (answer.body["results"] as { fields?: string[] }[]).map((result) => result.fields?.join("; ") ?? "");
    expect(fields[0]).toMatch(/data\.number must not be empty/u);
    expect(fields[0]).toMatch(/data\.status/u);
    expect(fields[0]).toMatch(/data\.total\.amount must be digits/u);
    expect(fields[0]).toMatch(/unknown fields: surprise/u);
    expect(fields[1]).toMatch(/data\.buyer\.email must be an e-mail/u);
    expect(fields[3]).toBe("occurredAt lies in the future");
    expect(JSON.stringify(answer.body)).not.toMatch(/secret-value|lost in space|12,50/u);
  });
});

describe("what is not signed as it must be is turned away", () => {
  const body = JSON.stringify([event("x-1", { number: "X-1" })]);
  const signed = (text: string, t: number, secret = `secret-of-${rig.db.shop.shopId}`) => ({
    "x-dragoman-signature": `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${text}`).digest("hex")}`,
  });
  const now = () => Math.floor(rig.clock.now() / 1_000);

  test.each([
    ["no signature", () => ({})],
    ["an empty one", () => ({ "x-dragoman-signature": "" })],
    ["another secret", () => signed(body, now(), "guess")],
    ["a body that was changed after signing", () => signed(body.replace("X-1", "X-2"), now())],
    [
      "a moment that was changed after signing",
      () => ({
        "x-dragoman-signature": signed(body, now())["x-dragoman-signature"].replace(String(now()), String(now() + 1)),
      }),
    ],
    ["a moment six minutes ago", () => signed(body, now() - 360)],
    ["a moment six minutes ahead", () => signed(body, now() + 360)],
    [
      "a signature that is cut",
      () => ({ "x-dragoman-signature": signed(body, now())["x-dragoman-signature"].slice(0, -2) }),
    ],
    ["a shop nobody knows", () => ({ ...signed(body, now()), "x-dragoman-shop": "nobody" })],
  ])("with %s", async (_name, headers) => {
    const answer = await rig.post("/api/events", body, headers());
    expect([answer.status, (answer.body["error"] as { code: string }).code]).toEqual([401, "SIGNATURE_INVALID"]);
    expect(await order("X-1")).toBeNull();
  });

  test("and the same bytes with the right one are taken", async () => {
    expect((await rig.post("/api/events", body, signed(body, now()))).status).toBe(202);
    expect(await order("X-1")).not.toBeNull();
  });

  test("and within four minutes of skew, too", async () => {
    expect((await rig.sendEvents([event("x-2", { number: "X-3" })], { skewMs: -240_000 })).status).toBe(202);
  });
});

describe("shops are apart", () => {
  test("one cannot sign for another, and the same event id is another event", async () => {
    const batch = [event("s-1", { number: "S-1" })];
    expect((await rig.sendEvents(batch, { shop: "second", signedBy: "first" })).status).toBe(401);
    expect(outcomes(await rig.sendEvents(batch, { shop: "first" }))).toEqual(["applied"]);
    expect(await rig.commerce.findOrder(rig.db.otherShop.shopId, "S-1")).toBeNull();
    expect(outcomes(await rig.sendEvents(batch, { shop: "second" }))).toEqual(["applied"]);
  });
});

describe("limits", () => {
  test("a body that is no batch, not JSON, or not UTF-8 is 400", async () => {
    for (const body of ["{", "[]", '{"events":[],"x":1}', "3", JSON.stringify({ events: Array(501).fill(1) })]) {
      expect((await rig.sendEvents(body)).status).toBe(400);
    }
  });

  test("a body above two megabytes is 413 before anything is computed", async () => {
    const answer = await rig.post("/api/events", "x".repeat(2 * 1024 * 1024 + 1));
    expect([answer.status, (answer.body["error"] as { code: string }).code]).toEqual([413, "REQUEST_TOO_LARGE"]);
  });

  test("a compressed body and another method are refused", async () => {
    expect((await rig.post("/api/events", "x", { "content-encoding": "gzip" })).status).toBe(415);
    const response = await fetch(`${rig.origin}/api/events`);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("five hundred events are taken in one request", async () => {
    const events = Array.from({ length: 500 }, (_, index) => event(`m-${index}`, { number: `M-${index}` }));
    expect(new Set(outcomes(await rig.sendEvents(events)))).toEqual(new Set(["applied"]));
  });
});
