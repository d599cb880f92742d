/** Files of merchants, in their habits and with their mistakes, against a real database. */
import { Buffer } from "node:buffer";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CommerceStore } from "../../src/contracts/commerce.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import { createCommerceStore } from "../../src/store/commerce/commerce-store.ts";
import { openShopDatabase, type ShopDatabase } from "../support/shop-database.ts";
import { type ImportTarget, importText, loadDemoShop } from "./import-rig.ts";
import { at } from "./records.ts";

let db: ShopDatabase;
let commerce: CommerceStore;
let target: ImportTarget;
let other: ImportTarget;
beforeAll(async () => {
  db = await openShopDatabase();
  commerce = createCommerceStore(db.database);
  target = { commerce, shopId: db.shop.shopId };
  other = { commerce, shopId: db.otherShop.shopId };
});
afterAll(() => db.close());

const ORDERS = "order number;status;date;total;currency;email;name\n";
const lines = (...texts: readonly string[]) => `${texts.join("\n")}\n`;

describe("the demo shop", () => {
  test("is taken whole, and a second time changes nothing", async () => {
    const first = await loadDemoShop(target);
    expect(first.map(({ created, refused }) => [created, refused])).toEqual([
      [20, 0],
      [12, 0],
      [8, 0],
      [4, 0],
    ]);
    const second = await loadDemoShop(target);
    expect(second.map(({ created, changed, unchanged }) => [created + changed, unchanged])).toEqual([
      [0, 20],
      [0, 12],
      [0, 8],
      [0, 4],
    ]);
    expect(await commerce.count(other.shopId)).toEqual({ product: 0, order: 0, parcel: 0, coupon: 0 });
  });

  test("keeps orders with their lines, states and moments", async () => {
    expect(await commerce.findOrder(target.shopId, "hl20480104")).toMatchObject({
      status: "partly-shipped",
      total: { minor: 12980, currency: "EUR" },
      buyerEmail: "anna.schmidt@example.com",
      buyerPhone: "491712345678",
      shippingCountry: "DE",
      lines: [{ quantity: 2 }, { sku: "HL-LC-1", unitPrice: { minor: 1690 } }, { title: "Cable knit beanie" }],
    });
    expect(await commerce.findOrder(target.shopId, "HL-20480106")).toMatchObject({
      total: { minor: 8900, currency: "JPY" },
      buyerName: "田中 由紀",
    });
    expect(await commerce.findOrder(target.shopId, "HL-20480110")).toMatchObject({
      status: "delivered",
      refund: "full",
    });
    expect(await commerce.findOrder(target.shopId, "HL-20480111")).toMatchObject({ refund: "partial" });
    expect(await commerce.findOrder(target.shopId, "HL-20480109")).toMatchObject({ status: "cancelled" });
    const order = await commerce.findOrder(target.shopId, "HL-20480105");
    expect(order && (await commerce.parcelsOf(target.shopId, order))).toMatchObject([
      { status: "out-for-delivery", expectedToAt: at("2026-11-22T23:59:59.999Z"), lastEvent: { place: "Lyon" } },
    ]);
  });

  test("answers wishes and knows its coupons", async () => {
    const titles = async (text: string) =>
      (await commerce.findProducts(target.shopId, { text, limit: 3 })).map(({ title }) => title);
    expect(await titles("waterproof rain jacket squall")).toEqual([
      "Squall rain jacket",
      "Petrel rain jacket for children",
      "Drizzle rain poncho",
    ]);
    expect((await titles("warm scarf"))[0]).toBe("Fjord wool scarf");
    expect((await titles("mugs")).length).toBe(3);
    expect(await commerce.findCoupon(target.shopId, "freeship")).toMatchObject({
      discount: { kind: "free-shipping" },
      usesLeft: 0,
    });
    expect(await commerce.findCoupon(target.shopId, "sorry5-lucia")).toMatchObject({
      discount: { kind: "amount", amount: { minor: 500, currency: "EUR" } },
      audience: { kind: "emails", emails: ["lucia.ortega@example.com"] },
      usesLeft: 1,
      validUntilAt: at("2027-01-31T23:59:59.999Z"),
    });
  });
});

