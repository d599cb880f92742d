/** A step of a tool carried out: ask for what is missing, prove whose order it is, look up, say it, propose. */
import { findOrderNumber } from "../../commerce/rules/find-order-number.ts";
import { readPriceLimit } from "../../commerce/rules/read-price-limit.ts";
import { readProofs } from "../../commerce/rules/check-proof.ts";
import { AppError } from "../../contracts/errors.ts";
import type { FormPurpose, ToolForm } from "../../contracts/proposal.ts";
import type { ToolSettings } from "../../contracts/tools.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { compose } from "../speak.ts";
import type { Turn, TurnOutcome } from "../turn.ts";
import { askFor, askWhichOrder } from "./ask-form.ts";
import { answerOrder, confirmWish } from "./answer-order.ts";
import { checkCoupon } from "./check-coupon.ts";
import { cleanOrder } from "./clean-result.ts";
import { meetsWish } from "./find-suiting.ts";
import { runTool } from "./run-tool.ts";
import { sayResult } from "./say-result.ts";
import { askerOf, CHOICES, createForm, type Heard, say, type ToolStep, type ToolTurn } from "./tool-turn.ts";
import { verifyBuyer } from "./verify-buyer.ts";

const ORDERS_SHOWN = 4;

/** `answerInstead`: what the turn would be without tools. */
export async function useTool(
  step: ToolStep,
  turn: Turn,
  answerInstead: () => Promise<TurnOutcome>,
): Promise<TurnOutcome> {
  switch (step.kind) {
    case "leave":
      return say(
        { turn, audit: [], proven: {} },
        { text: turn.ports.texts.notice("tool-form-left", turn.language), form: null },
      );
    case "aside":
      return resume(step.form, turn, await answerInstead());
    case "suggest":
      return suggest(step, turn, answerInstead);
    case "begin":
      return begin(step.purpose, await openToolTurn(turn, step.heard));
    case "fill":
      return fill(step.form, await openToolTurn(turn, step.heard));
    default:
      return assertNever(step);
  }
}

async function openToolTurn(turn: Turn, heard: Heard): Promise<ToolTurn> {
  const { shopId, conversationId } = turn.claim.conversation;
  const principal = await turn.ports.tools.principal(shopId, conversationId);
  if (!principal) throw new AppError("NOT_FOUND", "The conversation of a turn does not exist.");
  return { turn, heard, principal, audit: [], proven: {} };
}

async function begin(purpose: FormPurpose, tools: ToolTurn): Promise<TurnOutcome> {
  if (purpose === "coupon-check") return checkCoupon(tools);
  const number = findOrderNumber(tools.heard.text, { expects: false });
  if (number) return openOrder(purpose, number.orderNumber, tools);
  return chooseOrder(purpose, tools);
}

async function fill(form: ToolForm, tools: ToolTurn): Promise<TurnOutcome> {
  switch (form.asking) {
    case "coupon-code":
      return checkCoupon(tools);
    case "confirmation":
      return confirmWish(form, tools, () => askProof(form.purpose, form.orderNumber ?? "", tools));
    case "address":
      return askAgain(createForm(tools.turn, { ...form, asking: "confirmation", address: tools.heard.text }), tools);
    case "order-number":
    case "order-choice":
    case "proof":
      return fillOrder(form, tools);
    default:
      return assertNever(form.asking);
  }
}

async function fillOrder(form: ToolForm, tools: ToolTurn): Promise<TurnOutcome> {
  const { heard } = tools;
  const pressed = heard.choiceIds.find((choiceId) => choiceId.startsWith(CHOICES.order));
  const found = findOrderNumber(heard.text, { expects: form.asking !== "proof" });
  const typed = form.asking === "proof" && !found?.isClear ? null : found?.orderNumber;
  const number = pressed?.slice(CHOICES.order.length) ?? typed ?? form.orderNumber;
  if (number === null) return chooseOrder(form.purpose, tools);
  return openOrder(form.purpose, number, tools, form.asking === "proof");
}

