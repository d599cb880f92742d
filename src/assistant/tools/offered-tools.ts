/** The tools as a model is told of them, and the one way from its words to a call: whatever does not fit is no call. */
import { z } from "zod";
import type { OfferedTool, RequestedCall } from "../../contracts/language-model.ts";
import type { ToolCall } from "../../contracts/tools.ts";
import { stripInvisible } from "../prompt/fence-text.ts";

/** Null: the one order that this buyer may see. */
export type WantedCall = ToolCall | { readonly tool: "order-status" | "order-options"; readonly orderNumber: null };

const orderNumber = z.strictObject({
  order_number: z.string().trim().max(40).optional().describe("As the buyer wrote it; leave out when none was named."),
});
const couponCode = z.strictObject({ code: z.string().trim().min(1).max(60).describe("As the buyer wrote it.") });
const wish = z.strictObject({
  wish: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe("What the product should be, as a few words in the shop's language."),
});

const DESCRIPTIONS = {
  order_status: [orderNumber, "Where this buyer's order is and when it arrives."],
  order_options: [orderNumber, "Whether this buyer's order can still be cancelled or returned, and until when."],
  coupon_check: [couponCode, "Whether a coupon code works for this buyer."],
  find_products: [wish, "Products of the shop that suit a wish, with price and stock."],
} as const satisfies Readonly<Record<string, readonly [z.ZodType, string]>>;

export const OFFERED_TOOLS: readonly OfferedTool[] = Object.entries(DESCRIPTIONS).map(
  ([name, [schema, description]]) => ({ name, description, parameters: z.toJSONSchema(schema) }),
);

const MAX_ARGUMENTS = 1_000;

export function readCall(requested: RequestedCall): WantedCall | null {
  const values = readJson(requested.arguments);
  switch (requested.name) {
    case "order_status":
    case "order_options": {
      const read = orderNumber.safeParse(values);
      const tool = requested.name === "order_status" ? "order-status" : "order-options";
      if (!read.success) return null;
      const number = read.data.order_number ?? "";
      return number === "" ? { tool, orderNumber: null } : { tool, orderNumber: number };
    }
    case "coupon_check": {
      const read = couponCode.safeParse(values);
      return read.success ? { tool: "coupon-check", code: read.data.code } : null;
    }
    case "find_products": {
      const read = wish.safeParse(values);
      return read.success ? { tool: "product-search", wish: read.data.wish, atMost: null } : null;
    }
    default:
      return null;
  }
}

function readJson(text: string): unknown {
  if (text.length > MAX_ARGUMENTS) return null;
  try {
    // Without signs that nobody sees, and those that no database keeps.
    return text.trim() === ""
      ? {}
      : JSON.parse(text, (_name, value: unknown) => (typeof value === "string" ? clean(value) : value));
  } catch {
    return null;
  }
}

function clean(text: string): string {
  return stripInvisible(text).toWellFormed();
}
