/** Which column of a file is what: our own names, the exports of Shopify and WooCommerce, and what people call things. */
import type { CommerceSource, CommerceThing } from "../../contracts/commerce.ts";

/** Names are compared in lower case without signs. The first of a list that the file has is taken. */
const SYNONYMS = {
  product: {
    key: ["product id", "external id", "external key", "id", "handle", "sku", "variant sku"],
    handle: ["handle", "slug", "url handle"],
    title: ["title", "product title", "product name", "name"],
    description: ["description", "body html", "body", "details", "short description"],
    url: ["url", "link", "product url", "permalink"],
    category: ["product type", "categories", "category", "type", "product category"],
    vendor: ["vendor", "brand", "brands", "manufacturer"],
    tags: ["tags", "tag", "keywords"],
    price: ["sale price", "price", "variant price", "selling price"],
    regularPrice: ["regular price", "list price"],
    currency: ["currency", "currency code"],
    sku: ["variant sku", "sku"],
    variant: ["variant", "variant title", "variation"],
    option1: ["option1 value", "attribute 1 value s"],
    option2: ["option2 value", "attribute 2 value s"],
    option3: ["option3 value", "attribute 3 value s"],
    stock: ["variant inventory qty", "stock", "quantity", "qty", "inventory"],
    sellsEmpty: ["variant inventory policy", "backorders allowed"],
    isAvailable: ["in stock", "available", "availability"],
    isPublished: ["status", "published", "visible"],
    language: ["language", "locale", "lang"],
    changedAt: ["updated at", "changed at", "date modified", "last modified", "modified"],
    wooType: ["type"],
    parent: ["parent"],
  },
  order: {
    key: ["id", "order id", "external id", "external key", "order number", "name", "order"],
    orderNumber: ["order number", "order no", "order", "number", "name", "order id"],
    status: ["status", "order status", "fulfillment status", "fulfilment status"],
    payment: ["financial status", "payment status"],
    refund: ["refunded amount", "refund amount", "refunded"],
    placedAt: ["created at", "placed at", "order date", "date created", "date", "placed"],
    paidAt: ["paid at", "paid date", "date paid"],
    shippedAt: ["fulfilled at", "shipped at", "ship date", "shipped"],
    deliveredAt: ["delivered at", "delivery date", "completed date", "date completed"],
    cancelledAt: ["cancelled at", "canceled at"],
    total: ["total", "order total", "order total amount", "amount", "grand total"],
    currency: ["currency", "order currency", "currency code"],
    email: ["email", "email billing", "billing email", "buyer email", "customer email", "e mail"],
    phone: ["shipping phone", "phone", "phone billing", "billing phone", "buyer phone", "customer phone"],
    name: ["shipping name", "buyer name", "customer name", "customer", "billing name", "full name", "name"],
    firstName: ["first name shipping", "first name billing", "shipping first name", "billing first name", "first name"],
    lastName: ["last name shipping", "last name billing", "shipping last name", "billing last name", "last name"],
    country: ["shipping country", "country code shipping", "country", "shipping country code", "country code billing"],
    postcode: ["shipping zip", "postcode shipping", "shipping postcode", "postcode", "zip", "postcode billing"],
    lineTitle: ["lineitem name", "item name", "line title", "product name", "item", "product"],
    lineQuantity: ["lineitem quantity", "quantity", "item quantity", "line quantity", "qty"],
    linePrice: ["lineitem price", "item cost", "line price", "unit price", "item price"],
    lineSku: ["lineitem sku", "line sku", "sku"],
    lineVariant: ["line variant", "variant", "variation"],
    lineProduct: ["line product", "product key", "product id"],
    changedAt: ["updated at", "changed at", "date modified", "last modified", "modified"],
  },
  parcel: {
    key: [
      "parcel id",
      "shipment id",
      "external id",
      "external key",
      "id",
      "tracking number",
      "tracking no",
      "tracking",
    ],
    orderNumber: ["order number", "order no", "order", "order name", "order id", "reference"],
    carrier: ["carrier", "tracking company", "shipping company", "courier", "tracking provider"],
    trackingNumber: ["tracking number", "tracking no", "tracking code", "tracking", "awb"],
    trackingUrl: ["tracking url", "tracking link", "url"],
    status: ["status", "shipment status", "parcel status", "delivery status", "state"],
    shippedAt: ["shipped at", "ship date", "date shipped", "shipped"],
    deliveredAt: ["delivered at", "delivery date", "delivered"],
    expectedFromAt: ["expected from", "expected from at", "eta from", "earliest delivery"],
    expectedToAt: [
      "expected to",
      "expected to at",
      "eta",
      "estimated delivery",
      "estimated delivery at",
      "latest delivery",
    ],
    eventText: ["last event", "last event text", "event", "latest event"],
    eventPlace: ["last event place", "event place", "location", "place"],
    eventAt: ["last event at", "event at", "event date", "last event date"],
    changedAt: ["updated at", "changed at", "last modified", "modified"],
  },
  coupon: {
    key: ["coupon id", "external id", "external key", "id", "code", "coupon code", "discount code", "name"],
    code: ["code", "coupon code", "discount code", "post title", "name", "title"],
    kind: ["kind", "discount type", "value type", "type"],
    value: ["value", "amount", "coupon amount", "discount", "percent", "discount value"],
    currency: ["currency", "currency code"],
    minimum: ["minimum", "minimum amount", "minimum spend", "minimum purchase", "minimum order"],
    validFromAt: ["valid from", "valid from at", "start", "start date", "starts at"],
    validUntilAt: [
      "valid until",
      "valid until at",
      "end",
      "end date",
      "ends at",
      "expiry date",
      "date expires",
      "expires",
    ],
    usesLeft: ["uses left", "remaining uses"],
    usageLimit: ["usage limit", "limit", "max uses"],
    usageCount: ["usage count", "times used", "times used in total", "used"],
    emails: ["emails", "email", "customer email", "email restrictions", "buyer email", "allowed emails"],
    isEnabled: ["enabled", "status", "active", "post status"],
    changedAt: ["updated at", "changed at", "date modified", "last modified", "modified"],
  },
} as const satisfies Record<CommerceThing, Record<string, readonly string[]>>;

