/** What a form asks the buyer, and how it says it again after another question was answered in between. */
import type { Choice } from "../../contracts/message.ts";
import type { ToolForm } from "../../contracts/proposal.ts";
import type { ToolSettings } from "../../contracts/tools.ts";
import { orderNumberKey } from "../../shared/contact-keys.ts";
import { assertNever } from "../../shared/assert-never.ts";
import type { Order } from "../../contracts/commerce.ts";
import type { Turn } from "../turn.ts";
import { CHOICES, wayOut } from "./tool-turn.ts";

export interface Asking {
  readonly text: string;
  readonly choices: readonly Choice[];
}

export function askFor(form: ToolForm, settings: ToolSettings, turn: Turn): Asking {
  const { texts } = turn.ports;
  const notice = (name: string, values?: Readonly<Record<string, string>>) => texts.notice(name, turn.language, values);
  const order = form.orderNumber ?? "";
  switch (form.asking) {
    case "order-number":
    // The buttons stand above; asked again, the number is typed.
    case "order-choice":
      return { text: notice("tool-ask-order-number"), choices: wayOut(turn) };
    case "proof":
      return { text: notice(`tool-ask-proof-${settings.proofs[0]}`, { order }), choices: wayOut(turn) };
    case "coupon-code":
      return { text: notice("tool-ask-coupon-code"), choices: wayOut(turn) };
    case "address":
      return { text: notice("tool-ask-address", { order }), choices: wayOut(turn) };
    case "confirmation":
      return { text: askToConfirm(form, turn), choices: confirmChoices(turn) };
    default:
      return assertNever(form.asking);
  }
}

/** For a buyer whom the shop's page vouches for: their last orders as buttons. */
export function askWhichOrder(orders: readonly Order[], turn: Turn): Asking {
  const { texts } = turn.ports;
  return {
    text: texts.notice("tool-choose-order", turn.language),
    choices: [
      ...orders.map(({ orderNumber }) => ({
        choiceId: `${CHOICES.order}${orderNumberKey(orderNumber).toLowerCase()}`
          .replace(/[^a-z0-9:._-]/gu, "")
          .slice(0, 40),
        label: orderNumber,
      })),
      ...wayOut(turn),
    ],
  };
}

function askToConfirm(form: ToolForm, { ports, language }: Turn): string {
  const order = form.orderNumber ?? "";
  return form.purpose === "change-address"
    ? ports.texts.notice("confirm-change-address", language, { order, address: form.address ?? "" })
    : ports.texts.notice(`confirm-${form.purpose}`, language, { order });
}

function confirmChoices({ ports, language }: Turn): readonly Choice[] {
  return [
    { choiceId: CHOICES.yes, label: ports.texts.notice("tool-yes", language) },
    { choiceId: CHOICES.no, label: ports.texts.notice("tool-no", language) },
  ];
}
