/** The store of tools: a shop's rules, who a buyer has proven to be, tries that are counted, proposals. */
import type { AgentId, ChannelAccountId, ContactId, ConversationId, ShopId } from "./ids.ts";
import type { NewOutbound } from "./message.ts";
import type { Proposal, ProposalId, ProposalState } from "./proposal.ts";
import type { AuditEntry } from "./stores.ts";
import type { BuyerIdentity, Principal, TokenKeys, ToolSettings } from "./tools.ts";

export interface ProofTry {
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  /** What was asked about, normalised: tries are counted per order, too. */
  readonly subjectKey: string;
  readonly kind: "proof" | "coupon";
  readonly limits: { readonly perHour: number; readonly perHourOfShop: number };
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
    filter: {
      readonly states?: readonly ProposalState[];
      readonly conversationId?: ConversationId;
      readonly limit: number;
    },
  ): Promise<readonly Proposal[]>;
  getProposal(shopId: ShopId, proposalId: ProposalId): Promise<Proposal | null>;
  /** One transaction: the state, what the buyer is told, and the audit entry. However often and from wherever it is called. */
  decide(shopId: ShopId, proposalId: ProposalId, decision: ProposalDecision): Promise<DecisionResult>;
  /** A living or approved proposal with this key, if there is one. */
  findProposal(shopId: ShopId, onceKey: string): Promise<Proposal | null>;
}
