/** The shop's rules in numbers, and who may use what: pure functions on records. */
import { describe, expect, test } from "vitest";
import { authorize } from "../../src/commerce/rules/authorize.ts";
import { checkProof, readProofs } from "../../src/commerce/rules/check-proof.ts";
import { addWorkingDays, estimateArrival } from "../../src/commerce/rules/estimate-arrival.ts";
import { findOrderNumber } from "../../src/commerce/rules/find-order-number.ts";
import { findOrderOptions } from "../../src/commerce/rules/find-order-options.ts";
import { judgeCoupon } from "../../src/commerce/rules/judge-coupon.ts";
import { readPriceLimit } from "../../src/commerce/rules/read-price-limit.ts";
import type { Coupon, Order, Parcel } from "../../src/contracts/commerce.ts";
import type { Instant } from "../../src/contracts/ids.ts";
import type { Principal } from "../../src/contracts/tools.ts";
import { DEFAULT_TOOL_SETTINGS } from "../../src/shared/tool-settings.ts";
import { at, coupon, order, parcel } from "./records.ts";

const NOW = at("2026-11-10T12:00:00Z");
const HOUR = 3_600_000;
const minus = (hours: number) => (NOW - hours * HOUR) as Instant;
const anOrder = (part: Parameters<typeof order>[0] = {}) => ({ ...order(part), shopId: "s1", orderId: "o1" }) as Order;
const aParcel = (part: Parameters<typeof parcel>[0] = {}) => ({ ...parcel(part), parcelId: "p1" }) as Parcel;
const aCoupon = (part: Parameters<typeof coupon>[0] = {}) => ({ ...coupon(part), couponId: "c1" }) as Coupon;

const NOBODY = {
  shopId: "s1",
  conversationId: "v1",
  contactId: "k1",
  identity: null,
  provenOrders: [],
} as unknown as Principal;
const vouched = (
  email: string | null,
  phone: string | null = null,
  expiresAt = (NOW + HOUR) as Instant,
): Principal => ({
  ...NOBODY,
  identity: { subject: "a", email, phone, expiresAt },
});
const access = (part: object = {}) => ({
  tool: "order-status",
  shopId: NOBODY.shopId,
  order: anOrder(),
  now: NOW,
  ...part,
});

describe("authorize", () => {
  test.each([
    ["nobody", NOBODY, access(), "not-proven"],
    ["another buyer", vouched("other@example.com"), access(), "not-proven"],
    ["another buyer with this buyer's phone", vouched("other@example.com", "34612345678"), access(), "not-proven"],
    ["a buyer whose token has ended", vouched("lucia@example.com", null, NOW), access(), "not-proven"],
    ["the buyer, in another shop", vouched("lucia@example.com"), access({ shopId: "s2" }), "wrong-shop"],
    [
      "the buyer's own order in another shop, found in this one's turn",
      vouched("lucia@example.com"),
      access({ order: { ...anOrder(), shopId: "s2" } }),
      "wrong-shop",
    ],
    [
      "a proven order that is another shop's",
      { ...NOBODY, provenOrders: [{ orderId: "o1", expiresAt: NOW + 1 }] },
      access({ order: { ...anOrder(), shopId: "s2" } }),
      "wrong-shop",
    ],
    [
      "what is public, to a buyer of another shop",
      NOBODY,
      access({ tool: "coupon-check", order: null, shopId: "s2" }),
      "wrong-shop",
    ],
    [
      "a proof that has ended",
      { ...NOBODY, provenOrders: [{ orderId: "o1", expiresAt: NOW }] },
      access(),
      "not-proven",
    ],
    [
      "a proof of another order",
      { ...NOBODY, provenOrders: [{ orderId: "o2", expiresAt: NOW + 1 }] },
      access(),
      "not-proven",
    ],
    ["a missing order", vouched("lucia@example.com"), access({ order: null }), "not-proven"],
    [
      "an order without an e-mail, for who has none",
      vouched(null),
      access({ order: anOrder({ buyerEmail: null }) }),
      "not-proven",
    ],
    ["a tool that does not exist", vouched("lucia@example.com"), access({ tool: "refund" }), "unknown-tool"],
    ["a tool named like a property", vouched("lucia@example.com"), access({ tool: "constructor" }), "unknown-tool"],
  ])("denies %s", (_name, principal, wanted, reason) => {
    expect(authorize(principal as Principal, wanted as Parameters<typeof authorize>[1])).toEqual({
      kind: "denied",
      reason,
    });
  });

  test("allows the buyer by name, by proof, and everybody what is public", () => {
    const proven = {
      ...NOBODY,
      provenOrders: [{ orderId: "o1", expiresAt: (NOW + 1) as Instant }],
    } as unknown as Principal;
    expect(authorize(vouched("lucia@example.com"), access() as never)).toEqual({ kind: "allowed", by: "identity" });
    expect(authorize(proven, access() as never)).toEqual({ kind: "allowed", by: "proof" });
    expect(authorize(NOBODY, access({ tool: "coupon-check", order: null }) as never)).toEqual({
      kind: "allowed",
      by: "public",
    });
  });
});

