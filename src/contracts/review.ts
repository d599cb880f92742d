/** Quality review: a colleague reads a resolved case and says by a card how it was dealt with; who it is about may answer once. */
import type { AgentId, Branded, ConversationId, Instant, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { TicketCategory } from "./ticket.ts";

export type ReviewId = Branded<"ReviewId">;
export type DrawId = Branded<"DrawId">;

export interface Criterion {
  /** Stays when the criterion is called otherwise: figures are kept by it. */
  readonly key: string;
  /** How much it counts: 1 to 10. */
  readonly weight: number;
  /** As the shop calls it; null: as the console does, for the keys that ship. */
  readonly name: string | null;
  readonly hint: string | null;
}

/** What ships: the console has words for these in its languages. */
export const SHIPPED_CRITERIA = ["correct", "complete", "tone", "language", "process"] as const;

export const MAX_CRITERIA = 12;
export const MAX_WEIGHT = 10;

/** Never changed: a card that is changed is the next version, and reviews keep theirs. */
export interface ReviewCard {
  readonly version: number;
  readonly criteria: readonly Criterion[];
}

export const MARKS = ["met", "partly", "not-met", "not-applicable"] as const;
export type Mark = (typeof MARKS)[number];

export interface CriterionMark {
  readonly key: string;
  readonly mark: Mark;
  readonly comment: string;
}

/** Why a case is in the sample. */
export type DrawnWhy = "bad-score" | "broken-promise" | "chance";

export interface NewDraw {
  readonly drawId: DrawId;
  /** The same seed draws the same cases from the same ones. */
  readonly seed: string;
  readonly resolvedFrom: Instant;
  readonly resolvedUntil: Instant;
  readonly perAgent: number;
}

/** A case as who reviews it finds it. */
export interface ReviewedCase {
  readonly reviewId: ReviewId;
  readonly ticketId: TicketId;
  readonly conversationId: ConversationId;
  readonly ticketNumber: number;
  readonly language: Language;
  readonly category: TicketCategory;
  readonly resolvedAt: Instant | null;
  readonly agentId: AgentId;
  readonly agentName: string;
  readonly why: DrawnWhy;
  readonly score: number | null;
}

export interface WaitingReview extends ReviewedCase {
  readonly seed: string;
}

export interface DoneReview extends ReviewedCase {
  readonly reviewerName: string;
  readonly reviewedAt: Instant;
  readonly card: ReviewCard;
  readonly marks: readonly CriterionMark[];
  readonly comment: string;
  /** Out of 100, by the weights of its card. */
  readonly points: number;
  readonly answer: string | null;
  readonly answeredAt: Instant | null;
}

/** One to be written, or one that is there. */
export type Review =
  | { readonly kind: "waiting"; readonly review: WaitingReview }
  | { readonly kind: "done"; readonly review: DoneReview };

/** Fewer reviews are no average, they are single cases. */
export const MIN_AVERAGED = 5;

export interface ReviewAverage {
  readonly agentId: AgentId;
  readonly agentName: string;
  /** Null: over all of them, by weight. */
  readonly criterion: string | null;
  readonly reviews: number;
  /** Out of 100; null below `MIN_AVERAGED`. */
  readonly average: number | null;
}

export interface WrittenReview {
  readonly reviewId: ReviewId;
  readonly cardVersion: number;
  readonly marks: readonly CriterionMark[];
  readonly comment: string;
  readonly points: number;
}

export interface ReviewListView {
  readonly reviews: readonly DoneReview[];
}

export interface ReviewQueueView {
  readonly waiting: readonly WaitingReview[];
}

export interface ReviewResultsView extends ReviewListView {
  readonly days: number;
  readonly averages: readonly ReviewAverage[];
  /** Of every criterion that stands in `averages`, as the newest card that has it says. */
  readonly criteria: readonly Criterion[];
}

export interface ReviewStore {
  /** The newest; `shipped` becomes the first when there is none. */
  card(shopId: ShopId, shipped: readonly Criterion[]): Promise<ReviewCard>;
  cardOf(shopId: ShopId, version: number): Promise<ReviewCard | null>;
  /** The next version after `basedOn`; false when somebody else has made it. */
  saveCard(shopId: ShopId, basedOn: number, criteria: readonly Criterion[], by: AgentId): Promise<boolean>;
  /**
   * Draws cases that were resolved in the time and never drawn, so many per agent: by chance, those with a bad score or
   * a broken promise more often, and none in which who draws has written. Returns how many.
   */
  draw(shopId: ShopId, draw: NewDraw, by: AgentId): Promise<number>;
  /** Those that wait for this reviewer: none in which they have had a part. */
  waiting(shopId: ShopId, reviewerId: AgentId, limit: number): Promise<readonly WaitingReview[]>;
  waitingOne(shopId: ShopId, reviewerId: AgentId, reviewId: ReviewId): Promise<WaitingReview | null>;
  /** False when it waits no more, or the reviewer has had a part in the case. */
  write(shopId: ShopId, written: WrittenReview, by: AgentId): Promise<boolean>;
  skip(shopId: ShopId, reviewId: ReviewId, by: AgentId): Promise<boolean>;
  /** False when it is not this agent's, not written yet, or answered before. */
  answer(shopId: ShopId, reviewId: ReviewId, answer: string, by: AgentId): Promise<boolean>;
  /** Newest first. What is left out is not looked at. */
  done(
    shopId: ShopId,
    filter: {
      readonly reviewId?: ReviewId;
      readonly agentId?: AgentId;
      readonly since?: Instant;
      readonly limit: number;
    },
  ): Promise<readonly DoneReview[]>;
  averages(shopId: ShopId, since: Instant): Promise<readonly ReviewAverage[]>;
  /** Every criterion that ever was, as the newest card that has it says. */
  criteria(shopId: ShopId): Promise<readonly Criterion[]>;
}
