/** What buyers think of a case once it is over: a score from 1 to 5 and a word, asked for once. */
import type { Instant, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";

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

export interface ScoreGroup {
  readonly dimension: ScoreDimension;
  /** "de", "telegram", "delivery", an agent's name, why the case was handed over. */
  readonly value: string;
  readonly asked: number;
  readonly scored: number;
  /** Of those that are scored; null without any. */
  readonly average: number | null;
  /** Scores of 1 and 2. */
  readonly low: number;
}

export interface LowScore {
  readonly ticketNumber: number;
  readonly score: Score;
  readonly comment: string | null;
  readonly language: Language;
  readonly category: string;
  readonly reason: string;
  readonly scoredAt: Instant;
}

export interface ScoreReport {
  readonly groups: readonly ScoreGroup[];
  /** The newest fifty. */
  readonly low: readonly LowScore[];
}

export interface ScoreStore {
  /** Null for a ticket whose buyer was never asked. */
  scoreOf(shopId: ShopId, ticketId: TicketId): Promise<TicketScore | null>;
  /** Null for a ticket that is not there, or is open. */
  afterCase(shopId: ShopId, ticketId: TicketId, askedWithinMs: number): Promise<AfterCase | null>;
  /** Of those asked since, in groups, the largest first. */
  scoresBy(shopId: ShopId, since: Instant): Promise<ScoreReport>;
}