describe("a proof", () => {
  test.each([
    ["email", "it is LUCIA@example.com.", "email"],
    ["email", "lucia@example.co", null],
    ["postcode", "28 004", "postcode"],
    ["postcode", "٢٨٠٠٤", "postcode"],
    ["phone-end", "5678", "phone-end"],
    ["phone-end", "+34 612 345 678", "phone-end"],
    ["phone-end", "8765", null],
  ] as const)("by %s %j is %s", (kind, text, expected) => {
    expect(checkProof(anOrder(), readProofs(text, [kind]))).toBe(expected);
  });

  test("is never right for an order that is missing or has nothing to compare", () => {
    for (const text of ["", "lucia@example.com", "0000"]) {
      for (const each of [null, anOrder({ buyerEmail: null, buyerPhone: null, shippingPostcode: null })]) {
        expect(checkProof(each, readProofs(text, ["email", "postcode", "phone-end"]))).toBeNull();
      }
    }
  });

  test("is not what another question says", () => {
    expect(readProofs("how long does delivery to Spain take?", ["email", "postcode", "phone-end"])).toEqual([]);
  });
});

describe("an order number", () => {
  test.each([
    ["HL-20481733", "HL-20481733", true],
    ["hl 20481733 please", "HL 20481733", true],
    ["#1001", "1001", true],
    ["注文番号HL-20481733です", "HL-20481733", true],
    ["٢٠٤٨١٧٣٣", "20481733", true],
  ])("is found in %j", (text, orderNumber, isAlone) => {
    expect(findOrderNumber(text, { expects: false })).toMatchObject({ orderNumber, isAlone });
  });

  test.each(["do you ship in 2026?", "is it under 50 €", "10000 €", "size 42", "write to a1234@example.com"])(
    "is not seen in %j",
    (text) => {
      expect(findOrderNumber(text, { expects: false })).toBeNull();
    },
  );
});

describe("what can still be done", () => {
  const options = (part: Parameters<typeof order>[0], parcels: readonly Parcel[] = []) =>
    findOrderOptions(anOrder(part), parcels, DEFAULT_TOOL_SETTINGS, NOW);

  test("cancelling: within two hours of paying, on request until it leaves, then never", () => {
    expect(options({ paidAt: minus(2) }).cancel).toEqual({ kind: "possible", untilAt: NOW });
    expect(options({ paidAt: (minus(2) - 1) as Instant }).cancel).toEqual({ kind: "on-request" });
    expect(options({ paidAt: minus(1), status: "shipped" }).cancel).toEqual({ kind: "too-late" });
    expect(options({ paidAt: minus(1) }, [aParcel({ status: "in-transit" })]).cancel).toEqual({ kind: "too-late" });
    expect(options({ paidAt: minus(1) }, [aParcel({ status: "announced" })]).cancel.kind).toBe("possible");
  });

  test("returning: to the last moment of the thirtieth day, and from the last parcel's delivery", () => {
    const delivered = (hours: number) => options({ status: "delivered", deliveredAt: minus(hours) }).returning;
    expect(delivered(30 * 24)).toMatchObject({ kind: "possible", daysLeft: 0 });
    expect(delivered(30 * 24 + 0.01)).toMatchObject({ kind: "over" });
    const first = aParcel({ status: "delivered", deliveredAt: minus(24 * 40) });
    expect(options({}, [first, aParcel({ status: "in-transit" })]).returning.kind).toBe("not-delivered");
    expect(options({}, [first, aParcel({ status: "delivered", deliveredAt: minus(24) })]).returning.kind).toBe(
      "possible",
    );
  });
});

describe("an arrival", () => {
  test("is counted in working days from the country's row when nobody promised", () => {
    expect(addWorkingDays(at("2026-11-06T10:00:00Z"), 3)).toBe(at("2026-11-11T10:00:00Z"));
    const shipped = anOrder({ status: "shipped", shippedAt: at("2026-11-06T10:00:00Z") });
    expect(estimateArrival(shipped, [], DEFAULT_TOOL_SETTINGS, NOW)).toEqual({
      kind: "expected",
      fromAt: at("2026-11-11T10:00:00Z"),
      toAt: at("2026-11-13T10:00:00Z"),
      isPromised: false,
      daysLate: 0,
    });
  });

  test("is late only when the promised day is over everywhere", () => {
    const late = (now: string) =>
      estimateArrival(anOrder({ status: "shipped" }), [aParcel()], DEFAULT_TOOL_SETTINGS, at(now));
    expect(late("2026-11-07T11:59:00Z")).toMatchObject({ daysLate: 0 });
    expect(late("2026-11-07T12:01:00Z")).toMatchObject({ daysLate: 1 });
  });
});

test("a coupon of somebody else, a switched off one and a missing one are one verdict", () => {
  const others = aCoupon({ audience: { kind: "emails", emails: ["a@example.com"] }, validUntilAt: minus(1) });
  for (const each of [others, aCoupon({ isEnabled: false }), null]) {
    expect(judgeCoupon(each, { email: null }, NOW)).toEqual({ kind: "unknown" });
  }
  expect(judgeCoupon(aCoupon({ usesLeft: 0 }), { email: null }, NOW)).toEqual({ kind: "used-up" });
});

test.each([
  ["under 50 €", { minor: 5_000, currency: "EUR" }],
  ["hasta 1.299,50 euros", { minor: 129_950, currency: "EUR" }],
  ["$1,000 max", { minor: 100_000, currency: "USD" }],
  ["5000円以下", { minor: 5_000, currency: "JPY" }],
  ["أقل من ٥٠ يورو", { minor: 5_000, currency: "EUR" }],
  ["a jacket for 2 people", null],
])("the most a buyer spends is read from %j", (text, expected) => {
  expect(readPriceLimit(text)).toEqual(expected);
});
