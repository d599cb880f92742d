/** A record as the row that keeps it: normalised keys to look things up by, and a fingerprint of the content. */
import { createHash, randomUUID } from "node:crypto";
import type {
  CommerceRecord,
  CommerceThing,
  NewCoupon,
  NewOrder,
  NewParcel,
  NewProduct,
  Origin,
} from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { couponKey, orderNumberKey, PHONE_TAIL, trackingKey } from "../../shared/contact-keys.ts";
import { foldText } from "../../shared/fold-text.ts";
import type { CommerceTables } from "./commerce-tables.ts";
import { emptyRecord } from "./empty-record.ts";

export const TABLE_OF = { product: "product", order: "shop_order", parcel: "parcel", coupon: "coupon" } as const;
export const ID_OF = { product: "product_id", order: "order_id", parcel: "parcel_id", coupon: "coupon_id" } as const;

type Line = Omit<{ [Column in keyof CommerceTables["order_line"]]: unknown }, "shop_id" | "order_id">;

/** Values are what JSON can hold; PostgreSQL reads them into the table's types. */
export interface BuiltRow {
  readonly thing: CommerceThing;
  readonly origin: Origin;
  readonly fingerprint: string;
  readonly columns: Readonly<Record<string, unknown>>;
  readonly lines: readonly Line[];
}

type Columns<Table extends keyof CommerceTables> = {
  [Column in Exclude<
    keyof CommerceTables[Table],
    "shop_id" | "source" | "external_key" | "changed_at" | "fingerprint" | "removed_at" | `${string}_id`
  >]: unknown;
};

/** Enough for any description a buyer's wish could be compared with. */
const MAX_SEARCH_BODY = 6_000;

export function buildRow(record: CommerceRecord): BuiltRow {
  switch (record.kind) {
    case "product":
      return finish("product", record.product, productColumns(record.product));
    case "order":
      return finish("order", record.order, orderColumns(record.order), orderLines(record.order));
    case "parcel":
      return finish("parcel", record.parcel, parcelColumns(record.parcel));
    case "coupon":
      return finish("coupon", record.coupon, couponColumns(record.coupon));
    case "removal":
      return remove(buildRow(emptyRecord(record.thing, record.origin)));
    default:
      return assertNever(record);
  }
}

function finish(
  thing: CommerceThing,
  { source, externalKey, changedAt }: Origin,
  content: Readonly<Record<string, unknown>>,
  lines: readonly Line[] = [],
): BuiltRow {
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([content, lines]))
    .digest("base64url");
  const columns = {
    [ID_OF[thing]]: randomUUID(),
    source,
    external_key: externalKey,
    changed_at: writeAt(changedAt),
    fingerprint,
    removed_at: null,
    ...content,
  };
  return { thing, origin: { source, externalKey, changedAt }, fingerprint, columns, lines };
}

function remove(row: BuiltRow): BuiltRow {
  const columns = { ...row.columns, removed_at: writeAt(row.origin.changedAt), fingerprint: "removed" };
  return { ...row, columns, fingerprint: "removed" };
}

function productColumns(product: NewProduct): Columns<"product"> {
  const { tags, variants, price } = product;
  return {
    handle: product.handle,
    title: product.title,
    description: product.description,
    language: product.language,
    url: product.url,
    category: product.category,
    vendor: product.vendor,
    tags,
    tag_keys: tags.map((tag) => foldText(tag).trim()),
    price_minor: price?.minor ?? null,
    currency: price?.currency ?? null,
    is_available: product.isAvailable,
    is_published: product.isPublished,
    variants,
    search_head: searchWords([product.title, product.category ?? "", ...tags]),
    search_body: searchWords([
      product.vendor ?? "",
      ...variants.flatMap((variant) => [variant.title, variant.sku ?? ""]),
      product.description,
    ]).slice(0, MAX_SEARCH_BODY),
  };
}

/** Words with one space on both sides of each, so that " cup" finds a word that begins so. */
function searchWords(texts: readonly string[]): string {
  return ` ${foldText(texts.join(" "))
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()} `;
}

function orderColumns(order: NewOrder): Columns<"shop_order"> {
  return {
    order_number: order.orderNumber,
    number_key: orderNumberKey(order.orderNumber),
    status: order.status,
    refund: order.refund,
    placed_at: writeAt(order.placedAt),
    paid_at: writeAt(order.paidAt),
    shipped_at: writeAt(order.shippedAt),
    delivered_at: writeAt(order.deliveredAt),
    cancelled_at: writeAt(order.cancelledAt),
    total_minor: order.total?.minor ?? null,
    currency: order.total?.currency ?? null,
    buyer_email: order.buyerEmail,
    buyer_phone: order.buyerPhone,
    buyer_phone_tail: order.buyerPhone?.slice(-PHONE_TAIL) ?? null,
    buyer_name: order.buyerName,
    shipping_country: order.shippingCountry,
    shipping_postcode: order.shippingPostcode,
  };
}

function orderLines(order: NewOrder): readonly Line[] {
  return order.lines.map((line, index) => ({
    position: index + 1,
    sku: line.sku,
    product_key: line.productKey,
    title: line.title,
    variant: line.variant,
    quantity: line.quantity,
    unit_minor: line.unitPrice?.minor ?? null,
    currency: line.unitPrice?.currency ?? null,
  }));
}

function parcelColumns(parcel: NewParcel): Columns<"parcel"> {
  return {
    order_key: parcel.orderKey,
    order_number: parcel.orderNumber,
    number_key: parcel.orderNumber === null ? null : orderNumberKey(parcel.orderNumber),
    carrier: parcel.carrier,
    tracking_number: parcel.trackingNumber,
    tracking_key: parcel.trackingNumber === null ? null : trackingKey(parcel.trackingNumber),
    tracking_url: parcel.trackingUrl,
    status: parcel.status,
    shipped_at: writeAt(parcel.shippedAt),
    delivered_at: writeAt(parcel.deliveredAt),
    expected_from_at: writeAt(parcel.expectedFromAt),
    expected_to_at: writeAt(parcel.expectedToAt),
    last_event: parcel.lastEvent,
  };
}

function couponColumns(coupon: NewCoupon): Columns<"coupon"> {
  const { audience, minimum } = coupon;
  return {
    code: coupon.code,
    code_key: couponKey(coupon.code),
    discount: coupon.discount,
    minimum_minor: minimum?.minor ?? null,
    minimum_currency: minimum?.currency ?? null,
    valid_from_at: writeAt(coupon.validFromAt),
    valid_until_at: writeAt(coupon.validUntilAt),
    uses_left: coupon.usesLeft,
    audience_kind: audience.kind,
    audience_emails: audience.kind === "emails" ? audience.emails : [],
    is_enabled: coupon.isEnabled,
  };
}

function writeAt(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
