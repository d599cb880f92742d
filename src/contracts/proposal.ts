/** What a turn with a tool leaves behind: an open form, a proof, a proposal. */
import type { Money } from "./commerce.ts";
import type { AgentId, Branded, ContactId, ConversationId, CouponId, Instant, OrderId, ShopId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { ProofKind } from "./tools.ts";

export type ProposalId = Branded<"ProposalId">;

export const PROPOSAL_KINDS = ["cancel-order", "return-order", "refund", "change-address", "grant-coupon"] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

/** What an open form is for. */
export const FORM_PURPOSES = [
  "order-status",
  "cancel-order",
  "return-order",
  "refund",
  "change-address",
  "coupon-check",
] as const;
export type FormPurpose = (typeof FORM_PURPOSES)[number];

/** What the buyer was asked for last. */
export type FormQuestion = "order-number" | "order-choice" | "proof" | "coupon-code" | "address" | "confirmation";

/** A form in chat that is not filled in yet. Kept with the conversation. */
export interface ToolForm {
  readonly purpose: FormPurpose;
  readonly asking: FormQuestion;
  /** As typed. Never proof that such an order exists. */
  readonly orderNumber: string | null;
  /** Set once the buyer may see the order. */
  readonly orderId: OrderId | null;
  readonly address: string | null;
  readonly expiresAt: Instant;
}

export interface NewProposal {
  readonly proposalId: ProposalId;
  readonly kind: ProposalKind;
  readonly orderId: OrderId | null;
  readonly orderNumber: string | null;
  readonly amount: Money | null;
  readonly couponId: CouponId | null;
  readonly couponCode: string | null;
  /** The new address; personal data, for agents only. */
  readonly detail: string | null;
  readonly language: Language;
  /** The same wish twice is one proposal. */
  readonly onceKey: string;
  readonly expiresAt: Instant;
  /** Set when a rule of the shop approves it at once. */
  readonly rule: string | null;
}

export type ProposalState = "open" | "approved" | "rejected" | "expired";

export interface Proposal extends NewProposal {
  readonly shopId: ShopId;
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  readonly state: ProposalState;
  readonly createdAt: Instant;
  readonly decidedAt: Instant | null;
  readonly decidedBy: AgentId | null;
  readonly reason: string | null;
}

/** An order this conversation may speak of from now on. */
export interface OrderProof {
  readonly orderId: OrderId;
  readonly kind: ProofKind;
  readonly expiresAt: Instant;
}
