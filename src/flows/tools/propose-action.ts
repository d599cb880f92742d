/** A wish that moves money or goods becomes a proposal and a ticket: a person carries it out, never the assistant. */
import { authorize } from "../../commerce/rules/authorize.ts";
import type { Order } from "../../contracts/commerce.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { NewProposal, ProposalId } from "../../contracts/proposal.ts";
import { CATEGORY_OF_PROPOSAL } from "../../tickets/triage-message.ts";
import { handOff } from "../hand-off.ts";
import type { TurnOutcome } from "../turn.ts";
import { noteCall } from "./run-tool.ts";
import { say, type ToolTurn } from "./tool-turn.ts";

export interface OrderWish {
  readonly kind: "cancel-order" | "return-order" | "refund" | "change-address";
  readonly order: Order;
  /** The new address. */
  readonly detail: string | null;
}

const HOUR_MS = 3_600_000;

export async function proposeAction(wish: OrderWish, given: ToolTurn): Promise<TurnOutcome> {
  const { turn, principal } = given;
  const { ports } = turn;
  const { order } = wish;
  const { shopId } = turn.shop;
  const access = authorize(principal, { tool: "propose", shopId, order, now: ports.clock.now() });
  const tools: ToolTurn = { ...given, audit: [...given.audit, noteCall("propose", access, order)] };
  const onceKey = onceKeyOf(wish);
  const known = access.kind === "allowed" ? await ports.tools.findProposal(shopId, onceKey) : null;
  if (access.kind === "denied" || known) {
    const text = ports.texts.notice("proposal-known", turn.language, { order: order.orderNumber });
    return say(tools, { text, form: null });
  }
  const { proposalHours } = await ports.tools.settings(shopId);
  const propose: NewProposal = {
    proposalId: ports.ids.next<ProposalId>(),
    kind: wish.kind,
    orderId: order.orderId,
    orderNumber: order.orderNumber,
    amount: movesMoney(wish) ? order.total : null,
    couponId: null,
    couponCode: null,
    detail: wish.detail,
    language: turn.language,
    onceKey,
    expiresAt: (ports.clock.now() + proposalHours * HOUR_MS) as Instant,
    rule: null,
  };
  return handOver(propose, tools);
}

/** Cancelling, returning and refunding give the same money back: of the three, one is approved. */
function onceKeyOf(wish: OrderWish): string {
  return `${movesMoney(wish) ? "money" : wish.kind}:${wish.order.orderId}`;
}

function movesMoney({ kind }: OrderWish): boolean {
  return kind !== "change-address";
}

function handOver(propose: NewProposal, tools: ToolTurn): TurnOutcome {
  const handed = handOff(tools.turn, "proposal", null);
  const { openTicket, ...change } = handed.change;
  const note = `${propose.kind} ${propose.orderNumber ?? ""}`.trim();
  const detail = { kind: propose.kind, proposalId: propose.proposalId, orderId: propose.orderId };
  return {
    ...handed,
    change: {
      ...change,
      ...tools.proven,
      ...(openTicket ? { openTicket: { ...openTicket, note, category: CATEGORY_OF_PROPOSAL[propose.kind] } } : {}),
      propose,
      form: null,
      audit: [...tools.audit, ...change.audit, { actor: { kind: "assistant" }, action: "proposal-made", detail }],
    },
  };
}