describe("a file is read", () => {
  test.each([
    ["in Windows-1252", (text: string) => Buffer.from(text, "latin1")],
    ["in UTF-8", (text: string) => Buffer.from(text)],
    ["in UTF-8 with a byte order mark", (text: string) => Buffer.from(`\ufeff${text}`)],
    ["in UTF-16, little end first, with a mark", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["in UTF-16, little end first, without one", (text: string) => Buffer.from(text, "utf16le")],
    ["in UTF-16, big end first", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  ])("%s", async (_name, encode) => {
    const text = `${ORDERS}E-1;paid;30.10.2026;1.234,56;EUR;jörg@example.de;Jörg Müßig\r\n`;
    await importText(other, "order", encode(text), { asOf: Date.now() as Instant });
    expect(await commerce.findOrder(other.shopId, "E1")).toMatchObject({
      buyerName: "Jörg Müßig",
      total: { minor: 123456, currency: "EUR" },
      placedAt: at("2026-10-30T00:00:00Z"),
    });
  });

  test.each([",", ";", "\t", "|"])("with %j between its cells, and with such signs in quotes", async (sign) => {
    const text = lines(
      ["code", "type", "value", "note"].join(sign),
      ["SEP1", "percent", "12", `"a${sign}b""c\nd"`].join(sign),
    );
    expect(await importText(other, "coupon", text)).toMatchObject({ refused: 0, ignoredColumns: ["note"] });
    expect(await commerce.findCoupon(other.shopId, "SEP1")).toMatchObject({ discount: { percent: 12 } });
  });
});

describe("what is wrong is refused by line, and the rest is taken", () => {
  test("with the reason and without the value", async () => {
    const text = lines(
      ORDERS.trim(),
      "G-1;paid;2026-10-30;10,00;EUR;a@b.example;A",
      "G-2;no such word;2026-10-30;10,00;EUR;a@b.example;A",
      "G-3;paid;05/06/2026;10,00;EUR;a@b.example;A",
      "G-4;paid;31.04.2026;10,00;EUR;a@b.example;A",
      "G-5;paid;2026-10-30;ten;EUR;a@b.example;A",
      "G-6;paid;2026-10-30;10,00;;a@b.example;A",
      ";paid;2026-10-30;10,00;EUR;a@b.example;A",
      "G-1;paid;2026-10-30;11,00;EUR;a@b.example;A",
    );
    const report = await importText(other, "order", text);
    expect(report).toMatchObject({ created: 1, refused: 7, lines: 8 });
    expect(report.refusals.map(({ rows, reason }) => `${rows[0]?.line}: ${reason}`)).toEqual([
      "3: status is a word we do not know",
      "4: placedAt could be two dates; add --dates dmy or --dates mdy",
      "5: placedAt is not a date",
      "6: total is not an amount",
      "7: total has no currency; add a currency column or --currency EUR",
      "8: names nothing it could belong to",
      "9: stands in this file a second time, apart from the first",
    ]);
    const second = await importText(other, "order", text, { dates: "mdy", currency: "EUR" });
    expect(second).toMatchObject({ created: 2, unchanged: 1, refused: 5 });
    expect((await commerce.findOrder(other.shopId, "G-3"))?.placedAt).toBe(at("2026-05-06T00:00:00Z"));
  });

  test("and a file of something else is refused whole", async () => {
    await expect(importText(other, "order", "name,colour\na,b\n")).rejects.toThrow(
      /no header of orders.*created at or placed at/u,
    );
    await expect(importText(other, "order", "")).rejects.toThrow(/empty/u);
    await expect(importText(other, "order", Buffer.from([0x50, 0x4b, 3, 4, 0, 1, 2, 0, 0]))).rejects.toThrow(
      /REQUEST_INVALID|not text|no header/u,
    );
  });

  test("and a quote that is never closed is named with its line, not read for ever", async () => {
    const text = `${ORDERS}Q-1;paid;2026-10-30;1;EUR;;A\nQ-2;paid;2026-10-30;1;EUR;;"A${"x;".repeat(800_000)}`;
    await expect(importText(other, "order", text)).rejects.toThrow(/Line 3 cannot be read/u);
  });

  test("and a dry run says the same and writes nothing", async () => {
    const text = lines(ORDERS.trim(), "D-1;paid;2026-10-30;10,00;EUR;a@b.example;A", "D-2;??;2026-10-30;1;EUR;;");
    expect(await importText(other, "order", text, { isDryRun: true })).toMatchObject({ created: 1, refused: 1 });
    expect(await commerce.findOrder(other.shopId, "D-1")).toBeNull();
  });
});

test("formulas are disarmed in texts, and signs in numbers and phones stay numbers", async () => {
  const text = lines(
    "handle,title,description,price,currency,tags,stock",
    `f-1,"=cmd|' /C calc'!A0","+SUM(A1:A9) for you",12.50,EUR,"@evil,good",-3`,
    `f-2,-20% scarf,"<b>@SUM</b>",12.50,EUR,,1`,
  );
  expect(await importText(other, "product", text)).toMatchObject({ created: 2, refused: 0, disarmed: 3 });
  const [first, second] = await Promise.all(
    ["calc", "scarf"].map(async (word) => (await commerce.findProducts(other.shopId, { text: word, limit: 1 }))[0]),
  );
  expect(first).toMatchObject({
    title: "cmd|' /C calc'!A0",
    description: "SUM(A1:A9) for you",
    tags: ["evil", "good"],
  });
  expect(first?.variants[0]?.stock).toBe(-3);
  expect(second).toMatchObject({ title: "−20% scarf", description: "SUM" });
});

describe("exports are recognised", () => {
  test("of Shopify: orders with their lines, under the id that its webhooks use", async () => {
    const text = lines(
      "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping Zip,Shipping Country,Shipping Phone,Cancelled at,Refunded Amount,Id",
      "#1001,Bea@Example.com,paid,2026-10-30 08:12:10 +0100,fulfilled,2026-10-31 09:00:00 +0100,EUR,61.90,2026-10-30 08:12:00 +0100,1,Fjord wool scarf - Rust,45.00,HL-FJ-R,Bea Baum,'01067,DE,+49 351 1234567,,0.00,5901234567890",
      "#1001,Bea@Example.com,,,,,,,2026-10-30 08:12:00 +0100,2,Cup,8.45,HL-LC-1,,,,,,,",
    );
    expect(await importText(target, "order", text)).toMatchObject({ source: "shopify", created: 1, refused: 0 });
    expect(await commerce.findOrder(target.shopId, "1001")).toMatchObject({
      source: "shopify",
      externalKey: "5901234567890",
      status: "shipped",
      placedAt: at("2026-10-30T07:12:00Z"),
      buyerEmail: "bea@example.com",
      shippingPostcode: "01067",
      lines: [{ title: "Fjord wool scarf - Rust" }, { quantity: 2 }],
    });
  });

  test("of Shopify: products with variants and pictures", async () => {
    const text = lines(
      "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src,Status",
      `knot,Knot mat,"<p>Rope &amp; jute</p><script>x()</script>",HL,Home,Mats,"rope, home",true,Size,S,K-S,0,deny,"19.90",https://x.example/a.jpg,active`,
      "knot,,,,,,,,,L,K-L,0,continue,29.90,,",
      "knot,,,,,,,,,,,,,,https://x.example/b.jpg,",
      "draft,Draft mat,,HL,,Mats,,true,Title,Default Title,D,1,deny,9.90,,draft",
    );
    expect(await importText(target, "product", text, { currency: "EUR" })).toMatchObject({
      source: "shopify",
      created: 2,
    });
    const [mat, ...others] = await commerce.findProducts(target.shopId, { text: "mat", limit: 5 });
    expect(others).toEqual([]);
    expect(mat).toMatchObject({
      title: "Knot mat",
      description: "Rope & jute",
      category: "Mats",
      price: { minor: 1990, currency: "EUR" },
      isAvailable: true,
      variants: [
        { title: "S", isAvailable: false },
        { title: "L", isAvailable: true },
      ],
    });
  });

  test("of WooCommerce: a variation belongs to its product", async () => {
    const text = lines(
      "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,In stock?,Stock,Backorders allowed?,Sale price,Regular price,Categories,Tags,Parent,Attribute 1 name,Attribute 1 value(s)",
      `44,variable,W-1,Anchor hoodie,1,0,visible,,"Thick",1,,0,,,"Clothing, Clothing > Hoodies",warm,,Size,"S, M"`,
      "45,variation,W-1-S,Anchor hoodie - S,1,0,visible,,,1,3,0,,59.00,,,id:44,Size,S",
      "46,variation,W-1-M,Anchor hoodie - M,1,0,visible,,,0,0,0,49.00,59.00,,,id:44,Size,M",
      "50,simple,W-2,Hidden hoodie,-1,0,hidden,,,1,3,0,,9.00,,,,,",
    );
    expect(await importText(target, "product", text, { currency: "USD" })).toMatchObject({
      source: "woocommerce",
      created: 2,
      refused: 0,
    });
    const found = await commerce.findProducts(target.shopId, { text: "hoodies", limit: 5 });
    expect(found[0]).toMatchObject({
      externalKey: "44",
      title: "Anchor hoodie",
      price: { minor: 4900, currency: "USD" },
      isAvailable: true,
    });
    expect(found[0]?.variants.map(({ sku, isAvailable }) => [sku, isAvailable])).toEqual([
      ["W-1-S", true],
      ["W-1-M", false],
    ]);
  });
});

describe("a file of yesterday", () => {
  beforeEach(async () => {
    await importText(other, "order", `${ORDERS}Y-1;shipped;2026-10-30;1;EUR;;A\n`, {
      asOf: at("2026-11-20T00:00:00Z"),
    });
  });
  test("does not undo what is newer", async () => {
    const old = await importText(other, "order", `${ORDERS}Y-1;paid;2026-10-30;1;EUR;;A\n`, {
      asOf: at("2026-11-19T00:00:00Z"),
    });
    expect(old).toMatchObject({ stale: 1, changed: 0 });
    expect((await commerce.findOrder(other.shopId, "Y-1"))?.status).toBe("shipped");
  });
});
