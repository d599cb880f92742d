/** Whether a code works for this buyer, and if not, as much of the reason as this buyer may know. */
import type { Coupon } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { CouponVerdict } from "../../contracts/tools.ts";

/** `email` only when the shop's own page vouched for it. A code of somebody else is one that does not exist. */
export function judgeCoupon(
  coupon: Coupon | null,
  buyer: { readonly email: string | null },
  now: Instant,
): CouponVerdict {
  if (!coupon || !coupon.isEnabled || !isMeant(coupon, buyer.email)) return { kind: "unknown" };
  const { validFromAt, validUntilAt, usesLeft, discount, minimum } = coupon;
  if (validUntilAt !== null && now > validUntilAt) return { kind: "expired", at: validUntilAt };
  if (validFromAt !== null && now < validFromAt) return { kind: "not-yet", at: validFromAt };
  if (usesLeft !== null && usesLeft <= 0) return { kind: "used-up" };
  const isPersonal = coupon.audience.kind === "some-buyers";
  return { kind: "valid", discount, minimum, untilAt: validUntilAt, isPersonal };
}

function isMeant({ audience }: Coupon, email: string | null): boolean {
  switch (audience.kind) {
    case "anyone":
    // The source does not say whom it bound it to: the checkout knows.
    case "some-buyers":
      return true;
    case "emails":
      return email !== null && audience.emails.includes(email);
  }
}
