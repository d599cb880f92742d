/** What buyers tell us about the knowledge: questions it has no answer to, and what they thought of those it gave. */
import type { AgentId, ArticleKey, Branded, ConversationId, Instant, OutboundId, ShopId, TurnId } from "./ids.ts";
import type { Language } from "./language.ts";

export type Rating = "up" | "down";

/** A tap on one of the two buttons under an answer. */
export interface RatingChoice {
  readonly rating: Rating;
  readonly outboundId: OutboundId;
}

export type QuestionGroupId = Branded<"QuestionGroupId">;

export const GROUP_STATES = ["open", "drafted", "done", "dismissed"] as const;
export type GroupState = (typeof GROUP_STATES)[number];

/** A turn that ended without an answer because the knowledge had none. */
export interface UnansweredTurn {
  readonly turnId: TurnId;
  readonly conversationId: ConversationId;
  readonly language: Language;
  /** The buyer's own words, not masked yet. */
  readonly text: string;
  readonly outcome: "clarified" | "handed-off";
  readonly askedAt: Instant;
}

export interface UnansweredQuestion extends Omit<UnansweredTurn, "text"> {
  /** Without what identifies a person. */
  readonly text: string;
}

export interface QuestionGroup {
  readonly groupId: QuestionGroupId;
  readonly state: GroupState;
  /** The article that was written for it. */
  readonly articleKey: ArticleKey | null;
  /** What was found, though it did not answer: `<articleKey>#<passage>`. */
  readonly nearestKey: string | null;
  readonly language: Language;
  /** The first wording. */
  readonly sample: string;
  readonly count: number;
  /** Asked again after the group was done: the article did not help. */
  readonly countSinceDone: number;
  readonly lastAskedAt: Instant;
  readonly doneAt: Instant | null;
  /** Newest first, at most a few of each language. */
  readonly questions: readonly Pick<UnansweredQuestion, "language" | "text" | "askedAt" | "conversationId">[];
}

export interface NewQuestionGroup {
  readonly groupId: QuestionGroupId;
  readonly nearestKey: string | null;
  readonly language: Language;
  readonly sample: string;
}

export interface ArticleFigures {
  readonly articleKey: ArticleKey;
  readonly answered: number;
  readonly up: number;
  readonly down: number;
}

/** An answer an article gave, newest first. */
export interface RatedAnswer {
  readonly question: string;
  readonly language: Language;
  readonly rating: Rating | null;
  readonly at: Instant;
  readonly conversationId: ConversationId;
}

export interface KnowledgeFeedback {
  /**
   * Turns since `since` that lacked knowledge and are in no group yet, oldest first. One that asked back counts once
   * the buyer has had `settleMs` to choose and nothing was answered after it.
   */
  unsettled(shopId: ShopId, since: Instant, settleMs: number, limit: number): Promise<readonly UnansweredTurn[]>;
  /** Puts the question into the group, which is made first when it is new. A turn is in one group for ever. */
  group(shopId: ShopId, question: UnansweredQuestion, group: QuestionGroupId | NewQuestionGroup): Promise<void>;
  /** Most asked first. */
  groups(shopId: ShopId, states: readonly GroupState[], limit: number): Promise<readonly QuestionGroup[]>;
  getGroup(shopId: ShopId, groupId: QuestionGroupId): Promise<QuestionGroup | null>;
  /** False when there is no such group. With its audit row. */
  moveGroup(
    shopId: ShopId,
    groupId: QuestionGroupId,
    move: { readonly state: GroupState; readonly articleKey?: ArticleKey; readonly by: AgentId | null },
  ): Promise<boolean>;
  /** An article was published: the groups it was written for are done, and watched from now on. */
  closeGroups(shopId: ShopId, articleKeys: readonly ArticleKey[], by: AgentId | null): Promise<void>;
  /** What the colleagues answered in the conversations of a group: the facts for an article. Newest first. */
  agentReplies(shopId: ShopId, groupId: QuestionGroupId, limit: number): Promise<readonly string[]>;
  /** What the buyer said of this answer before. */
  ratingOf(shopId: ShopId, outboundId: OutboundId): Promise<Rating | null>;
  /** What each article answered since then, and how that was rated. */
  figures(shopId: ShopId, since: Instant): Promise<readonly ArticleFigures[]>;
  answersOf(shopId: ShopId, articleKey: ArticleKey, limit: number): Promise<readonly RatedAnswer[]>;
}
