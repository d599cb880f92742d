/** What a shop may spend on models in a day, and the questions a model proposed for its articles. */
import type { ArticleKey, Branded, Instant, ShopId } from "./ids.ts";
import type { Language } from "./language.ts";

/** In millionths of the currency unit that the shop pays in, per token. */
export interface ModelPrice {
  readonly inputMicros: number;
  readonly outputMicros: number;
}

/** Null: no limit of that kind. */
export interface BudgetLimits {
  readonly maxTokens: number | null;
  readonly maxCostMicros: number | null;
}

export interface BudgetAmount {
  readonly tokens: number;
  readonly costMicros: number;
}

/** Set aside for one call. If its process dies, the estimate stands: it was probably spent. */
export interface Reservation {
  readonly shopId: ShopId;
  /** `YYYY-MM-DD` in UTC by the database's clock: a call is paid by the day it began on. */
  readonly day: string;
  readonly amount: BudgetAmount;
}

export type Reserved =
  | { readonly kind: "reserved"; readonly reservation: Reservation }
  | { readonly kind: "exhausted"; readonly day: string };

export interface BudgetDay extends BudgetAmount {
  readonly day: string;
  readonly calls: number;
  readonly refusedCalls: number;
  readonly limits: BudgetLimits;
}

/** A shop's own wishes; null: what the installation's settings and `prompts/voice.md` say. */
export interface ModelWishes {
  readonly voice: string | null;
  readonly limits: BudgetLimits;
}

/** Counted over all processes of an installation. */
export interface ModelBudget {
  /** Adds the amount to the day, unless that would pass a limit. Without a limit it costs no way to the database. */
  reserve(shopId: ShopId, amount: BudgetAmount): Promise<Reserved>;
  /** Puts what was really used in the place of the estimate. */
  settle(reservation: Reservation, used: BudgetAmount): Promise<void>;
  today(shopId: ShopId): Promise<BudgetDay>;
  wishes(shopId: ShopId): Promise<ModelWishes>;
  /** Counts within seconds, in every process. What is left out stays. */
  saveWishes(shopId: ShopId, wishes: Partial<ModelWishes>): Promise<void>;
}

export type ProposalId = Branded<"ProposalId">;

export const PROPOSAL_STATES = ["proposed", "approved", "rejected"] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

export interface NewQuestionProposal {
  readonly articleKey: ArticleKey;
  readonly language: Language;
  readonly text: string;
}

export interface QuestionProposal extends NewQuestionProposal {
  readonly proposalId: ProposalId;
  readonly state: ProposalState;
  readonly model: string;
  readonly promptVersion: string;
  readonly proposedAt: Instant;
  readonly decidedAt: Instant | null;
}

/** Questions that a model wrote for articles; once approved they are indexed like the article's own. */
export interface QuestionStore {
  /** Returns how many were new: the same words for the same article and language are kept once, rejected ones too. */
  propose(
    shopId: ShopId,
    questions: readonly NewQuestionProposal[],
    writer: { readonly model: string; readonly promptVersion: string },
  ): Promise<number>;
  /** Oldest first. */
  list(
    shopId: ShopId,
    filter: { readonly state?: ProposalState; readonly articleKey?: ArticleKey; readonly language?: Language },
  ): Promise<readonly QuestionProposal[]>;
  /** With its audit row, in one transaction; null when there is no such proposal. Deciding anew is allowed. */
  decide(shopId: ShopId, proposalId: ProposalId, state: "approved" | "rejected"): Promise<QuestionProposal | null>;
}
