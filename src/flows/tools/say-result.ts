/** What a tool found, in the buyer's language: the only form in which anybody, a model included, gets to see it. */
import type { Language } from "../../contracts/language.ts";
import type { Texts } from "../../contracts/texts.ts";
import type { Arrival, CouponVerdict, OrderOptions, ToolResult } from "../../contracts/tools.ts";
import type { Order, Parcel } from "../../contracts/commerce.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { formatDay, formatMoment, formatMoney, formatPercent } from "./format-values.ts";

export interface Voice {
  readonly texts: Pick<Texts, "notice">;
  readonly language: Language;
}

const MAX_PARCELS = 4;
const FEW = 5;

/** Of a cleaned result, see clean-result.ts. No name, e-mail, phone or address occurs in it. */
export function sayResult(result: Exclude<ToolResult, { kind: "denied" }>, voice: Voice): string {
  switch (result.kind) {
    case "order":
      return sayOrder(result, voice);
    case "options":
      return [
        sayCancel(result.order, result.options.cancel, voice),
        sayReturning(result.order, result.options.returning, voice),
      ].join("\n");
    case "coupon":
      return sayCoupon(result.code, result.verdict, voice);
    case "products":
      return sayProducts(result, voice);
    default:
      return assertNever(result);
  }
}

type Found<Kind> = Extract<ToolResult, { kind: Kind }>;

function sayOrder({ order, parcels, arrival }: Found<"order">, voice: Voice): string {
  const { texts, language } = voice;
  const place = order.shippingCountry;
  const placed = order.total
    ? texts.notice("order-placed", language, {
        date: formatDay(order.placedAt, language, place),
        total: formatMoney(order.total, language),
      })
    : null;
  return [
    texts.notice(`order-${order.status}`, language, { order: order.orderNumber }),
    sayArrival(arrival, order, voice),
    ...parcels.slice(0, MAX_PARCELS).map((parcel) => sayParcel(parcel, voice)),
    placed,
  ]
    .filter((line) => line !== null)
    .join("\n");
}

function sayArrival(arrival: Arrival, { shippingCountry }: Order, { texts, language }: Voice): string | null {
  if (arrival.kind === "none") return null;
  if (arrival.kind === "delivered") {
    if (arrival.at === null) return null;
    return texts.notice("order-delivered-on", language, { date: formatDay(arrival.at, language, shippingCountry) });
  }
  const from = formatDay(arrival.fromAt, language, shippingCountry);
  const to = formatDay(arrival.toAt, language, shippingCountry);
  if (arrival.daysLate > 0) return texts.notice("order-arrival-late", language, { to, days: arrival.daysLate });
  if (from === to) return texts.notice("order-arrival-day", language, { date: to });
  return texts.notice(arrival.isPromised ? "order-arrival-window" : "order-arrival-estimate", language, { from, to });
}

function sayParcel(parcel: Parcel, { texts, language }: Voice): string {
  const name = [parcel.carrier, parcel.trackingNumber].filter((part) => part !== null).join(" ");
  const status = texts.notice(`parcel-${parcel.status}`, language);
  const line = name === "" ? status : `${status} (${name})`;
  return parcel.trackingUrl === null ? line : `${line}\n${parcel.trackingUrl}`;
}

export function sayCancel(order: Order, cancel: OrderOptions["cancel"], { texts, language }: Voice): string {
  const values = { order: order.orderNumber };
  if (cancel.kind !== "possible") return texts.notice(`cancel-${cancel.kind}`, language, values);
  const until = formatMoment(cancel.untilAt, language, order.shippingCountry);
  return texts.notice("cancel-possible", language, { ...values, until });
}

export function sayReturning(order: Order, returning: OrderOptions["returning"], { texts, language }: Voice): string {
  const values = { order: order.orderNumber };
  const dayOf = (at: Parameters<typeof formatDay>[0]) => formatDay(at, language, order.shippingCountry);
  switch (returning.kind) {
    case "possible":
      return texts.notice("return-possible", language, {
        ...values,
        date: dayOf(returning.untilAt),
        days: returning.daysLeft,
      });
    case "over":
      return texts.notice("return-over", language, { ...values, date: dayOf(returning.endedAt) });
    case "not-delivered":
      return texts.notice("return-not-delivered", language, { ...values, days: returning.days });
    case "settled":
      return texts.notice("return-settled", language, values);
    default:
      return assertNever(returning);
  }
}

function sayCoupon(code: string, verdict: CouponVerdict, { texts, language }: Voice): string {
  switch (verdict.kind) {
    case "expired":
    case "not-yet":
      return texts.notice(`coupon-${verdict.kind}`, language, { code, date: formatDay(verdict.at, language, null) });
    case "used-up":
    case "unknown":
      return texts.notice(`coupon-${verdict.kind}`, language, { code });
    case "valid":
      return [
        sayDiscount(code, verdict.discount, { texts, language }),
        verdict.minimum
          ? texts.notice("coupon-minimum", language, { amount: formatMoney(verdict.minimum, language) })
          : null,
        verdict.untilAt === null
          ? null
          : texts.notice("coupon-until", language, { date: formatDay(verdict.untilAt, language, null) }),
        verdict.isPersonal ? texts.notice("coupon-personal", language) : null,
      ]
        .filter((line) => line !== null)
        .join(" ");
    default:
      return assertNever(verdict);
  }
}

function sayDiscount(
  code: string,
  discount: Extract<CouponVerdict, { kind: "valid" }>["discount"],
  { texts, language }: Voice,
): string {
  switch (discount.kind) {
    case "percent":
      return texts.notice("coupon-valid-percent", language, {
        code,
        percent: formatPercent(discount.percent, language),
      });
    case "amount":
      return texts.notice("coupon-valid-amount", language, { code, amount: formatMoney(discount.amount, language) });
    case "free-shipping":
      return texts.notice("coupon-valid-shipping", language, { code });
    default:
      return assertNever(discount);
  }
}

function sayProducts({ products }: Found<"products">, { texts, language }: Voice): string {
  const lines = products.map(({ product, words }, at) => {
    const price = product.price ? `: ${formatMoney(product.price, language)}` : "";
    const stock = sayStock(product, { texts, language });
    const fits = texts.notice("product-fits", language, { words: words.join(", ") });
    const link = product.url === null ? "" : `\n${product.url}`;
    return `${at + 1}. ${product.title}${price}. ${stock} ${fits}${link}`;
  });
  return [texts.notice("products-found", language), ...lines].join("\n");
}

function sayStock(product: Found<"products">["products"][0]["product"], { texts, language }: Voice): string {
  const counted = product.variants.flatMap((variant) => (variant.stock === null ? [] : [Math.max(0, variant.stock)]));
  const count = counted.reduce((sum, stock) => sum + stock, 0);
  if (!product.isAvailable) return texts.notice("product-out-of-stock", language);
  const isCounted = counted.length === product.variants.length && counted.length > 0;
  return isCounted && count > 0 && count <= FEW
    ? texts.notice("product-few-left", language, { count })
    : texts.notice("product-in-stock", language);
}
