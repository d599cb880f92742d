/** One turn and its outcome: what the files of this folder that handle a turn hand one another. */
import type { TurnClaim } from "../contracts/conversation.ts";
import type { DeskSettings } from "../contracts/desk.ts";
import type { Language } from "../contracts/language.ts";
import type { Ports } from "../contracts/ports.ts";
import type { ConversationChange, Shop, TurnRecord } from "../contracts/stores.ts";

export type TurnPorts = Pick<
  Ports,
  | "conversations"
  | "tickets"
  | "desk"
  | "manners"
  | "shops"
  | "searchOf"
  | "nameThings"
  | "model"
  | "embedder"
  | "vectors"
  | "channels"
  | "doorbell"
  | "live"
  | "texts"
  | "knowledgeBase"
  | "feedback"
  | "commerce"
  | "tools"
  | "clock"
  | "ids"
  | "log"
  | "metrics"
>;

/** One turn with everything its actions need. */
export interface Turn {
  readonly claim: TurnClaim;
  /** What this action is about: all that is pending, or what remains of it beside a command. */
  readonly heard: TurnClaim["pending"];
  readonly shop: Shop;
  /** What the shop promises who waits for a person. */
  readonly desk: DeskSettings;
  readonly language: Language;
  readonly ports: TurnPorts;
  readonly signal: AbortSignal;
}

export interface TurnOutcome {
  readonly change: ConversationChange;
  readonly record: TurnRecord;
  /** The buyer may have gone on typing meanwhile: one answer to all of it is better. */
  readonly yieldsToNewer?: boolean;
}

export const NOTHING: TurnRecord = {
  outcome: "noticed",
  confidence: null,
  articleKeys: [],
  writtenBy: "notice",
  promptVersion: null,
  model: null,
  fault: null,
};
