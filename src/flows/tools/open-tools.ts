/** The tools that a model may ask for in this turn, each call through the same door as a buyer's own words. */
import type { RunCall } from "../../assistant/tools/gather-records.ts";
import type { WantedCall } from "../../assistant/tools/offered-tools.ts";
import type { AuditEntry } from "../../contracts/stores.ts";
import type { Principal, ToolCall } from "../../contracts/tools.ts";
import { couponKey } from "../../shared/contact-keys.ts";
import type { Turn } from "../turn.ts";
import { runTool } from "./run-tool.ts";
import { sayResult } from "./say-result.ts";

export interface ToolBench {
  /** Null: the shop has told us of nothing that a tool could find. */
  open(): Promise<RunCall | null>;
  /** Every call that was made, for the audit log. */
  readonly audit: readonly AuditEntry[];
}

/** Proofs are asked for by forms and never by a model: an order that is not proven yet is not there for it. */
export function createToolBench(turn: Turn): ToolBench {
  const { ports, claim, shop, language } = turn;
  const audit: AuditEntry[] = [];
  return {
    audit,
    async open() {
      const offers = await ports.tools.offers(shop.shopId);
      if (!offers.orders && !offers.products && !offers.coupons) return null;
      const principal = await ports.tools.principal(shop.shopId, claim.conversation.conversationId);
      if (!principal) return null;
      return async (wanted) => {
        const call = await nameOrder(wanted, principal, turn);
        if (!call || !(await mayTry(call, principal, turn))) return null;
        const ran = await runTool(principal, call, ports);
        audit.push(ran.audit);
        if (ran.result.kind === "denied") return null;
        if (ran.result.kind === "products" && ran.result.products.length === 0) return null;
        const title = ports.texts.notice("record-source", language);
        return { title, text: sayResult(ran.result, { texts: ports.texts, language }) };
      };
    },
  };
}

/** Without a number: the last order of who is vouched for, or the one that was proven. */
async function nameOrder(wanted: WantedCall, principal: Principal, { ports }: Turn): Promise<ToolCall | null> {
  if (!("orderNumber" in wanted)) return wanted;
  if (wanted.orderNumber !== null) return { tool: wanted.tool, orderNumber: wanted.orderNumber };
  const { shopId, identity, provenOrders } = principal;
  const proven = provenOrders.at(-1);
  const order = identity?.email
    ? (await ports.commerce.ordersOf(shopId, { email: identity.email }, 1))[0]
    : proven && (await ports.commerce.getOrder(shopId, proven.orderId));
  return order ? { tool: wanted.tool, orderNumber: order.orderNumber } : null;
}

/** A model that guesses codes uses up the buyer's tries. */
async function mayTry(call: ToolCall, principal: Principal, { ports }: Turn): Promise<boolean> {
  if (call.tool !== "coupon-check") return true;
  const settings = await ports.tools.settings(principal.shopId);
  const left = await ports.tools.countTry(principal.shopId, {
    kind: "coupon",
    conversationId: principal.conversationId,
    contactId: principal.contactId,
    subjectKey: couponKey(call.code),
    limits: {
      perHour: settings.couponTriesPerHour,
      perHourOfShop: settings.proofTriesPerHourOfShop * settings.couponTriesPerHour,
    },
  });
  return left !== null;
}
