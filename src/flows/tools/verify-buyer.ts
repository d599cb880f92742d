/** A proof that a buyer typed: counted before it is compared, and answered alike whether the order or the proof is wrong. */
import { checkProof, type OfferedProof } from "../../commerce/rules/check-proof.ts";
import type { Instant } from "../../contracts/ids.ts";
import type { AuditEntry } from "../../contracts/stores.ts";
import type { FormPurpose } from "../../contracts/proposal.ts";
import { orderNumberKey } from "../../shared/contact-keys.ts";
import { handOff } from "../hand-off.ts";
import type { TurnOutcome } from "../turn.ts";
import { wayOut } from "./tool-turn.ts";
import { findOrder } from "./run-tool.ts";
import { createForm, messageIds, say, type ToolTurn } from "./tool-turn.ts";

export interface Claimed {
  readonly purpose: FormPurpose;
  readonly orderNumber: string;
  readonly offered: readonly OfferedProof[];
}

/** "proven": the same turn, with a principal that may see the order. */
export type Verification =
  | { readonly kind: "proven"; readonly tools: ToolTurn }
  | { readonly kind: "said"; readonly outcome: TurnOutcome };

const HOUR_MS = 3_600_000;

export async function verifyBuyer(claimed: Claimed, given: ToolTurn): Promise<Verification> {
  const { turn, principal } = given;
  const { ports } = turn;
  // Right or wrong: a model never reads it.
  const tools: ToolTurn = { ...given, proven: { ...given.proven, proofMessages: messageIds(turn) } };
  const settings = await ports.tools.settings(principal.shopId);
  const found = await findOrder(turn.shop.shopId, claimed.orderNumber, ports);
  const order = found?.shopId === principal.shopId ? found : null;
  const left = await ports.tools.countTry(principal.shopId, {
    kind: "proof",
    conversationId: principal.conversationId,
    contactId: principal.contactId,
    // However its number is spelt: other spellings of one order give no more tries.
    subjectKey: order?.orderId ?? orderNumberKey(claimed.orderNumber),
    limits: { perHour: settings.proofTriesPerHour, perHourOfShop: settings.proofTriesPerHourOfShop },
  });
  if (left === null) return { kind: "said", outcome: giveToPerson(tools, "proof-blocked") };
  const kind = checkProof(order, claimed.offered);
  if (!order || !kind) {
    const refused = noting(tools, "proof-refused", { triesLeft: left });
    return {
      kind: "said",
      outcome: left === 0 ? giveToPerson(refused, "proof-blocked") : askOnce(claimed, left, refused),
    };
  }
  const expiresAt = (ports.clock.now() + settings.proofHours * HOUR_MS) as Instant;
  const proven = noting(tools, "buyer-verified", { proof: kind, orderId: order.orderId });
  return {
    kind: "proven",
    tools: {
      ...proven,
      principal: { ...principal, provenOrders: [...principal.provenOrders, { orderId: order.orderId, expiresAt }] },
      proven: { ...proven.proven, prove: { orderId: order.orderId, kind, expiresAt } },
    },
  };
}

function askOnce({ purpose, orderNumber }: Claimed, left: number, tools: ToolTurn): TurnOutcome {
  const { turn } = tools;
  return say(tools, {
    text: turn.ports.texts.notice("tool-proof-wrong", turn.language, { left }),
    choices: wayOut(turn),
    form: createForm(turn, { purpose, asking: "proof", orderNumber }),
  });
}

/** The tries are used up: a person can ask for other proofs. */
export function giveToPerson(tools: ToolTurn, action: string): TurnOutcome {
  const handed = handOff(tools.turn, "proof-failed", null);
  const { audit } = noting(tools, action, {});
  const { openTicket, ...change } = handed.change;
  return {
    ...handed,
    change: {
      ...change,
      ...tools.proven,
      // The ticket's line must not carry what was typed as proof.
      ...(openTicket ? { openTicket: { ...openTicket, note: "" } } : {}),
      audit: [...change.audit, ...audit],
    },
  };
}

function noting(tools: ToolTurn, action: string, detail: AuditEntry["detail"]): ToolTurn {
  return { ...tools, audit: [...tools.audit, { actor: { kind: "assistant" }, action, detail }] };
}
