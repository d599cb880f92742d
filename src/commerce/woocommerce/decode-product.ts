/** A product of WooCommerce. Its prices name no currency: they are in the shop's. */
import { z } from "zod";
import type { CommerceRecord } from "../../contracts/commerce.ts";
import { cleanDescription, cleanField, cleanUrl } from "../clean-field.ts";
import type { WebhookContext } from "../platform.ts";
import { looseAmount, looseMoment, looseText, platformId, readAmount } from "../platform-fields.ts";

const NAMED = z.array(z.object({ name: looseText })).nullish();

export const PRODUCT = z.object({
  id: platformId,
  name: z.string().min(1),
  slug: looseText,
  permalink: looseText,
  status: looseText,
  catalog_visibility: looseText,
  description: looseText,
  short_description: looseText,
  sku: looseText,
  price: looseAmount,
  stock_quantity: z.number().nullish(),
  stock_status: looseText,
  date_modified_gmt: looseMoment,
  categories: NAMED,
  tags: NAMED,
  brands: NAMED,
  attributes: z.array(z.object({ name: looseText, options: z.array(z.string()).nullish() })).nullish(),
});

export function decodeProduct(read: z.output<typeof PRODUCT>, context: WebhookContext): readonly CommerceRecord[] {
  const price = readAmount(read.price, context.shopCurrency);
  const isAvailable = (read.stock_status ?? "instock") !== "outofstock";
  const options = (read.attributes ?? []).flatMap((attribute) => attribute.options ?? []);
  const title = cleanField(options.slice(0, 40).join(", ")) ?? "";
  const stock =
    read.stock_quantity === null || read.stock_quantity === undefined ? null : Math.floor(read.stock_quantity);
  return [
    {
      kind: "product",
      product: {
        source: "woocommerce",
        externalKey: read.id,
        changedAt: read.date_modified_gmt ?? context.sentAt,
        handle: cleanField(read.slug ?? "", 200),
        title: cleanField(read.name) ?? read.id,
        description: cleanDescription(`${read.short_description ?? ""}\n${read.description ?? ""}`.slice(0, 100_000)),
        language: null,
        url: cleanUrl(read.permalink ?? ""),
        category: namesOf(read.categories)[0] ?? null,
        vendor: namesOf(read.brands)[0] ?? null,
        tags: [...namesOf(read.tags), ...namesOf(read.categories).slice(1)].slice(0, 50),
        price,
        isAvailable,
        isPublished: (read.status ?? "publish") === "publish" && read.catalog_visibility !== "hidden",
        variants: [{ sku: cleanField(read.sku ?? "", 100), title, price, stock, isAvailable }],
      },
    },
  ];
}

function namesOf(list: z.output<typeof NAMED>): readonly string[] {
  return (list ?? []).flatMap(({ name }) => cleanField(name ?? "", 100) ?? []);
}
