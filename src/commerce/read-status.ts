/** States of orders and parcels in the words of platforms, carriers and people. */
import type { OrderStatus, ParcelStatus } from "../contracts/commerce.ts";

const ORDER_WORDS: Readonly<Record<OrderStatus, string>> = {
  "awaiting-payment": "awaiting payment|pending payment|pending|unpaid|authorized|checkout draft|expired",
  "on-hold": "on hold|hold|scheduled|review|restocked on hold",
  processing: "processing|paid|open|unfulfilled|new|confirmed|in progress|partially paid|restocked|request",
  "partly-shipped": "partly shipped|partial|partially fulfilled|partially shipped|partially delivered",
  shipped: "shipped|fulfilled|completed|complete|sent|dispatched|in transit|on the way",
  delivered: "delivered|picked up",
  cancelled: "cancelled|canceled|voided|failed|trash|refunded",
};

const PARCEL_WORDS: Readonly<Record<ParcelStatus, string>> = {
  announced:
    "announced|label printed|label purchased|label created|confirmed|pending|pre transit|info received|submitted",
  "in-transit": "in transit|shipped|transit|on the way|accepted|success|carrier picked up|delayed|unknown",
  "at-customs": "at customs|customs|customs clearance|in customs|held by customs",
  "out-for-delivery": "out for delivery|with courier",
  "ready-for-pickup": "ready for pickup|available for pickup|at pickup point",
  "attempt-failed": "attempt failed|attempted delivery|delivery attempted|failed attempt|attempt fail",
  delivered: "delivered|completed|picked up",
  returned: "returned|return to sender|returning|returned to sender",
  lost: "lost|failure|exception|missing|error|undeliverable",
  cancelled: "cancelled|canceled|voided",
};

const readOrder = indexWords(ORDER_WORDS);
const readParcel = indexWords(PARCEL_WORDS);

function indexWords<Status extends string>(words: Readonly<Record<Status, string>>): ReadonlyMap<string, Status> {
  const entries = Object.entries<string>(words) as [Status, string][];
  return new Map(entries.flatMap(([status, list]) => list.split("|").map((word): [string, Status] => [word, status])));
}

/** Null for a word nobody has told us. */
export function readOrderStatus(text: string): OrderStatus | null {
  return readOrder.get(normalise(text)) ?? null;
}

export function readParcelStatus(text: string): ParcelStatus | null {
  return readParcel.get(normalise(text)) ?? null;
}

function normalise(text: string): string {
  return text
    .toLowerCase()
    .replace(/^wc-/u, "")
    .replace(/[^a-z]+/gu, " ")
    .trim();
}
