/** Lines of a file to one record: a product with its variants, an order with its lines, a parcel, a coupon. */
import type {
  CommerceRecord,
  CommerceThing,
  CouponAudience,
  CouponDiscount,
  NewOrder,
  OrderLine,
  OrderStatus,
  Origin,
  ProductVariant,
} from "../../contracts/commerce.ts";
import { isLanguage } from "../../contracts/language.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { emailKey, orderNumberKey, phoneKey, postcodeKey, trackingKey } from "../../shared/contact-keys.ts";
import { cleanField } from "../clean-field.ts";
import { readCountry } from "../read-country.ts";
import { readOrderStatus, readParcelStatus } from "../read-status.ts";
import type { Row } from "./open-row.ts";

const MAX_TAGS = 50;
const MAX_EMAILS = 1_000;

/** The first row is the thing's; all of them may add a variant or a line. Faults are kept in the rows. */
export function decodeRows(thing: CommerceThing, rows: readonly [Row, ...Row[]]): CommerceRecord {
  switch (thing) {
    case "product":
      return decodeProduct(rows);
    case "order":
      return { kind: "order", order: decodeOrder(rows) };
    case "parcel":
      return decodeParcel(rows[0]);
    case "coupon":
      return decodeCoupon(rows[0]);
    default:
      return assertNever(thing);
  }
}

/** The name of the thing at its source, as far as the file tells it. */
function readKey(thing: CommerceThing, row: Row): string {
  const { source } = row.sheet;
  if (thing === "order") return (source === "csv" ? null : row.text("key")) ?? orderNumberKey(row.raw("orderNumber"));
  // Shopify's export has no product id; the handle's twin from a webhook is recognised by the store.
  if (thing === "product" && source === "shopify") return `handle:${row.text("handle") ?? ""}`;
  const key = row.text("key") ?? "";
  return thing === "parcel" && key === row.text("trackingNumber") ? trackingKey(key) : key;
}

function originOf(thing: CommerceThing, row: Row): Origin {
  const externalKey = readKey(thing, row);
  if (externalKey === "") row.fail("key is empty");
  return { source: row.sheet.source, externalKey, changedAt: row.moment("changedAt") ?? row.sheet.asOf };
}

function decodeProduct(rows: readonly [Row, ...Row[]]): CommerceRecord {
  const [head] = rows;
  const variants = rows.flatMap(decodeVariant);
  const prices = variants.flatMap((variant) => variant.price ?? []).toSorted((a, b) => a.minor - b.minor);
  const language = head.raw("language").slice(0, 2).toLowerCase();
  return {
    kind: "product",
    product: {
      ...originOf("product", head),
      handle: head.text("handle"),
      title: head.required("title"),
      description: head.description("description"),
      language: isLanguage(language) ? language : null,
      url: head.url("url"),
      category: isWooKind(head) ? null : head.text("category"),
      vendor: head.text("vendor"),
      tags: splitList(head.raw("tags"), MAX_TAGS),
      price: prices[0] ?? null,
      isAvailable: variants.length === 0 || variants.some((variant) => variant.isAvailable),
      isPublished: head.flag("isPublished") ?? true,
      variants,
    },
  };
}

/** WooCommerce's column "Type" says "simple" or "variable"; the category stands elsewhere. */
function isWooKind(row: Row): boolean {
  return row.sheet.source === "woocommerce" && row.sheet.columns.get("category") === row.sheet.columns.get("wooType");
}

/** A row that only carries another picture of the product names neither a price nor a form. */
function decodeVariant(row: Row, index: number): readonly ProductVariant[] {
  const price = row.money("price") ?? row.money("regularPrice");
  const options = [row.text("option1"), row.text("option2"), row.text("option3")];
  const title =
    row.text("variant") ?? options.filter((option) => option !== "Default Title" && option !== null).join(" / ");
  const sku = row.text("sku");
  // WooCommerce's line of a product with variations says nothing that one of them does not say.
  if (price === null && /\bvariable\b/iu.test(row.raw("wooType"))) return [];
  if (index > 0 && price === null && sku === null && title === "") return [];
  const stock = row.count("stock");
  const said = row.raw("isAvailable") === "backorder" ? true : row.flag("isAvailable");
  const sellsEmpty = ["continue", "1", "yes", "notify"].includes(row.raw("sellsEmpty").toLowerCase());
  return [{ sku, title, price, stock, isAvailable: said ?? (stock === null || stock > 0 || sellsEmpty) }];
}

function decodeOrder(rows: readonly [Row, ...Row[]]): NewOrder {
  const [head] = rows;
  const moments = {
    paidAt: head.moment("paidAt"),
    shippedAt: head.moment("shippedAt"),
    deliveredAt: head.moment("deliveredAt"),
    cancelledAt: head.moment("cancelledAt"),
  };
  const total = head.money("total");
  const refunded = head.money("refund")?.minor ?? 0;
  const isRefunded = /^(?:wc-)?refunded$/iu.test(head.raw("payment") || head.raw("status"));
  const placedAt = head.moment("placedAt");
  if (placedAt === null) head.fail("placedAt is empty");
  const names = [head.text("firstName"), head.text("lastName")].filter((name) => name !== null).join(" ");
  return {
    ...originOf("order", head),
    orderNumber: head.required("orderNumber"),
    status: statusOf(head, moments),
    refund:
      isRefunded || (total !== null && refunded >= total.minor && refunded > 0)
        ? "full"
        : refunded > 0
          ? "partial"
          : "none",
    placedAt: placedAt ?? head.sheet.asOf,
    ...moments,
    total,
    buyerEmail: emailKey(head.raw("email")),
    buyerPhone: phoneKey(head.raw("phone")),
    buyerName: head.text("name") ?? cleanField(names),
    shippingCountry: readCountry(head.raw("country")),
    shippingPostcode: postcodeKey(head.raw("postcode")),
    lines: rows.flatMap(decodeLine),
  };
}

