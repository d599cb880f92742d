/** What a case is about and how soon a person must look at it: by what the buyer said, who says it, what is at stake. */
import type { ProposalKind } from "../contracts/proposal.ts";
import {
  type HandoffReason,
  TICKET_PRIORITIES,
  type TicketCategory,
  type TicketPriority,
} from "../contracts/ticket.ts";

export interface TriageInput {
  /** The cues of everything the buyer said in this turn, see routing/match-cues. */
  readonly cues: ReadonlySet<string>;
  /** What was said, see routing/find-subjects: of this turn, or else of what the buyer said before. */
  readonly subjects: ReadonlySet<string>;
  /** Of this turn. */
  readonly moods: ReadonlySet<string>;
  readonly reason: HandoffReason;
}

/** Why this buyer's case counts for more than its words say. */
export type Weight = "vip" | "high-value" | "repeat-contact";
/** Written into a ticket by the program, so that an agent sees why it stands where it stands. */
export type TriageTag = "angry" | Weight;

export interface Triage {
  readonly priority: TicketPriority;
  readonly category: TicketCategory;
  readonly tags: readonly TriageTag[];
}

/** Somebody may be hurt, or a term set by others is running. */
const URGENT_CUES = ["self-harm", "safety", "legal", "dispute", "authority"] as const;

/**
 * The most specific first, when a message speaks of several: "the wrong one came, I send it back and want my money" is
 * about the wrong one. What somebody may be hurt by, and what others set terms for, goes before everything.
 */
const CATEGORY_OF_SIGN: readonly (readonly [string, TicketCategory])[] = [
  ["safety", "safety"],
  ["self-harm", "safety"],
  ["legal", "legal"],
  ["authority", "account"],
  ["dispute", "payment"],
  ["about-wrong-item", "wrong-item"],
  ["about-missing-item", "missing-item"],
  ["about-damaged", "damaged"],
  // "I ordered a cup and got a broken one" is broken; "ordered blue and got green" is the wrong one.
  ["got-other", "wrong-item"],
  ["about-payment", "payment"],
  ["about-order-change", "order-change"],
  ["about-refund", "refund"],
  ["about-return", "return"],
  ["about-account", "account"],
  ["payment-word", "payment"],
  ["about-delivery", "delivery"],
  ["about-product", "product"],
];

const CATEGORY_OF_REASON: Readonly<Partial<Record<HandoffReason, TicketCategory>>> = {
  "self-harm": "safety",
  safety: "safety",
  legal: "legal",
  "bank-dispute": "payment",
  "data-protection": "account",
};

/** What the buyer has confirmed by a button: no words say it better. */
export const CATEGORY_OF_PROPOSAL: Readonly<Record<ProposalKind, TicketCategory>> = {
  "cancel-order": "order-change",
  "change-address": "order-change",
  "return-order": "return",
  refund: "refund",
  "grant-coupon": "other",
};

export function triageMessage(input: TriageInput): Triage {
  const isAngry = input.moods.size > 0;
  return {
    priority: choosePriority(input.cues, isAngry),
    category: chooseCategory(input),
    tags: isAngry ? ["angry"] : [],
  };
}

/** One step up, once, whatever the number of reasons: who is rich and writes often is not in danger. Never down. */
export function raisePriority(priority: TicketPriority, weights: readonly Weight[]): TicketPriority {
  return weights.length === 0 ? priority : oneStepUp(priority);
}

export function oneStepUp(priority: TicketPriority): TicketPriority {
  return TICKET_PRIORITIES[Math.max(0, TICKET_PRIORITIES.indexOf(priority) - 1)] ?? priority;
}

function choosePriority(cues: ReadonlySet<string>, isAngry: boolean): TicketPriority {
  if (URGENT_CUES.some((cue) => cues.has(cue))) return "urgent";
  if (cues.has("complaint")) return cues.has("urgent") ? "urgent" : "high";
  return cues.has("press") || isAngry ? "high" : "normal";
}

function chooseCategory({ cues, subjects, reason }: TriageInput): TicketCategory {
  const said = CATEGORY_OF_SIGN.find(([sign]) => cues.has(sign) || subjects.has(sign))?.[1];
  return said ?? CATEGORY_OF_REASON[reason] ?? "other";
}