export type Field<Thing extends CommerceThing> = keyof (typeof SYNONYMS)[Thing];
export type AnyField = { [Thing in CommerceThing]: Field<Thing> }[CommerceThing];

/** Without these a file of that kind says nothing. */
const NEEDED: Readonly<Record<CommerceThing, readonly AnyField[]>> = {
  product: ["key", "title"],
  order: ["orderNumber", "placedAt"],
  parcel: ["key", "orderNumber"],
  coupon: ["code", "value"],
};

/** A header that only this platform's export has. */
const MARKS: Readonly<Record<CommerceThing, readonly (readonly [CommerceSource, readonly string[]])[]>> = {
  product: [
    ["shopify", ["handle", "variant inventory policy"]],
    ["woocommerce", ["is featured", "visibility in catalog"]],
  ],
  order: [
    ["shopify", ["name", "financial status", "lineitem name"]],
    ["woocommerce", ["order number", "email billing"]],
  ],
  parcel: [],
  coupon: [["woocommerce", ["discount type", "coupon amount"]]],
};

export type HeaderMap =
  | {
      readonly kind: "known";
      readonly source: CommerceSource;
      readonly columns: ReadonlyMap<AnyField, number>;
      /** Columns that are not read, by their name in the file. */
      readonly ignored: readonly string[];
    }
  | { readonly kind: "unknown"; readonly missing: readonly string[] };

export function mapHeader(thing: CommerceThing, header: readonly string[]): HeaderMap {
  const names = header.map(normaliseName);
  const columns = new Map<AnyField, number>();
  for (const [field, synonyms] of Object.entries<readonly string[]>(SYNONYMS[thing])) {
    const index = synonyms.map((synonym) => names.indexOf(synonym)).find((at) => at !== -1);
    if (index !== undefined) columns.set(field as AnyField, index);
  }
  // In Shopify's export of orders "Name" is the order's number, elsewhere the buyer's.
  if (columns.get("name") === columns.get("orderNumber")) columns.delete("name");
  const missing = NEEDED[thing].filter((field) => !columns.has(field));
  if (missing.length > 0) return { kind: "unknown", missing: missing.map((field) => describeField(thing, field)) };
  const used = new Set(columns.values());
  return {
    kind: "known",
    source: MARKS[thing].find(([, marks]) => marks.every((mark) => names.includes(mark)))?.[0] ?? "csv",
    columns,
    ignored: header.filter((name, index) => name.trim() !== "" && !used.has(index)),
  };
}

function describeField(thing: CommerceThing, field: AnyField): string {
  const synonyms: Readonly<Record<string, readonly string[]>> = SYNONYMS[thing];
  return (synonyms[field] ?? []).slice(0, 3).join(" or ");
}

/** "Body (HTML)" and "body_html" are one name, "orderNumber" and "Order number" too. */
function normaliseName(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
