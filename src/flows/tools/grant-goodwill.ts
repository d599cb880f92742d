/** A late order earns the coupon that the shop has set aside for it: once per order, by rule while it is small. */
import { judgeCoupon } from "../../commerce/rules/judge-coupon.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { NewProposal, ProposalId } from "../../contracts/proposal.ts";
import type { ToolResult } from "../../contracts/tools.ts";
import { formatPercent } from "./format-values.ts";
import type { ToolTurn } from "./tool-turn.ts";

export interface Goodwill {
  readonly text: string;
  readonly proposal: NewProposal;
}

const HOUR_MS = 3_600_000;

/** Null when the order is in time, the shop grants none, or this order had its own before. */
export async function grantGoodwill(
  { order, arrival }: Extract<ToolResult, { kind: "order" }>,
  { turn, principal }: ToolTurn,
): Promise<Goodwill | null> {
  const { ports, language } = turn;
  if (arrival.kind !== "expected" || arrival.daysLate === 0) return null;
  const settings = await ports.tools.settings(principal.shopId);
  if (settings.goodwillCode === null) return null;
  const onceKey = `goodwill:${order.orderId}`;
  const coupon = await ports.commerce.findCoupon(principal.shopId, settings.goodwillCode);
  const verdict = judgeCoupon(coupon, { email: null }, ports.clock.now());
  if (!coupon || verdict.kind !== "valid" || verdict.discount.kind !== "percent") return null;
  if (await ports.tools.findProposal(principal.shopId, onceKey)) return null;
  const { percent } = verdict.discount;
  const isSmall = percent <= settings.autoCouponPercent;
  return {
    text: isSmall
      ? ports.texts.notice("goodwill-granted", language, {
          code: coupon.code,
          percent: formatPercent(percent, language),
        })
      : ports.texts.notice("goodwill-asked", language),
    proposal: {
      proposalId: ports.ids.next<ProposalId>(),
      kind: "grant-coupon",
      orderId: order.orderId,
      orderNumber: order.orderNumber,
      amount: null,
      couponId: coupon.couponId,
      couponCode: coupon.code,
      detail: null,
      language,
      onceKey,
      expiresAt: (ports.clock.now() + settings.proposalHours * HOUR_MS) as Instant,
      rule: isSmall ? "late-order" : null,
    },
  };
}
