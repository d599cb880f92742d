/** A case that was just opened goes up by one for who opens it and what is at stake. Looked at when one is opened, only. */
import { authorize } from "../../commerce/rules/authorize.ts";
import type { Money, Order } from "../../contracts/commerce.ts";
import type { CaseHistory, DeskSettings } from "../../contracts/desk.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { NewTicket } from "../../contracts/ticket.ts";
import type { Principal } from "../../contracts/tools.ts";
import { orderNumberKey } from "../../shared/contact-keys.ts";
import { promiseReply } from "../../tickets/promise-reply.ts";
import { raisePriority, type Weight } from "../../tickets/triage-message.ts";
import { ordersSeenBy } from "../tools/open-tools.ts";
import type { Turn, TurnOutcome } from "../turn.ts";

const DAY_MS = 86_400_000;

export async function weighCase(turn: Turn, outcome: TurnOutcome): Promise<TurnOutcome> {
  const { openTicket: ticket } = outcome.change;
  if (!ticket) return outcome;
  const { shopId, conversationId, contactId } = turn.claim.conversation;
  const { desk, ports } = turn;
  const since = {
    lately: (ticket.openedAt - desk.repeatWithinDays * DAY_MS) as Instant,
    frequent: (ticket.openedAt - desk.frequentWithinDays * DAY_MS) as Instant,
  };
  const isValued = Object.keys(desk.highOrderMinor).length > 0;
  const [history, principal] = await Promise.all([
    ports.desk.caseHistory(shopId, contactId, since),
    isValued ? ports.tools.principal(shopId, conversationId) : null,
  ]);
  const orders = principal ? await ordersAtStake(turn, outcome, principal) : [];
  const weights = weightsOf(history, orders, desk);
  return weights.length === 0 ? outcome : raise(turn, outcome, ticket, weights);
}

function weightsOf(history: CaseHistory, orders: readonly Order[], desk: DeskSettings): readonly Weight[] {
  const isRepeated = history.openedLately > 0 || history.openedFrequent + 1 >= desk.frequentCases;
  const weights: readonly (readonly [Weight, boolean])[] = [
    ["vip", history.tags.some((tag) => desk.vipTags.includes(tag))],
    ["high-value", orders.some(({ total }) => total !== null && isHigh(total, desk))],
    ["repeat-contact", isRepeated],
  ];
  return weights.flatMap(([weight, holds]) => (holds ? weight : []));
}

function isHigh({ minor, currency }: Money, { highOrderMinor }: DeskSettings): boolean {
  const limit = highOrderMinor[currency];
  return limit !== undefined && minor >= limit;
}

/** Those the buyer has proven, also in this very turn; of several the one that is named. */
async function ordersAtStake(turn: Turn, { change }: TurnOutcome, known: Principal): Promise<readonly Order[]> {
  const { prove } = change;
  const principal = prove ? { ...known, provenOrders: [...known.provenOrders, prove] } : known;
  const { shopId } = turn.shop;
  const now = turn.ports.clock.now();
  const orders = (await ordersSeenBy(principal, turn)).filter(
    (order) =>
      authorize(principal, { tool: "order-status", shopId, order, now }).kind === "allowed" &&
      order.status !== "cancelled" &&
      order.refund !== "full",
  );
  const named = orders.filter(({ orderNumber }) => namesOrder(turn, change, orderNumberKey(orderNumber)));
  return named.length > 0 ? named : orders;
}

function namesOrder(turn: Turn, { propose, openTicket }: TurnOutcome["change"], key: string): boolean {
  if (propose) return orderNumberKey(propose.orderNumber ?? "") === key;
  // What broke three times is read by nobody.
  if (openTicket?.reason === "failed-repeatedly") return false;
  const texts = turn.heard.flatMap(({ message }) =>
    message.parts.flatMap((part) => (part.kind === "text" ? part.text : [])),
  );
  return texts.some((text) => orderNumberKey(text).includes(key));
}

function raise(turn: Turn, outcome: TurnOutcome, ticket: NewTicket, weights: readonly Weight[]): TurnOutcome {
  const { ticketId, language, openedAt } = ticket;
  const priority = raisePriority(ticket.priority, weights);
  const { dueAt, warnAt } = promiseReply({ priority, language, openedAt }, turn.desk);
  const others = (outcome.change.timers ?? []).filter(({ kind }) => kind !== "warn" && kind !== "breach");
  return {
    ...outcome,
    change: {
      ...outcome.change,
      openTicket: { ...ticket, priority, tags: [...(ticket.tags ?? []), ...weights], firstReplyDueAt: dueAt },
      timers: [{ ticketId, kind: "warn", dueAt: warnAt }, { ticketId, kind: "breach", dueAt }, ...others],
    },
  };
}
