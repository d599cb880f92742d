/** A price rule of Shopify whose title is the code buyers type. */
import { z } from "zod";
import type { CommerceRecord, CouponDiscount } from "../../contracts/commerce.ts";
import { cleanField } from "../clean-field.ts";
import type { WebhookContext } from "../platform.ts";
import { looseAmount, looseMoment, looseText, platformId, readAmount } from "../platform-fields.ts";

export const PRICE_RULE = z.object({
  id: platformId,
  title: z.string().min(1).max(255),
  /** "fixed_amount" or "percentage"; the value is below zero. */
  value_type: z.string(),
  value: looseAmount,
  target_type: looseText,
  customer_selection: looseText,
  usage_limit: z.int().nullish(),
  once_per_customer: z.boolean().nullish(),
  prerequisite_subtotal_range: z.object({ greater_than_or_equal_to: looseAmount }).nullish(),
  starts_at: looseMoment,
  ends_at: looseMoment,
  updated_at: looseMoment,
});

type Read = z.output<typeof PRICE_RULE>;

export function decodePriceRule(read: Read, context: WebhookContext): readonly CommerceRecord[] {
  const discount = decodeDiscount(read, context);
  const code = cleanField(read.title, 100);
  if (discount === null || code === null) return [];
  return [
    {
      kind: "coupon",
      coupon: {
        source: "shopify",
        externalKey: read.id,
        changedAt: read.updated_at ?? context.sentAt,
        code,
        discount,
        minimum: readAmount(read.prerequisite_subtotal_range?.greater_than_or_equal_to, context.shopCurrency),
        validFromAt: read.starts_at,
        validUntilAt: read.ends_at,
        // Shopify says how often it may be used, not how often it was.
        usesLeft: null,
        audience: { kind: (read.customer_selection ?? "all") === "all" ? "anyone" : "some-buyers" },
        isEnabled: true,
      },
    },
  ];
}

function decodeDiscount(read: Read, { shopCurrency }: WebhookContext): CouponDiscount | null {
  if (read.target_type === "shipping_line") return { kind: "free-shipping" };
  const value = Math.abs(Number(read.value));
  if (read.value_type === "percentage") return value > 0 && value <= 100 ? { kind: "percent", percent: value } : null;
  const amount = readAmount(String(value), shopCurrency);
  return amount === null ? null : { kind: "amount", amount };
}
