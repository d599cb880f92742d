/** A product of Shopify with its variants. Its prices name no currency: they are in the shop's. */
import { z } from "zod";
import type { CommerceRecord, ProductVariant } from "../../contracts/commerce.ts";
import { cleanDescription, cleanField } from "../clean-field.ts";
import type { WebhookContext } from "../platform.ts";
import { looseAmount, looseMoment, looseText, platformId, readAmount } from "../platform-fields.ts";

export const REMOVED = z.object({ id: platformId });

const VARIANT = z.object({
  title: looseText,
  sku: looseText,
  price: looseAmount,
  inventory_quantity: z.int().nullish(),
  inventory_management: looseText,
  inventory_policy: looseText,
});

export const PRODUCT = z.object({
  id: platformId,
  title: z.string().min(1),
  body_html: looseText,
  vendor: looseText,
  product_type: looseText,
  handle: looseText,
  status: looseText,
  published_at: looseMoment,
  created_at: looseMoment,
  updated_at: looseMoment,
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
  variants: z.array(VARIANT).max(2_500).nullish(),
});

export function decodeProduct(read: z.output<typeof PRODUCT>, context: WebhookContext): readonly CommerceRecord[] {
  const variants = (read.variants ?? []).map((variant) => decodeVariant(variant, context));
  const prices = variants.flatMap(({ price }) => price ?? []).toSorted((a, b) => a.minor - b.minor);
  const tags = typeof read.tags === "string" ? read.tags.split(",") : (read.tags ?? []);
  return [
    {
      kind: "product",
      product: {
        source: "shopify",
        externalKey: read.id,
        changedAt: read.updated_at ?? context.sentAt,
        handle: cleanField(read.handle ?? "", 200),
        title: cleanField(read.title) ?? read.id,
        description: cleanDescription((read.body_html ?? "").slice(0, 100_000)),
        language: null,
        url: null,
        category: cleanField(read.product_type ?? ""),
        vendor: cleanField(read.vendor ?? ""),
        tags: [...new Set(tags.flatMap((tag) => cleanField(tag, 100) ?? []))].slice(0, 50),
        price: prices[0] ?? null,
        isAvailable: variants.length === 0 || variants.some((variant) => variant.isAvailable),
        isPublished: (read.status ?? "active") === "active" && read.published_at !== null,
        variants,
      },
    },
  ];
}

function decodeVariant(variant: z.output<typeof VARIANT>, { shopCurrency }: WebhookContext): ProductVariant {
  const isCounted = (variant.inventory_management ?? null) !== null;
  const stock = isCounted ? (variant.inventory_quantity ?? null) : null;
  const title = cleanField(variant.title ?? "", 200) ?? "";
  return {
    sku: cleanField(variant.sku ?? "", 100),
    title: title === "Default Title" ? "" : title,
    price: readAmount(variant.price, shopCurrency),
    stock,
    isAvailable: stock === null || stock > 0 || variant.inventory_policy === "continue",
  };
}
