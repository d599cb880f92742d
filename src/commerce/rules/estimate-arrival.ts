/** When an order arrives: what the carrier promises, else what the shop's table says, counted in working days. */
import type { Order, Parcel } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { Arrival, DeliveryDays, ToolSettings } from "../../contracts/tools.ts";
import { deliveryOf } from "./find-order-options.ts";

const DAY_MS = 86_400_000;
const EVERYWHERE = "*";
const DEFAULT_DAYS: DeliveryDays = { from: 8, to: 16 };

type Table = Pick<ToolSettings, "deliveryDays" | "dispatchDays">;

export function estimateArrival(order: Order, parcels: readonly Parcel[], table: Table, now: Instant): Arrival {
  if (order.status === "cancelled" || order.status === "awaiting-payment") return { kind: "none" };
  const deliveredAt = deliveryOf(order, parcels);
  if (deliveredAt !== null || order.status === "delivered") return { kind: "delivered", at: deliveredAt };
  const moving = parcels.filter((parcel) => parcel.status !== "delivered" && parcel.status !== "cancelled");
  if (moving.some((parcel) => parcel.status === "returned" || parcel.status === "lost")) return { kind: "none" };
  const promised = moving.flatMap((parcel) => promiseOf(parcel));
  const window = promised.length > 0 ? widest(promised) : estimate(order, moving, table);
  const lateMs = now - endOfDay(window.toAt);
  return {
    kind: "expected",
    ...window,
    isPromised: promised.length > 0,
    daysLate: lateMs > 0 ? Math.ceil(lateMs / DAY_MS) : 0,
  };
}

interface Window {
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

function promiseOf(parcel: Parcel): readonly Window[] {
  const { expectedFromAt, expectedToAt } = parcel;
  const toAt = expectedToAt ?? expectedFromAt;
  return toAt === null ? [] : [{ fromAt: expectedFromAt ?? toAt, toAt }];
}

/** The order is there when its last parcel is. */
function widest(windows: readonly Window[]): Window {
  return {
    fromAt: Math.max(...windows.map((window) => window.fromAt)) as Instant,
    toAt: Math.max(...windows.map((window) => window.toAt)) as Instant,
  };
}

function estimate(order: Order, parcels: readonly Parcel[], table: Table): Window {
  const days =
    table.deliveryDays[order.shippingCountry ?? EVERYWHERE] ?? table.deliveryDays[EVERYWHERE] ?? DEFAULT_DAYS;
  const starts = parcels.flatMap((parcel) => (parcel.shippedAt === null ? [] : [parcel.shippedAt]));
  const shippedAt = starts.length > 0 ? (Math.max(...starts) as Instant) : order.shippedAt;
  const startAt = shippedAt ?? order.paidAt ?? order.placedAt;
  const wait = shippedAt === null ? table.dispatchDays : { from: 0, to: 0 };
  return {
    fromAt: addWorkingDays(startAt, wait.from + days.from),
    toAt: addWorkingDays(startAt, wait.to + days.to),
  };
}

/** Saturdays and Sundays do not count. */
export function addWorkingDays(from: Instant, days: number): Instant {
  let at = from as number;
  for (let left = days; left > 0; ) {
    at += DAY_MS;
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return at as Instant;
}

/** A promise for a day is broken when the day is over, wherever on earth that is. */
function endOfDay(at: Instant): number {
  return Math.floor(at / DAY_MS) * DAY_MS + DAY_MS + DAY_MS / 2;
}
