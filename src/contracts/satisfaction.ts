/** What buyers think of a case once it is over: a score from 1 to 5 and a word, asked for once. */
import type { AgentId, Branded, Instant, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { TicketCategory } from "./ticket.ts";

export const SCORES = [1, 2, 3, 4, 5] as const;
export type Score = (typeof SCORES)[number];

/** Of the ticket's own conversation; any other is left alone. The last score counts. */
export type ScoreChange =
  | { readonly kind: "asked"; readonly ticketId: TicketId }
  /** `tag` is put on the ticket, also on one that is over. */
  | { readonly kind: "scored"; readonly ticketId: TicketId; readonly score: Score; readonly tag: string | null }
  /** Added behind what was said before. */
  | { readonly kind: "commented"; readonly ticketId: TicketId; readonly comment: string };

export interface TicketScore {
  readonly ticketId: TicketId;
  readonly score: Score | null;
  readonly comment: string | null;
  readonly askedAt: Instant;
  readonly scoredAt: Instant | null;
}

/** What has happened since a ticket was resolved. */
export interface AfterCase {
  readonly hasWritten: boolean;
  /** This contact has been asked for a score in the time before, in whatever conversation. */
  readonly wasAsked: boolean;
  /** The conversation has had another ticket since. */
  readonly isFollowed: boolean;
}

export const SCORE_DIMENSIONS = ["language", "channel", "category", "agent", "reason"] as const;
export type ScoreDimension = (typeof SCORE_DIMENSIONS)[number];

/** Scores that count as good; at and below `LOW_SCORE` they are bad. */
export const GOOD_SCORE = 4;
export const LOW_SCORE = 2;

export interface ScoreGroup {
  readonly dimension: ScoreDimension;
  /** Tells two agents of one name apart; otherwise the value. */
  readonly key: string;
  /** "de", "telegram", "delivery", an agent's name, why the case was handed over. */
  readonly value: string;
  readonly asked: number;
  readonly scored: number;
  /** Of those that are scored; null without any. */
  readonly average: number | null;
  readonly good: number;
  readonly low: number;
}

/** Whether anybody has done something about a bad score since: an answer to the buyer, or a note. */
export type FollowUp = "none" | "open-again" | "done";

export interface LowScore {
  readonly ticketId: TicketId;
  readonly ticketNumber: number;
  readonly score: Score;
  readonly comment: string | null;
  readonly language: Language;
  readonly category: TicketCategory;
  readonly reason: string;
  readonly agentName: string | null;
  readonly scoredAt: Instant;
  readonly followUp: FollowUp;
}

export interface ScoreReport {
  readonly groups: readonly ScoreGroup[];
  /** Fifty: those nobody has done anything about come first, then the newest. */
  readonly low: readonly LowScore[];
  /** How many nobody has done anything about. */
  readonly unfollowed: number;
}

/** What buyers say about how they were dealt with, beside what their cases are about. */
export const SERVICE_SUBJECTS = ["slow-answer", "unfriendly", "not-solved", "not-understood", "praise"] as const;
export type ServiceSubject = (typeof SERVICE_SUBJECTS)[number];
export type ScoreSubject = ServiceSubject | TicketCategory;

export type ReasonId = Branded<"ReasonId">;

/** Words behind a score, to be put with those that say the same. */
export interface ScoreWords {
  readonly ticketId: TicketId;
  readonly words: string;
  readonly score: Score | null;
  readonly language: Language;
  /** Of the ticket. */
  readonly category: TicketCategory;
}

export interface KnownReason {
  readonly reasonId: ReasonId;
  readonly subject: ScoreSubject;
  readonly nearestKey: string | null;
  readonly wordings: readonly { readonly language: Language; readonly text: string }[];
}

export type NewReason = Omit<KnownReason, "wordings">;

/** Wordings that say the same. */
export interface ReasonWords {
  readonly reasonId: ReasonId;
  readonly scored: number;
  readonly low: number;
  /** The newest few. */
  readonly examples: readonly {
    readonly ticketId: TicketId;
    readonly ticketNumber: number;
    readonly language: Language;
    readonly score: Score;
    readonly words: string;
  }[];
}

/** Every score is in one: by what its words say, or else by what its case is about. */
export interface ScoreReason {
  readonly subject: ScoreSubject;
  readonly scored: number;
  readonly good: number;
  readonly low: number;
  /** How many of them have words. */
  readonly worded: number;
  /** The largest few. */
  readonly words: readonly ReasonWords[];
}

/** One score, as it is exported. */
export interface ScoreRecord {
  readonly ticketNumber: number;
  readonly askedAt: Instant;
  readonly scoredAt: Instant | null;
  readonly score: Score | null;
  readonly channel: string;
  readonly language: string;
  readonly category: string;
  readonly agentName: string | null;
  readonly reason: string;
  readonly subject: string | null;
  readonly words: string | null;
}

/** A share of a whole and where it lies in 19 of 20 samples (Wilson's interval). */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  readonly from: number;
  readonly to: number;
}

export interface SatisfactionGroup extends ScoreGroup {
  /** Null without a score. */
  readonly goodShare: Share | null;
}

export interface SatisfactionView {
  readonly days: number;
  readonly asked: number;
  readonly scored: number;
  readonly low: number;
  readonly goodShare: Share | null;
  readonly groups: readonly SatisfactionGroup[];
  readonly reasons: readonly ScoreReason[];
  readonly lowScores: readonly LowScore[];
  readonly unfollowed: number;
  /** Null: this shop's buyers are not asked. */
  readonly asksAfterMinutes: number | null;
}

export interface ScoreStore {
  /** Null for a ticket whose buyer was never asked. */
  scoreOf(shopId: ShopId, ticketId: TicketId): Promise<TicketScore | null>;
  /** Null for a ticket that is not there, or is open. */
  afterCase(shopId: ShopId, ticketId: TicketId, askedWithinMs: number): Promise<AfterCase | null>;
  /** Of those asked since, in groups, the largest first. */
  scoresBy(shopId: ShopId, since: Instant): Promise<ScoreReport>;
  /** Of those asked since: those with the most bad scores first. */
  scoreReasons(shopId: ShopId, since: Instant): Promise<readonly ScoreReason[]>;
  /** Words that are in no group yet, oldest first. */
  unsortedWords(shopId: ShopId, limit: number): Promise<readonly ScoreWords[]>;
  /** Groups of these subjects, those with the newest words first. */
  knownReasons(shopId: ShopId, subjects: readonly ScoreSubject[], limit: number): Promise<readonly KnownReason[]>;
  /** Nothing happens when somebody else has sorted them, or there are more words by now. */
  sortWords(shopId: ShopId, words: Pick<ScoreWords, "ticketId" | "words">, reason: NewReason): Promise<void>;
  /** Of those asked since, newest first; that they were taken out is noted. */
  exportScores(
    shopId: ShopId,
    wanted: { readonly since: Instant; readonly limit: number },
    by: AgentId,
  ): Promise<readonly ScoreRecord[]>;
}
