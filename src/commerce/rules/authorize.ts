/** Who may use which tool on what. Stands outside any model: it sees the conversation's principal and never its words. */
import type { Order } from "../../contracts/commerce.ts";
import type { Instant, ShopId } from "../../contracts/ids.ts";
import { type Authorization, type Principal, TOOL_NAMES, type ToolName } from "../../contracts/tools.ts";
import { PHONE_TAIL } from "../../shared/contact-keys.ts";

export interface ToolAccess {
  /** As named by whoever wants it, a model included. */
  readonly tool: string;
  /** The shop whose turn it is and in which the thing was looked up; never taken from the principal. */
  readonly shopId: ShopId;
  /** The order it is about; null when none was found, or the tool needs none. */
  readonly order: Order | null;
  readonly now: Instant;
}

/** Tools whose answers are the same for everybody. A coupon that is bound to somebody is judged by its own rule. */
const PUBLIC_TOOLS: readonly ToolName[] = ["coupon-check", "product-search"];

/** Denied unless a rule says otherwise. An order that does not exist and one of somebody else are the same. */
export function authorize(principal: Principal, access: ToolAccess): Authorization {
  if (!(TOOL_NAMES as readonly string[]).includes(access.tool)) return { kind: "denied", reason: "unknown-tool" };
  if (!isOfShop(principal, access)) return { kind: "denied", reason: "wrong-shop" };
  if ((PUBLIC_TOOLS as readonly string[]).includes(access.tool)) return { kind: "allowed", by: "public" };
  if (!access.order) return { kind: "denied", reason: "not-proven" };
  if (isOwn(principal, access.order, access.now)) return { kind: "allowed", by: "identity" };
  if (isProven(principal, access.order, access.now)) return { kind: "allowed", by: "proof" };
  return { kind: "denied", reason: "not-proven" };
}

/** The buyer, the turn and the record, each known from elsewhere, are of one shop. */
function isOfShop(principal: Principal, { shopId, order }: ToolAccess): boolean {
  return principal.shopId === shopId && (order === null || order.shopId === shopId);
}

function isOwn({ identity }: Principal, order: Order, now: Instant): boolean {
  if (!identity || identity.expiresAt <= now) return false;
  if (identity.email !== null && order.buyerEmail !== null) return identity.email === order.buyerEmail;
  // Without an e-mail on the order, as after a sale at a counter.
  const { phone } = identity;
  return phone !== null && order.buyerPhone !== null && tailOf(phone) === tailOf(order.buyerPhone);
}

function isProven({ provenOrders }: Principal, order: Order, now: Instant): boolean {
  return provenOrders.some((proof) => proof.orderId === order.orderId && proof.expiresAt > now);
}

/** Shorter numbers are compared whole. */
function tailOf(phone: string): string {
  return phone.slice(-PHONE_TAIL);
}