/** The order at once when this buyer may see it; otherwise a proof is looked at, or asked for. */
async function openOrder(
  purpose: FormPurpose,
  orderNumber: string,
  tools: ToolTurn,
  wasAsked = false,
): Promise<TurnOutcome> {
  const answered = await answerOrder(purpose, orderNumber, tools);
  if (answered.kind === "said") return answered.outcome;
  const denied = answered.tools;
  const settings = await settingsOf(denied);
  // Unasked, only an e-mail is plainly meant as proof; digits may be anything.
  const accepted = wasAsked ? settings.proofs : settings.proofs.filter((kind) => kind === "email");
  const rest = denied.heard.text.replace(orderNumber, " ");
  const offered = readProofs(wasAsked ? rest : denied.heard.text, accepted);
  if (offered.length === 0) return askProof(purpose, orderNumber, denied);
  const verified = await verifyBuyer({ purpose, orderNumber, offered }, denied);
  if (verified.kind === "said") return verified.outcome;
  const proven = await answerOrder(purpose, orderNumber, verified.tools);
  return proven.kind === "said" ? proven.outcome : askProof(purpose, orderNumber, proven.tools);
}

/** Nobody said which order: the only one there is, a choice of the last ones, or the number is asked for. */
async function chooseOrder(purpose: FormPurpose, tools: ToolTurn): Promise<TurnOutcome> {
  const { turn, principal } = tools;
  const { identity, provenOrders, shopId } = principal;
  const { commerce } = turn.ports;
  const own = identity?.email
    ? await commerce.ordersOf(shopId, { email: identity.email }, ORDERS_SHOWN)
    : await Promise.all(provenOrders.slice(0, 1).map(({ orderId }) => commerce.getOrder(shopId, orderId)));
  const [first, ...others] = own.filter((order) => order !== null).map(cleanOrder);
  if (first && others.length === 0) return openOrder(purpose, first.orderNumber, tools);
  if (!first) return askAgain(createForm(turn, { purpose, asking: "order-number" }), tools);
  const form = createForm(turn, { purpose, asking: "order-choice" });
  return say(tools, { ...askWhichOrder([first, ...others], turn), form });
}

async function askProof(purpose: FormPurpose, orderNumber: string, tools: ToolTurn): Promise<TurnOutcome> {
  return askAgain(createForm(tools.turn, { purpose, asking: "proof", orderNumber }), tools);
}

async function askAgain(form: ToolForm, tools: ToolTurn): Promise<TurnOutcome> {
  return say(tools, { ...askFor(form, await settingsOf(tools), tools.turn), form });
}

function settingsOf({ turn }: Pick<ToolTurn, "turn">): Promise<ToolSettings> {
  return turn.ports.tools.settings(turn.shop.shopId);
}

/** The other question first; then the form asks again, unless people have the case by now. */
async function resume(form: ToolForm, turn: Turn, outcome: TurnOutcome): Promise<TurnOutcome> {
  if (outcome.change.holder) return outcome;
  const again = askFor(form, await settingsOf({ turn }), turn);
  const queue = compose(turn, {
    cause: { kind: "notice", notice: "tool", inReplyTo: turn.heard[0].messageId },
    speaker: "assistant",
    ...again,
  });
  return { ...outcome, change: { ...outcome.change, queue: [...outcome.change.queue, ...queue] } };
}

/** An article that answers goes before a list of things to buy, unless one of them is all that was wished for. */
async function suggest(
  { wish, heard }: Extract<ToolStep, { kind: "suggest" }>,
  turn: Turn,
  answerInstead: () => Promise<TurnOutcome>,
): Promise<TurnOutcome> {
  const tools = await openToolTurn(turn, heard);
  const { shopId, defaultLanguage } = turn.shop;
  // A catalogue is written in the shop's own language or in English.
  const things = turn.ports.nameThings(shopId)(wish, { language: turn.language, into: [defaultLanguage, "en"] });
  const call = { tool: "product-search", wish, atMost: readPriceLimit(heard.text), things } as const;
  const { result, audit } = await runTool(askerOf(tools), call, turn.ports);
  if (result.kind !== "products" || result.products.length === 0) return answerInstead();
  const query = { text: heard.text, language: turn.language, limit: 1 };
  const isMet = result.products.some(({ words }) => meetsWish(words, wish, turn.language));
  if (!isMet && turn.ports.searchOf(shopId).search(query).verdict === "answer") return answerInstead();
  const words = sayResult(result, { texts: turn.ports.texts, language: turn.language });
  return say({ ...tools, audit: [audit] }, { text: words, isAnswer: true });
}