/** What the file says, unless a moment says more. */
function statusOf(
  row: Row,
  moments: Pick<NewOrder, "cancelledAt" | "deliveredAt" | "shippedAt" | "paidAt">,
): OrderStatus {
  if (moments.cancelledAt !== null) return "cancelled";
  const words = [row.raw("status"), row.raw("payment")].filter((word) => word !== "");
  const read = words.map(readOrderStatus);
  if (words.length > 0 && read[0] === null) row.fail("status is a word we do not know");
  const isUnpaid = read.includes("awaiting-payment");
  const said = read[0] === "processing" && isUnpaid ? "awaiting-payment" : (read[0] ?? null);
  if (said === "cancelled" && /refunded/iu.test(words[0] ?? "")) return moments.shippedAt === null ? said : "shipped";
  if (said !== null && said !== "processing") return said;
  if (moments.deliveredAt !== null) return "delivered";
  return moments.shippedAt === null ? (said ?? "processing") : "shipped";
}

function decodeLine(row: Row): readonly OrderLine[] {
  const title = row.text("lineTitle") ?? row.text("lineSku");
  if (title === null) return [];
  const quantity = row.count("lineQuantity") ?? 1;
  if (quantity < 0) row.fail("lineQuantity is below zero");
  return [
    {
      sku: row.text("lineSku"),
      productKey: row.text("lineProduct"),
      title,
      variant: row.text("lineVariant"),
      quantity,
      unitPrice: row.money("linePrice"),
    },
  ];
}

function decodeParcel(row: Row): CommerceRecord {
  const word = row.raw("status");
  const status = readParcelStatus(word);
  if (word !== "" && status === null) row.fail("status is a word we do not know");
  const deliveredAt = row.moment("deliveredAt");
  const eventText = row.text("eventText");
  const eventAt = row.moment("eventAt");
  return {
    kind: "parcel",
    parcel: {
      ...originOf("parcel", row),
      orderKey: null,
      orderNumber: row.required("orderNumber"),
      carrier: row.text("carrier"),
      trackingNumber: row.text("trackingNumber"),
      trackingUrl: row.url("trackingUrl"),
      status: status ?? (deliveredAt === null ? "in-transit" : "delivered"),
      shippedAt: row.moment("shippedAt"),
      deliveredAt,
      expectedFromAt: row.moment("expectedFromAt"),
      expectedToAt: row.moment("expectedToAt", "end"),
      lastEvent:
        eventText === null || eventAt === null ? null : { text: eventText, place: row.text("eventPlace"), at: eventAt },
    },
  };
}

function decodeCoupon(row: Row): CommerceRecord {
  const limit = row.count("usageLimit");
  const left = row.count("usesLeft") ?? (limit === null ? null : limit - (row.count("usageCount") ?? 0));
  return {
    kind: "coupon",
    coupon: {
      ...originOf("coupon", row),
      code: row.required("code"),
      discount: decodeDiscount(row),
      minimum: row.raw("minimum") === "" ? null : row.money("minimum"),
      validFromAt: row.moment("validFromAt"),
      validUntilAt: row.moment("validUntilAt", "end"),
      usesLeft: left === null ? null : Math.max(0, left),
      audience: decodeAudience(row),
      isEnabled: row.flag("isEnabled") ?? true,
    },
  };
}

function decodeDiscount(row: Row): CouponDiscount {
  const kind = row.raw("kind").toLowerCase();
  const cell = row.raw("value");
  if (/shipping/u.test(kind)) return { kind: "free-shipping" };
  if (/percent/u.test(kind) || (kind === "" && cell.includes("%"))) {
    const percent = Math.abs(Number.parseFloat(cell.replace(",", ".")));
    if (!(percent > 0 && percent <= 100)) row.fail("value is not a percentage above 0 and up to 100");
    return { kind: "percent", percent };
  }
  if (!/^$|amount|fixed|cart|product/u.test(kind)) row.fail("kind is neither percent, amount nor free shipping");
  const amount = row.money("value");
  if (amount === null || amount.minor === 0) row.fail("value is not an amount above 0");
  return {
    kind: "amount",
    amount: amount ? { ...amount, minor: Math.abs(amount.minor) } : { minor: 0, currency: "EUR" },
  };
}

/** Patterns such as *@example.com bind to buyers we cannot list. */
function decodeAudience(row: Row): CouponAudience {
  const listed = splitList(row.raw("emails"), MAX_EMAILS);
  if (listed.length === 0) return { kind: "anyone" };
  const emails = listed.flatMap((each) => (each.includes("*") ? [] : (emailKey(each) ?? [])));
  return emails.length === listed.length ? { kind: "emails", emails } : { kind: "some-buyers" };
}

function splitList(cell: string, max: number): readonly string[] {
  const items = cell.split(/[,;|\n]/u, max).flatMap((item) => cleanField(item, 100) ?? []);
  return [...new Set(items)];
}
