/** What is said about an order this buyer may see, and what is offered to be done with it. */
import type { Order } from "../../contracts/commerce.ts";
import type { FormPurpose, ToolForm } from "../../contracts/proposal.ts";
import type { OrderOptions, ToolResult } from "../../contracts/tools.ts";
import { assertNever } from "../../shared/assert-never.ts";
import type { TurnOutcome } from "../turn.ts";
import { askFor } from "./ask-form.ts";
import { grantGoodwill } from "./grant-goodwill.ts";
import { type OrderWish, proposeAction } from "./propose-action.ts";
import { runTool } from "./run-tool.ts";
import { sayCancel, sayResult, sayReturning } from "./say-result.ts";
import { askerOf, createForm, say, type ToolTurn } from "./tool-turn.ts";

/** "denied": no such order, or not this buyer's; nobody can tell which. */
export type OrderAnswer =
  | { readonly kind: "said"; readonly outcome: TurnOutcome }
  | { readonly kind: "denied"; readonly tools: ToolTurn };

export async function answerOrder(purpose: FormPurpose, orderNumber: string, given: ToolTurn): Promise<OrderAnswer> {
  const { turn } = given;
  const tool = purpose === "order-status" ? "order-status" : "order-options";
  const { result, audit } = await runTool(askerOf(given), { tool, orderNumber }, turn.ports);
  const tools: ToolTurn = { ...given, audit: [...given.audit, audit] };
  if (result.kind === "order") return { kind: "said", outcome: await sayStatus(result, tools) };
  if (result.kind !== "options") return { kind: "denied", tools };
  return { kind: "said", outcome: await offer(purpose, result, tools) };
}

/** The buyer said yes. Everything is looked at again: the order may have left meanwhile. */
export async function confirmWish(
  form: ToolForm,
  given: ToolTurn,
  ifDenied: () => Promise<TurnOutcome>,
): Promise<TurnOutcome> {
  const { turn } = given;
  const call = { tool: "order-options", orderNumber: form.orderNumber ?? "" } as const;
  const { result, audit } = await runTool(askerOf(given), call, turn.ports);
  const tools: ToolTurn = { ...given, audit: [...given.audit, audit] };
  if (result.kind !== "options") return ifDenied();
  const { text, mayPropose } = weigh(form.purpose, result.order, result.options, tools);
  if (!mayPropose || !isWish(form.purpose)) return say(tools, { text, form: null, isAnswer: true });
  return proposeAction({ kind: form.purpose, order: result.order, detail: form.address }, tools);
}

async function sayStatus(result: Extract<ToolResult, { kind: "order" }>, tools: ToolTurn): Promise<TurnOutcome> {
  const { ports, language } = tools.turn;
  const goodwill = await grantGoodwill(result, tools);
  const text = [sayResult(result, { texts: ports.texts, language }), ...(goodwill ? [goodwill.text] : [])].join("\n\n");
  const outcome = say(tools, { text, form: null, isAnswer: true });
  return goodwill ? { ...outcome, change: { ...outcome.change, propose: goodwill.proposal } } : outcome;
}

async function offer(
  purpose: FormPurpose,
  { order, options }: Extract<ToolResult, { kind: "options" }>,
  tools: ToolTurn,
): Promise<TurnOutcome> {
  const { turn } = tools;
  const { text, mayPropose } = weigh(purpose, order, options, tools);
  if (!mayPropose) return say(tools, { text, form: null, isAnswer: true });
  const form = createForm(turn, {
    purpose,
    asking: purpose === "change-address" ? "address" : "confirmation",
    orderNumber: order.orderNumber,
    orderId: order.orderId,
  });
  const settings = await turn.ports.tools.settings(turn.shop.shopId);
  const asking = askFor(form, settings, turn);
  return say(tools, { ...asking, text: [text, asking.text].filter((part) => part !== "").join("\n\n"), form });
}

interface Weighed {
  readonly text: string;
  readonly mayPropose: boolean;
}

/** What the shop's rules say to the wish, in words, and whether it may be put before a person. */
function weigh(purpose: FormPurpose, order: Order, options: OrderOptions, { turn }: ToolTurn): Weighed {
  const { texts } = turn.ports;
  const voice = { texts, language: turn.language };
  const values = { order: order.orderNumber };
  switch (purpose) {
    case "cancel-order":
      return {
        text: sayCancel(order, options.cancel, voice),
        mayPropose: options.cancel.kind === "possible" || options.cancel.kind === "on-request",
      };
    case "return-order":
      return {
        text: sayReturning(order, options.returning, voice),
        mayPropose: options.returning.kind === "possible",
      };
    case "refund":
      return options.refund.kind === "on-request"
        ? { text: "", mayPropose: true }
        : { text: texts.notice(`refund-${options.refund.kind}`, turn.language, values), mayPropose: false };
    case "change-address":
      return options.changeAddress.kind === "possible" || options.changeAddress.kind === "on-request"
        ? { text: "", mayPropose: true }
        : { text: texts.notice("address-too-late", turn.language, values), mayPropose: false };
    case "order-status":
    case "coupon-check":
      return { text: "", mayPropose: false };
    default:
      return assertNever(purpose);
  }
}

function isWish(purpose: FormPurpose): purpose is OrderWish["kind"] {
  return purpose !== "order-status" && purpose !== "coupon-check";
}
