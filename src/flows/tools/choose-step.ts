/** Whether a turn is a tool's: it fills in an open form, begins one, or is another question in the middle of one. */
import { findOrderNumber } from "../../commerce/rules/find-order-number.ts";
import { readProofs } from "../../commerce/rules/check-proof.ts";
import type { FormPurpose, ToolForm } from "../../contracts/proposal.ts";
import type { Route } from "../../routing/decide-route.ts";
import { findIntent, type Intent, wantsToLeave } from "../../routing/find-intent.ts";
import { matchCues } from "../../routing/match-cues.ts";
import { assertNever } from "../../shared/assert-never.ts";
import type { Turn } from "../turn.ts";
import { CHOICES, type Heard, readHeard, type ToolStep } from "./tool-turn.ts";

const PURPOSES: Readonly<Record<Exclude<Intent, "product-search">, FormPurpose>> = {
  "order-status": "order-status",
  "cancel-order": "cancel-order",
  "return-order": "return-order",
  "refund-order": "refund",
  "change-address": "change-address",
  "coupon-check": "coupon-check",
};
const MAX_CODE_LENGTH = 40;
const MIN_ADDRESS_LENGTH = 10;

/** Null: no tool has anything to do with it. Words for a person, anger and commands went another way before. */
export async function chooseToolStep(turn: Turn, route: Route): Promise<ToolStep | null> {
  if (!isFree(route)) return null;
  const heard = readHeard(turn);
  const form = openForm(turn);
  const step = form ? await stepInForm(form, heard, turn) : null;
  if (step) return step;
  const begun = route.kind === "answer" ? begin(heard, turn) : null;
  if (begun && (await isOffered(begun, turn))) return begun;
  return form ? { kind: "aside", form } : null;
}

function isFree(route: Route): boolean {
  return ["answer", "show-article", "greet", "thank", "help"].includes(route.kind);
}

function openForm({ claim, ports }: Turn): ToolForm | null {
  const { form } = claim.conversation;
  return form && form.expiresAt > ports.clock.now() ? form : null;
}

async function stepInForm(form: ToolForm, heard: Heard, turn: Turn): Promise<ToolStep | null> {
  const { cues } = turn.ports.texts;
  if (heard.choiceIds.includes(CHOICES.leave) || heard.choiceIds.includes(CHOICES.no)) return { kind: "leave" };
  if (heard.choiceIds.length === 0 && wantsToLeave(heard.text, cues)) return { kind: "leave" };
  if (form.asking === "confirmation" && saysNo(heard, turn)) return { kind: "leave" };
  return (await isAnswerTo(form, heard, turn)) ? { kind: "fill", form, heard } : null;
}

async function isAnswerTo(form: ToolForm, heard: Heard, turn: Turn): Promise<boolean> {
  const number = findOrderNumber(heard.text, { expects: true });
  const isNumber = number !== null && (number.isClear || number.isAlone);
  switch (form.asking) {
    case "order-choice":
      return isNumber || heard.choiceIds.some((choiceId) => choiceId.startsWith(CHOICES.order));
    case "order-number":
      return isNumber;
    case "proof": {
      const { proofs } = await turn.ports.tools.settings(turn.shop.shopId);
      return number?.isClear === true || readProofs(heard.text, proofs).length > 0;
    }
    case "coupon-code":
      return readCode(heard.text) !== null;
    case "address":
      return isAddress(heard, turn);
    case "confirmation":
      return heard.choiceIds.includes(CHOICES.yes) || saysYes(heard, turn);
    default:
      return assertNever(form.asking);
  }
}

function begin(heard: Heard, turn: Turn): ToolStep | null {
  const found = findIntent(heard.text, turn.ports.texts.cues);
  const number = findOrderNumber(heard.text, { expects: false });
  if (!found) {
    return number?.isAlone ? { kind: "begin", purpose: "order-status", heard } : null;
  }
  if (found.intent === "product-search") return found.rest === "" ? null : { kind: "suggest", wish: found.rest, heard };
  // "How do I cancel an order?" is for the article; "how do I cancel order HL-1042?" is about that order.
  if (found.isGeneral && !number?.isClear) return null;
  return { kind: "begin", purpose: PURPOSES[found.intent], heard };
}

/** A shop that has told us of no orders is not asked for one. */
async function isOffered(step: ToolStep, turn: Turn): Promise<boolean> {
  const offers = await turn.ports.tools.offers(turn.shop.shopId);
  if (step.kind === "suggest") return offers.products;
  if (step.kind !== "begin") return true;
  return step.purpose === "coupon-check" ? offers.coupons : offers.orders;
}

/** Codes are one word; when a sentence was typed, the word that looks like one. Null when nothing does. */
export function readCode(text: string): string | null {
  const words = text.trim().split(/\s+/u);
  const [only] = words;
  if (words.length === 1 && only !== undefined && only.length <= MAX_CODE_LENGTH) return only.replace(/[?.!,]+$/u, "");
  const likely = words
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""))
    .find((word) => isCodeLike(word));
  return likely ?? /(?<![A-Za-z0-9])[A-Z][A-Z0-9_-]{3,39}(?![A-Za-z0-9])/u.exec(text)?.[0] ?? null;
}

/** "SAVE20", "welcome10", "VIP-2026": capitals, or letters with digits. */
function isCodeLike(word: string): boolean {
  if (word.length < 4 || word.length > MAX_CODE_LENGTH || !/^[A-Za-z0-9_-]+$/u.test(word)) return false;
  return /^[A-Z0-9_-]+$/u.test(word) ? /[A-Z]/u.test(word) : /\d/u.test(word) && /[A-Za-z]/u.test(word);
}

function isAddress({ text, choiceIds }: Heard, turn: Turn): boolean {
  if (choiceIds.length > 0 || text.length < MIN_ADDRESS_LENGTH || /[?？؟]/u.test(text)) return false;
  return /\p{N}/u.test(text) && findIntent(text, turn.ports.texts.cues) === null;
}

function saysYes({ text }: Heard, { ports }: Turn): boolean {
  return matchCues(text, ports.texts.cues).cues.has("yes");
}

function saysNo({ text }: Heard, { ports }: Turn): boolean {
  return matchCues(text, ports.texts.cues).cues.has("no");
}
