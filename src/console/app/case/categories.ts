/** The values one chooses from, in the order in which they are offered. */
import type { TicketRow } from "../../console-api.ts";

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const satisfies readonly TicketRow["priority"][];

export const CATEGORIES = [
  "delivery",
  "damaged",
  "wrong-item",
  "missing-item",
  "return",
  "refund",
  "payment",
  "order-change",
  "product",
  "account",
  "safety",
  "legal",
  "other",
] as const satisfies readonly TicketRow["category"][];
