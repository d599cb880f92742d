/** What is kept of tools: open forms, proofs, tries, proposals, how tokens are signed; and the store that keeps it. */
import type { Money } from "./commerce.ts";
import type {
  AgentId,
  Branded,
  ChannelAccountId,
  ContactId,
  ConversationId,
  CouponId,
  Instant,
  OrderId,
  ShopId,
} from "./ids.ts";
import type { Language } from "./language.ts";
import type { NewOutbound } from "./message.ts";
import type { AuditEntry } from "./stores.ts";
import type { BuyerIdentity, Principal, ProofKind, ToolSettings } from "./tools.ts";

export type ProposalId = Branded<"ProposalId">;

export const PROPOSAL_KINDS = ["cancel-order", "return-order", "refund", "change-address", "grant-coupon"] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

/** How the shop signs the tokens of the widget. */
export interface TokenKeys {
  readonly shopKey: string;
  /** HS256. */
  readonly secret: Uint8Array;
  /** SPKI in PEM, with the one algorithm it may be used with. */
  readonly publicKey: { readonly algorithm: "RS256" | "ES256"; readonly pem: string } | null;
}

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

export interface ProofTry {
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  /** What was asked about, normalised: tries are counted per order, too. */
  readonly subjectKey: string;
  readonly kind: "proof" | "coupon";
  readonly limits: { readonly perHour: number; readonly perHourOfShop: number };
}

/** An order this conversation may speak of from now on. */
export interface OrderProof {
  readonly orderId: OrderId;
  readonly kind: ProofKind;
  readonly expiresAt: Instant;
}

export interface ProposalDecision {
  readonly state: "approved" | "rejected";
  readonly agentId: AgentId;
  readonly reason: string | null;
  /** What the buyer is told. */
  readonly queue: readonly NewOutbound[];
  readonly audit: AuditEntry;
}

export type DecisionResult =
  | { readonly kind: "decided"; readonly proposal: Proposal }
  /** The same decision stood there already: nothing was written. */
  | { readonly kind: "repeated"; readonly proposal: Proposal }
  /** Decided otherwise, expired, or another proposal for the same thing was approved. */
  | { readonly kind: "refused"; readonly because: "decided-otherwise" | "expired" | "approved-elsewhere" }
  | { readonly kind: "unknown" };

/** Everything of tools that is kept. */
export interface ToolStore {
  settings(shopId: ShopId): Promise<ToolSettings>;
  saveSettings(shopId: ShopId, settings: ToolSettings): Promise<void>;
  /** Which kinds of things the shop has told us at all: a tool without data is not offered. */
  offers(shopId: ShopId): Promise<{ readonly orders: boolean; readonly products: boolean; readonly coupons: boolean }>;
  principal(shopId: ShopId, conversationId: ConversationId): Promise<Principal | null>;
  /** Counts the try before anything is compared. Null: no more tries for now; otherwise how many are left after it. */
  countTry(shopId: ShopId, attempt: ProofTry): Promise<number | null>;
  tokenKeys(shopId: ShopId): Promise<TokenKeys>;
  /** The old secret is worth nothing at once. */
  renewSecret(shopId: ShopId): Promise<TokenKeys>;
  setPublicKey(shopId: ShopId, key: TokenKeys["publicKey"]): Promise<void>;
  /** False: the token was used before, for another thread. */
  keepIdentity(
    shopId: ShopId,
    thread: { readonly accountId: ChannelAccountId; readonly threadKey: string },
    token: { readonly identity: BuyerIdentity; readonly tokenId: string },
  ): Promise<boolean>;
  /** Also one that has ended: the thread stays the buyer's. */
  findIdentity(shopId: ShopId, accountId: ChannelAccountId, threadKey: string): Promise<BuyerIdentity | null>;
  /** Newest first. */
  proposals(
    shopId: ShopId,
    filter: { readonly states?: readonly ProposalState[]; readonly limit: number },
  ): Promise<readonly Proposal[]>;
  getProposal(shopId: ShopId, proposalId: ProposalId): Promise<Proposal | null>;
  /** One transaction: the state, what the buyer is told, and the audit entry. However often and from wherever it is called. */
  decide(shopId: ShopId, proposalId: ProposalId, decision: ProposalDecision): Promise<DecisionResult>;
  /** A living or approved proposal with this key, if there is one. */
  findProposal(shopId: ShopId, onceKey: string): Promise<Proposal | null>;
}
