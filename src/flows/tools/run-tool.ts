/** The one door to the shop's data for a buyer: looks up, asks authorize(), computes, and leaves a line in the audit log. */
import { authorize } from "../../commerce/rules/authorize.ts";
import { estimateArrival } from "../../commerce/rules/estimate-arrival.ts";
import { findOrderOptions } from "../../commerce/rules/find-order-options.ts";
import { judgeCoupon } from "../../commerce/rules/judge-coupon.ts";
import type { Order } from "../../contracts/commerce.ts";
import type { ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { AuditEntry } from "../../contracts/stores.ts";
import type { Authorization, Principal, ToolCall, ToolName, ToolResult } from "../../contracts/tools.ts";
import { cleanResult } from "./clean-result.ts";
import { findSuiting } from "./find-suiting.ts";

export type ToolPorts = Pick<Ports, "commerce" | "tools" | "clock" | "shops">;

export interface RanTool {
  readonly result: ToolResult;
  readonly audit: AuditEntry;
}

/** In whose turn, and on whose behalf: each read by itself, so that one can be held against the other. */
export interface Asker {
  readonly shopId: ShopId;
  readonly principal: Principal;
}

/** Denied and "there is no such order" are one result. */
export async function runTool(asker: Asker, call: ToolCall, ports: ToolPorts): Promise<RanTool> {
  const { shopId, principal } = asker;
  const order = "orderNumber" in call ? await findOrder(shopId, call.orderNumber, ports) : null;
  const access = authorize(principal, {
    tool: call.tool,
    shopId,
    order,
    now: ports.clock.now(),
  });
  const audit = noteCall(call.tool, access, order);
  if (access.kind === "denied") return { result: { kind: "denied", reason: access.reason }, audit };
  const [result, hosts] = await Promise.all([compute(asker, call, order, ports), hostsOf(shopId, ports)]);
  return { result: cleanResult(result, hosts), audit };
}

/** Where links of the shop's data may lead. */
async function hostsOf(shopId: ShopId, { tools, shops }: ToolPorts): Promise<readonly string[]> {
  const [settings, shop] = await Promise.all([tools.settings(shopId), shops.get(shopId)]);
  const origins = (shop?.widgetOrigins ?? []).flatMap((origin) => URL.parse(origin)?.hostname ?? []);
  return [...settings.linkHosts, ...origins];
}

export function noteCall(tool: ToolName, access: Authorization, order: Order | null): AuditEntry {
  return {
    actor: { kind: "assistant" },
    action: "tool-called",
    detail: {
      tool,
      outcome: access.kind,
      because: access.kind === "allowed" ? access.by : access.reason,
      // Not for a denied call: the log shall not say more than the buyer was told.
      orderId: access.kind === "allowed" ? (order?.orderId ?? null) : null,
    },
  };
}

/** By the order's number, or by that of one of its parcels. The same look-ups are made whatever is found. */
export async function findOrder(
  shopId: ShopId,
  number: string,
  { commerce }: Pick<Ports, "commerce">,
): Promise<Order | null> {
  const [order, withoutWord, parcel] = await Promise.all([
    commerce.findOrder(shopId, number),
    // "no 20481733": the word before it may belong to the number or to the sentence.
    commerce.findOrder(shopId, number.replace(/^[A-Z]{1,3} (?=\d)/u, "")),
    commerce.findParcel(shopId, number),
  ]);
  const found = order ?? withoutWord;
  if (found || !parcel?.orderNumber) return found;
  return commerce.findOrder(shopId, parcel.orderNumber);
}

async function compute(
  { shopId, principal }: Asker,
  call: ToolCall,
  order: Order | null,
  ports: ToolPorts,
): Promise<ToolResult> {
  const now = ports.clock.now();
  switch (call.tool) {
    case "order-status":
    case "order-options": {
      if (!order) return { kind: "denied", reason: "not-proven" };
      const [parcels, settings] = await Promise.all([
        ports.commerce.parcelsOf(shopId, order),
        ports.tools.settings(shopId),
      ]);
      return call.tool === "order-status"
        ? { kind: "order", order, parcels, arrival: estimateArrival(order, parcels, settings, now) }
        : { kind: "options", order, options: findOrderOptions(order, parcels, settings, now) };
    }
    case "coupon-check": {
      const coupon = await ports.commerce.findCoupon(shopId, call.code);
      const { identity } = principal;
      const email = identity && identity.expiresAt > now ? identity.email : null;
      return { kind: "coupon", code: coupon?.code ?? call.code, verdict: judgeCoupon(coupon, { email }, now) };
    }
    case "product-search":
      return { kind: "products", products: await findSuiting(shopId, call, ports) };
  }
}
