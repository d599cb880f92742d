/** What can still be done with an order: cancel it, correct its address, send it back, have money back. */
import type { Order, Parcel } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { OrderOptions, ToolSettings } from "../../contracts/tools.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Rules = Pick<ToolSettings, "cancelHours" | "changeAddressHours" | "returnDays">;

export function findOrderOptions(order: Order, parcels: readonly Parcel[], rules: Rules, now: Instant): OrderOptions {
  const deliveredAt = deliveryOf(order, parcels);
  return {
    cancel: beforeDispatch(order, parcels, rules.cancelHours, now),
    changeAddress: beforeDispatch(order, parcels, rules.changeAddressHours, now),
    returning: returnOf(order, deliveredAt, rules.returnDays, now),
    refund: refundOf(order),
  };
}

/** Of several parcels the last one counts: only then is the order complete. */
export function deliveryOf(order: Order, parcels: readonly Parcel[]): Instant | null {
  if (order.deliveredAt !== null) return order.deliveredAt;
  const living = parcels.filter((parcel) => parcel.status !== "cancelled");
  if (living.length === 0 || living.some((parcel) => parcel.status !== "delivered")) return null;
  const moments = living.flatMap((parcel) => (parcel.deliveredAt === null ? [] : [parcel.deliveredAt]));
  return moments.length === 0 ? null : (Math.max(...moments) as Instant);
}

function beforeDispatch(order: Order, parcels: readonly Parcel[], hours: number, now: Instant): OrderOptions["cancel"] {
  if (order.status === "cancelled") return { kind: "cancelled" };
  if (hasLeft(order, parcels)) return { kind: "too-late" };
  const untilAt = ((order.paidAt ?? order.placedAt) + hours * HOUR_MS) as Instant;
  return now <= untilAt ? { kind: "possible", untilAt } : { kind: "on-request" };
}

function hasLeft(order: Order, parcels: readonly Parcel[]): boolean {
  const isSent = order.status === "partly-shipped" || order.status === "shipped" || order.status === "delivered";
  const isMoving = parcels.some((parcel) => parcel.status !== "announced" && parcel.status !== "cancelled");
  return isSent || isMoving || order.shippedAt !== null;
}

function returnOf(order: Order, deliveredAt: Instant | null, days: number, now: Instant): OrderOptions["returning"] {
  if (order.status === "cancelled" || order.refund === "full") return { kind: "settled" };
  if (deliveredAt === null) return { kind: "not-delivered", days };
  const untilAt = (deliveredAt + days * DAY_MS) as Instant;
  if (now > untilAt) return { kind: "over", endedAt: untilAt };
  return { kind: "possible", untilAt, daysLeft: Math.ceil((untilAt - now) / DAY_MS) };
}

function refundOf(order: Order): OrderOptions["refund"] {
  if (order.refund === "full") return { kind: "refunded" };
  return order.paidAt === null ? { kind: "not-paid" } : { kind: "on-request", amount: order.total };
}
