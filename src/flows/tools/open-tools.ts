/** The tools that a model may ask for in this turn, each call through the same door as a buyer's own words. */
import type { KnownValue } from "../../assistant/guard/find-personal.ts";
import type { OpenedTools } from "../../assistant/tools/gather-records.ts";
import type { WantedCall } from "../../assistant/tools/offered-tools.ts";
import type { Order } from "../../contracts/commerce.ts";
import type { AuditEntry } from "../../contracts/stores.ts";
import type { Principal, ToolCall } from "../../contracts/tools.ts";
import { couponKey, holdsCode } from "../../shared/contact-keys.ts";
import type { Turn } from "../turn.ts";
import { runTool, type ToolPorts } from "./run-tool.ts";
import { sayResult } from "./say-result.ts";
import { readHeard } from "./tool-turn.ts";

const ORDERS_KNOWN = 4;

/** A turn, or what an agent looks at as if it were one. */
export type BenchTurn = Pick<Turn, "shop" | "language" | "heard"> & {
  readonly ports: ToolPorts & Pick<Turn["ports"], "texts">;
  readonly claim: Pick<Turn["claim"], "recent"> & {
    readonly conversation: Pick<Turn["claim"]["conversation"], "conversationId">;
  };
};

export interface ToolBench {
  /** Null: the shop has told us of nothing that a tool could find. */
  open(): Promise<OpenedTools | null>;
  /** Every call that was made, for the audit log. */
  readonly audit: readonly AuditEntry[];
}

/** Proofs are asked for by forms and never by a model: an order that is not proven yet is not there for it. */
export function createToolBench(turn: BenchTurn): ToolBench {
  const { ports, claim, shop, language } = turn;
  const audit: AuditEntry[] = [];
  return {
    audit,
    async open() {
      const offers = await ports.tools.offers(shop.shopId);
      if (!offers.orders && !offers.products && !offers.coupons) return null;
      const principal = await ports.tools.principal(shop.shopId, claim.conversation.conversationId);
      if (!principal) return null;
      const seen = await ordersSeenBy(principal, turn);
      const runCall: OpenedTools["runCall"] = async (wanted) => {
        const call = nameOrder(wanted, seen);
        if (!call || !(await mayTry(call, principal, turn))) return null;
        const ran = await runTool({ shopId: shop.shopId, principal }, call, ports);
        audit.push(ran.audit);
        if (ran.result.kind === "denied") return null;
        if (ran.result.kind === "products" && ran.result.products.length === 0) return null;
        const title = ports.texts.notice("record-source", language);
        return { title, text: sayResult(ran.result, { texts: ports.texts, language }) };
      };
      return { runCall, known: seen.flatMap(valuesOf) };
    },
  };
}

/** Best guess first: the last order of who is vouched for, or the one that was proven last. */
export async function ordersSeenBy(
  { shopId, identity, provenOrders }: Principal,
  { ports }: { readonly ports: Pick<ToolPorts, "commerce"> },
): Promise<readonly Order[]> {
  const [own, proven] = await Promise.all([
    identity?.email ? ports.commerce.ordersOf(shopId, { email: identity.email }, ORDERS_KNOWN) : [],
    Promise.all(
      provenOrders
        .slice(-ORDERS_KNOWN)
        .toReversed()
        .map(({ orderId }) => ports.commerce.getOrder(shopId, orderId)),
    ),
  ]);
  return [...own, ...proven.filter((order) => order !== null)];
}

function nameOrder(wanted: WantedCall, [last]: readonly Order[]): ToolCall | null {
  if (!("orderNumber" in wanted)) return wanted;
  const orderNumber = wanted.orderNumber ?? last?.orderNumber;
  return orderNumber === undefined ? null : { tool: wanted.tool, orderNumber };
}

/** By what stands on an order this buyer is a person: no model needs any of it. */
export function valuesOf({ buyerName, buyerEmail, buyerPhone, shippingPostcode }: Order): readonly KnownValue[] {
  const values: readonly (readonly [KnownValue["kind"], string | null])[] = [
    ["name", buyerName],
    ["email", buyerEmail],
    ["phone", buyerPhone],
    ["postcode", shippingPostcode],
  ];
  return values.flatMap(([kind, value]) => (value === null ? [] : { kind, value }));
}

/** A code that the buyer never typed is none to try, nor to repeat; those it typed use up its tries. */
async function mayTry(call: ToolCall, principal: Principal, turn: BenchTurn): Promise<boolean> {
  if (call.tool !== "coupon-check") return true;
  const { ports } = turn;
  if (!isTyped(couponKey(call.code), turn)) return false;
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

function isTyped(key: string, turn: BenchTurn): boolean {
  const earlier = turn.claim.recent.flatMap(({ speaker, text }) => (speaker === "buyer" ? [text] : []));
  return [readHeard(turn).text, ...earlier].some((text) => holdsCode(text, key));
}
