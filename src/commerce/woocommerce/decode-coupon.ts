/** A coupon of WooCommerce. Its amounts name no currency: they are in the shop's. */
import { z } from "zod";
import type { CommerceRecord, CouponAudience, CouponDiscount } from "../../contracts/commerce.ts";
import { emailKey } from "../../shared/contact-keys.ts";
import { cleanField } from "../clean-field.ts";
import type { WebhookContext } from "../platform.ts";
import { looseAmount, looseCount, looseMoment, looseText, platformId, readAmount } from "../platform-fields.ts";

export const COUPON = z.object({
  id: platformId,
  code: z.string().min(1).max(100),
  amount: looseAmount,
  status: looseText,
  discount_type: looseText,
  date_modified_gmt: looseMoment,
  date_expires_gmt: looseMoment,
  usage_count: looseCount.nullish(),
  usage_limit: looseCount.nullish(),
  free_shipping: z.boolean().nullish(),
  minimum_amount: looseAmount,
  email_restrictions: z.array(z.string()).max(1_000).nullish(),
});

type Read = z.output<typeof COUPON>;

export function decodeCoupon(read: Read, context: WebhookContext): readonly CommerceRecord[] {
  const discount = decodeDiscount(read, context);
  const code = cleanField(read.code, 100);
  if (discount === null || code === null) return [];
  const minimum = readAmount(read.minimum_amount, context.shopCurrency);
  const limit = read.usage_limit ?? 0;
  return [
    {
      kind: "coupon",
      coupon: {
        source: "woocommerce",
        externalKey: read.id,
        changedAt: read.date_modified_gmt ?? context.sentAt,
        code,
        discount,
        minimum: minimum !== null && minimum.minor > 0 ? minimum : null,
        validFromAt: null,
        validUntilAt: read.date_expires_gmt,
        usesLeft: limit > 0 ? Math.max(0, limit - (read.usage_count ?? 0)) : null,
        audience: decodeAudience(read.email_restrictions ?? []),
        isEnabled: (read.status ?? "publish") === "publish",
      },
    },
  ];
}

function decodeDiscount(read: Read, { shopCurrency }: WebhookContext): CouponDiscount | null {
  const value = Number(read.amount ?? 0);
  if (value === 0 && read.free_shipping) return { kind: "free-shipping" };
  if (read.discount_type === "percent") return value > 0 && value <= 100 ? { kind: "percent", percent: value } : null;
  const amount = readAmount(read.amount, shopCurrency);
  return amount === null || amount.minor <= 0 ? null : { kind: "amount", amount };
}

/** "*@example.com" binds to buyers we cannot list. */
function decodeAudience(restrictions: readonly string[]): CouponAudience {
  if (restrictions.length === 0) return { kind: "anyone" };
  const emails = restrictions.flatMap((each) => (each.includes("*") ? [] : (emailKey(each) ?? [])));
  return emails.length === restrictions.length ? { kind: "emails", emails } : { kind: "some-buyers" };
}
