/** The store of commerce against a real PostgreSQL: versions, duplicates, lookups, shops apart. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommerceRecord, CommerceStore, CommerceThing, Origin } from "../../src/contracts/commerce.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import { createCommerceStore } from "../../src/store/commerce/commerce-store.ts";
import { at, coupon, order, parcel, product } from "../commerce/records.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";

let db: ShopDatabase;
let store: CommerceStore;
beforeAll(async () => {
  db = await openShopDatabase();
  store = createCommerceStore(db.database);
});
afterAll(() => db.close());

const ofOrder = (part: Parameters<typeof order>[0]): CommerceRecord => ({ kind: "order", order: order(part) });
const ofProduct = (part: Parameters<typeof product>[0]): CommerceRecord => ({
  kind: "product",
  product: product(part),
});
const ofParcel = (part: Parameters<typeof parcel>[0]): CommerceRecord => ({ kind: "parcel", parcel: parcel(part) });
const ofCoupon = (part: Parameters<typeof coupon>[0]): CommerceRecord => ({ kind: "coupon", coupon: coupon(part) });
const later = (ms: number): Instant => (order().changedAt + ms) as Instant;
const write = (...records: CommerceRecord[]) => store.write(db.shop.shopId, records);

describe("a record", () => {
  test("comes back as it was written, whatever its kind", async () => {
    expect(
      await write(
        ofProduct({}),
        ofOrder({}),
        ofParcel({}),
        ofCoupon({ audience: { kind: "emails", emails: ["a@b.example"] } }),
      ),
    ).toEqual(["created", "created", "created", "created"]);
    const found = await store.findOrder(db.shop.shopId, "#hl 20481733");
    expect(found).toMatchObject(order());
    if (!found) throw new Error("the order is not there");
    expect(await store.getOrder(db.shop.shopId, found.orderId)).toEqual(found);
    expect(await store.parcelsOf(db.shop.shopId, found)).toMatchObject([parcel()]);
    expect(await store.findParcel(db.shop.shopId, "pq4x9012345")).toMatchObject(parcel());
    expect(await store.findCoupon(db.shop.shopId, " welcome10 ")).toMatchObject({
      ...coupon(),
      audience: { kind: "emails", emails: ["a@b.example"] },
    });
    const [jacket] = await store.findProducts(db.shop.shopId, { text: "jackets for rain", limit: 5 });
    expect(jacket).toMatchObject(product());
  });

  test("written twice changes nothing, and keeps its id", async () => {
    await write(ofOrder({ externalKey: "T2", orderNumber: "T-2" }));
    const before = await store.findOrder(db.shop.shopId, "T2");
    expect(await write(ofOrder({ externalKey: "T2", orderNumber: "T-2" }))).toEqual(["unchanged"]);
    expect(await write(ofOrder({ externalKey: "T2", orderNumber: "T-2", status: "shipped" }))).toEqual(["changed"]);
    expect((await store.findOrder(db.shop.shopId, "T2"))?.orderId).toBe(before?.orderId);
  });

  test("that is older than what is stored is dropped", async () => {
    const key = { externalKey: "T3", orderNumber: "T-3" };
    await write(ofOrder({ ...key, status: "shipped", changedAt: later(5_000) }));
    expect(await write(ofOrder({ ...key, status: "processing", changedAt: later(4_999) }))).toEqual(["stale"]);
    expect((await store.findOrder(db.shop.shopId, "T3"))?.status).toBe("shipped");
  });

  test("that only confirms moves the version: what lies between must not come after it", async () => {
    const key = { externalKey: "T4", orderNumber: "T-4" };
    await write(ofOrder({ ...key, changedAt: later(1_000) }), ofOrder({ ...key, changedAt: later(3_000) }));
    expect(await write(ofOrder({ ...key, status: "on-hold", changedAt: later(2_000) }))).toEqual(["stale"]);
  });

  test("that occurs twice in one batch is judged in order", async () => {
    const key = { externalKey: "T5", orderNumber: "T-5" };
    expect(
      await write(
        ofOrder({ ...key, changedAt: later(2) }),
        ofOrder({ ...key, status: "shipped", changedAt: later(1) }),
        ofOrder({ ...key, status: "delivered", changedAt: later(3) }),
      ),
    ).toEqual(["created", "stale", "changed"]);
    expect((await store.findOrder(db.shop.shopId, "T5"))?.status).toBe("delivered");
  });

  test("of an order replaces its lines", async () => {
    const key = { externalKey: "T6", orderNumber: "T-6" };
    await write(ofOrder(key));
    const [line] = order().lines;
    if (!line) throw new Error("the order has no line");
    await write(ofOrder({ ...key, lines: [{ ...line, quantity: 7 }] }));
    expect((await store.findOrder(db.shop.shopId, "T6"))?.lines).toEqual([{ ...line, quantity: 7 }]);
  });

  test("previewed is judged and not written", async () => {
    const records = [ofCoupon({ externalKey: "P1", code: "PREVIEW" })];
    expect(await store.preview(db.shop.shopId, records)).toEqual(["created"]);
    expect(await store.findCoupon(db.shop.shopId, "preview")).toBeNull();
  });

  test("wins by its moment when several processes see it for the first time at once", async () => {
    const keys = Array.from({ length: 12 }, (_, index) => ({ externalKey: `T7-${index}`, orderNumber: `T7-${index}` }));
    for (const key of keys) {
      // The newest first: the older ones find no row, too, and come to the write after it.
      const moments = [later(8), ...Array.from({ length: 8 }, (_, index) => later(index))];
      await Promise.all(
        moments.map((changedAt) => write(ofOrder({ ...key, changedAt, buyerName: `at ${changedAt}` }))),
      );
      expect((await store.findOrder(db.shop.shopId, key.orderNumber))?.buyerName).toBe(`at ${later(8)}`);
    }
  });
});

describe("a removal", () => {
  const removal = (thing: CommerceThing, { source, externalKey }: Origin, changedAt: Instant): CommerceRecord => ({
    kind: "removal",
    thing,
    origin: { source, externalKey, changedAt },
  });

  test("hides the thing and wipes what was personal", async () => {
    const gone = order({ externalKey: "R1", orderNumber: "R-1", buyerEmail: "gone@example.com" });
    await write({ kind: "order", order: gone });
    expect(await write(removal("order", gone, later(1)))).toEqual(["changed"]);
    expect(await store.findOrder(db.shop.shopId, "R-1")).toBeNull();
    expect(await store.ordersOf(db.shop.shopId, { email: "gone@example.com" }, 5)).toEqual([]);
    const rows = await db.database.withShop(db.shop.shopId, (trx) =>
      trx.selectFrom("shop_order").selectAll().where("external_key", "=", "R1").execute(),
    );
    const wiped = { buyer_email: null, buyer_phone: null, buyer_phone_tail: null, buyer_name: null };
    expect(rows).toMatchObject([{ ...wiped, shipping_postcode: null, order_number: "" }]);
  });

  test("that comes before the thing keeps an older message from making it", async () => {
    const late = product({ externalKey: "R2", title: "Ghost lantern" });
    await write(removal("product", late, later(10)));
    expect(await write({ kind: "product", product: late })).toEqual(["stale"]);
    expect(await store.findProducts(db.shop.shopId, { text: "ghost lantern", limit: 5 })).toEqual([]);
    expect(await write({ kind: "product", product: { ...late, changedAt: later(11) } })).toEqual(["changed"]);
    expect(await store.findProducts(db.shop.shopId, { text: "ghost lantern", limit: 5 })).toHaveLength(1);
  });
});

describe("an event", () => {
  test("is applied once, however often and however concurrently it is delivered", async () => {
    const event = {
      eventId: "e-1",
      type: "order.upserted",
      records: [ofOrder({ externalKey: "E1", orderNumber: "E-1" })],
    };
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.applyEvent(db.shop.shopId, "csv", event)));
    expect(outcomes.toSorted()).toEqual(["applied", ...Array<string>(7).fill("duplicate")]);
  });

  test("of another source or shop may have the same id", async () => {
    const event = { eventId: "e-1", type: "order.upserted", records: [] };
    expect(await store.applyEvent(db.shop.shopId, "api", event)).toBe("unchanged");
    expect(await store.applyEvent(db.otherShop.shopId, "csv", event)).toBe("unchanged");
  });

  test("whose records cannot be written is not remembered", async () => {
    const bad = {
      eventId: "e-2",
      type: "x",
      records: [ofOrder({ externalKey: "E2", placedAt: Number.NaN as Instant })],
    };
    await expect(store.applyEvent(db.shop.shopId, "csv", bad)).rejects.toThrow();
    const good = { ...bad, records: [ofOrder({ externalKey: "E2", orderNumber: "E-2" })] };
    expect(await store.applyEvent(db.shop.shopId, "csv", good)).toBe("applied");
  });
});

describe("a product is found", () => {
  beforeAll(async () => {
    const base = { handle: null, tags: [], category: null, vendor: null, variants: [] };
    const named = (externalKey: string, title: string, part: Parameters<typeof product>[0] = {}) =>
      ofProduct({ ...base, externalKey, title, description: "", ...part });
    await store.write(db.otherShop.shopId, [
      named("f1", "Wool scarf", { price: { minor: 3900, currency: "EUR" }, tags: ["Winter", "Geschenk"] }),
      named("f2", "Silk scarves, set of two", { price: { minor: 8900, currency: "EUR" } }),
      named("f3", "Enamel cup", { isAvailable: false, price: { minor: 1900, currency: "EUR" } }),
      named("f4", "Cupboard hook", { description: "Holds one scarf or a bag." }),
      named("f5", "羊毛围巾 冬季", {}),
      named("f6", "Hidden scarf", { isPublished: false }),
      named("f7", "ผ้าพันคอขนสัตว์", {}),
    ]);
  });
  const keys = async (query: Omit<Parameters<CommerceStore["findProducts"]>[1], "limit">) =>
    (await store.findProducts(db.otherShop.shopId, { ...query, limit: 10 })).map((found) => found.externalKey);

  test("by its words, the title before the description, and unpublished ones never", async () => {
    expect(await keys({ text: "SCARF?" })).toEqual(["f1", "f2", "f4"]);
    expect(await keys({ text: "wool scarves" })).toEqual(["f1", "f2", "f4"]);
    expect(await keys({ text: "100% _ \\ ' ; --" })).toEqual([]);
  });

  test("in scripts without spaces", async () => {
    expect(await keys({ text: "有围巾吗" })).toEqual(["f5"]);
    expect(await keys({ text: "มีผ้าพันคอไหม" })).toEqual(["f7"]);
  });

  test("once, when an export and a webhook have told of it", async () => {
    await store.write(db.otherShop.shopId, [
      ofProduct({ externalKey: "handle:twin", handle: "twin", title: "Twin pot", changedAt: later(1) }),
      ofProduct({ externalKey: "9001", handle: "twin", title: "Twin pot, blue", changedAt: later(2) }),
    ]);
    expect(await keys({ text: "twin" })).toEqual(["9001"]);
  });

  test("by price, tag and availability", async () => {
    expect(await keys({ text: "scarf", currency: "EUR", maxPrice: 4_000 })).toEqual(["f1"]);
    expect(await keys({ tags: ["geschenk"] })).toEqual(["f1"]);
    expect(await keys({ text: "cup", isAvailable: true })).toEqual(["f4"]);
  });
});

describe("personal data", () => {
  test("orders are listed by e-mail and by phone, newest first, in any spelling", async () => {
    const buyer = { buyerEmail: "mia@example.com", buyerPhone: "491712345678" };
    await write(
      ofOrder({ ...buyer, externalKey: "L1", orderNumber: "L-1", placedAt: at("2026-01-01T00:00:00Z") }),
      ofOrder({ ...buyer, externalKey: "L2", orderNumber: "L-2", placedAt: at("2026-02-01T00:00:00Z") }),
    );
    const numbers = async (contact: Parameters<CommerceStore["ordersOf"]>[1]) =>
      (await store.ordersOf(db.shop.shopId, contact, 10)).map((found) => found.orderNumber);
    expect(await numbers({ email: " MIA@Example.com" })).toEqual(["L-2", "L-1"]);
    expect(await numbers({ phone: "0171 / 234 56 78" })).toEqual(["L-2", "L-1"]);
    expect(await numbers({ phone: "+49 171 2345678" })).toEqual(["L-2", "L-1"]);
    expect(await numbers({ email: "", phone: "12" })).toEqual([]);
  });

  test("of a forgotten buyer is gone, and a repeated statement does not bring it back", async () => {
    const record = ofOrder({
      externalKey: "F1",
      orderNumber: "F-1",
      buyerEmail: "forget@example.com",
      buyerPhone: null,
    });
    await write(
      record,
      ofCoupon({ externalKey: "F1", code: "F1", audience: { kind: "emails", emails: ["forget@example.com"] } }),
    );
    expect(await store.forgetBuyer(db.shop.shopId, { email: "Forget@example.com" })).toBe(2);
    expect(await write(record)).toEqual(["unchanged"]);
    expect(await store.findOrder(db.shop.shopId, "F-1")).toMatchObject({
      buyerEmail: null,
      buyerName: null,
      shippingPostcode: null,
    });
    // Nobody is left who may use it; it must not become everybody's.
    expect((await store.findCoupon(db.shop.shopId, "F1"))?.audience).toEqual({ kind: "emails", emails: [] });
  });
});

test("one shop's things are nobody else's", async () => {
  const records = [
    ofOrder({ externalKey: "S1", orderNumber: "S-1", buyerEmail: "s@example.com" }),
    ofParcel({ externalKey: "S1", trackingNumber: "S1TRACK" }),
    ofCoupon({ externalKey: "S1", code: "S1" }),
  ];
  await write(...records);
  const mine = await store.findOrder(db.shop.shopId, "S-1");
  if (!mine) throw new Error("the order is not there");
  const { shopId } = db.otherShop;
  expect(await store.findOrder(shopId, "S-1")).toBeNull();
  expect(await store.getOrder(shopId, mine.orderId)).toBeNull();
  expect(await store.ordersOf(shopId, { email: "s@example.com" }, 5)).toEqual([]);
  expect(await store.parcelsOf(shopId, mine)).toEqual([]);
  expect(await store.findParcel(shopId, "S1TRACK")).toBeNull();
  expect(await store.findCoupon(shopId, "S1")).toBeNull();
  expect(await store.forgetBuyer(shopId, { email: "s@example.com" })).toBe(0);
  expect(await store.write(shopId, records)).toEqual(["created", "created", "created"]);
  expect((await store.findOrder(db.shop.shopId, "S-1"))?.orderId).toBe(mine.orderId);
});
