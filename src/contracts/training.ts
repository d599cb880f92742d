/** Practising with simulated buyers: what a case asks of an agent, how far it has come, and what it was worth. */
import type { AgentId, Branded, ConversationId, Instant, ShopId, TicketId } from "./ids.ts";
import type { Language } from "./language.ts";
import type { Opening } from "./manner.ts";
import type { TicketCategory, TicketPriority } from "./ticket.ts";

export type TrainingRunId = Branded<"TrainingRunId">;

/** "calm" leaves twice the time, "brisk" half of it. */
export const TRAINING_SPEEDS = ["calm", "usual", "brisk"] as const;
export type TrainingSpeed = (typeof TRAINING_SPEEDS)[number];

/** So many buyers at once, when they are drawn. */
export const MIX_SIZE = 3;

/** What an answer must hold. `numbers`: one of them, in digits of any script; empty: the words alone. */
export interface TrainingFact {
  readonly factKey: string;
  readonly numbers: readonly string[];
}

/** The buyer says something and waits until these facts were said. */
export interface TrainingStep {
  readonly line: "first" | "second";
  readonly facts: readonly TrainingFact[];
}

/** Without words: the same in every language. */
export interface TrainingCase {
  readonly caseKey: string;
  readonly category: TicketCategory;
  readonly priority: TicketPriority;
  /** At least one of them is expected, when there are any. */
  readonly tags: readonly string[];
  /** The next colleague needs to know: a note is expected. */
  readonly wantsNote: boolean;
  /** Something went wrong, so what the market wants to read first is looked at. */
  readonly isUpset: boolean;
  /** The first answer is expected within so many seconds, each later one too. */
  readonly answerWithinS: number;
  /** From its second step on the buyer writes another language. */
  readonly switchesLanguage: boolean;
  readonly steps: readonly TrainingStep[];
}

/** What a case is in one language. */
export interface TrainingLines {
  /** The buyer's name. */
  readonly name: string;
  readonly first: string;
  readonly second: string;
  /** What the shop's rules say: where the expected facts stand. */
  readonly rule: string;
  /** By fact: stems, one of which an answer holds. */
  readonly facts: Readonly<Record<string, readonly string[]>>;
}

/** What every buyer may say, by what the agent did. */
export const SHARED_LINES = ["waiting", "leaves", "missing", "foreign", "cold", "thanks"] as const;
export type SharedLine = (typeof SHARED_LINES)[number];

export interface TrainingScript {
  readonly shared: Readonly<Record<SharedLine, string>>;
  /** Stems of regret, and of understanding. */
  readonly apology: readonly string[];
  readonly empathy: readonly string[];
  readonly cases: Readonly<Record<string, TrainingLines>>;
}

export interface TrainingBook {
  readonly cases: readonly TrainingCase[];
  readonly scripts: ReadonlyMap<Language, TrainingScript>;
}

/** Satisfied: all was said. Settled: something was not, and the buyer gave up asking. */
export type TrainingEnd = "satisfied" | "settled" | "left" | "closed-early" | "ended";

/** A line the buyer is about to say, and those that were said. Moments are of the run's own clock. */
export interface TrainingSaid {
  readonly line: TrainingStep["line"] | SharedLine;
  readonly language: Language;
  readonly atMs: number;
}

/** How far one buyer has come. All moments are milliseconds of the run's clock, which stands still while nobody serves. */
export interface TrainingProgress {
  readonly caseKey: string;
  readonly conversationId: ConversationId;
  readonly ticketId: TicketId;
  readonly arrivesAtMs: number;
  /** In the order in which they are said; `said` of them have been. */
  readonly lines: readonly TrainingSaid[];
  readonly said: number;
  readonly step: number;
  /** The language the buyer writes now. */
  readonly language: Language;
  /** Facts that were said, by their keys. */
  readonly found: readonly string[];
  /** The newest of the agent's messages that was read. */
  readonly readSeq: number;
  /** Null: it is the buyer's turn to write. */
  readonly waitingSinceMs: number | null;
  /** Within this step: how often the buyer was told too little, and has asked whether anybody is there. */
  readonly misses: number;
  readonly nudges: number;
  readonly firstReplyMs: number | null;
  /** Answers that came in time, and later. */
  readonly kept: number;
  readonly late: number;
  readonly foreign: number;
  readonly end: TrainingEnd | null;
}

/** Why points were given or not. `expected` names what would have been right. */
export interface TrainingMark {
  readonly criterion: TrainingCriterion;
  readonly points: number;
  readonly outOf: number;
  /** A word of a closed list, which the page puts into a sentence. */
  readonly reason: string;
  readonly expected: Readonly<Record<string, string | number>>;
}

export const TRAINING_CRITERIA = [
  "answer-time",
  "taken",
  "facts",
  "language",
  "manner",
  "sorted",
  "note",
  "promises",
] as const;
export type TrainingCriterion = (typeof TRAINING_CRITERIA)[number];

/** A passage that was not said, in the buyer's language and in the agent's. */
export interface TrainingCitation {
  readonly factKey: string;
  readonly numbers: readonly string[];
  readonly words: readonly string[];
  readonly passage: string;
  readonly passageForAgent: string;
}

export interface TrainingCaseCard {
  readonly caseKey: string;
  readonly buyer: string;
  readonly language: Language;
  readonly end: TrainingEnd;
  readonly score: number;
  readonly marks: readonly TrainingMark[];
  readonly missed: readonly TrainingCitation[];
}

export interface TrainingCard {
  /** 0 to 100. */
  readonly score: number;
  readonly cases: readonly TrainingCaseCard[];
}

export type TrainingEndedBy = "agent" | "time" | "new-run";

export interface TrainingRun {
  readonly shopId: ShopId;
  readonly runId: TrainingRunId;
  readonly agentId: AgentId;
  readonly practiceShopId: ShopId;
  readonly language: Language;
  /** In which the agent reads the rules. */
  readonly reads: Language;
  readonly speed: TrainingSpeed;
  readonly isMix: boolean;
  readonly startedAt: Instant;
  readonly tickedAt: Instant;
  readonly clockMs: number;
  readonly progress: readonly TrainingProgress[];
  readonly endedAt: Instant | null;
  readonly endedBy: TrainingEndedBy | null;
  readonly card: TrainingCard | null;
  /** What a model adds; it changes no score. */
  readonly comment: string | null;
}

export interface TrainingRunSummary
  extends Pick<TrainingRun, "runId" | "agentId" | "language" | "speed" | "isMix" | "startedAt" | "endedAt"> {
  readonly agentName: string;
  readonly caseKeys: readonly string[];
  readonly score: number | null;
}

/** What an agent did with one case, as its tables tell. */
export interface TrainingDeeds {
  readonly category: TicketCategory;
  readonly priority: TicketPriority;
  readonly tags: readonly string[];
  /** Notes of the agent's own. */
  readonly notes: number;
  /** Taken or assigned before the first answer went out, by a step of its own. */
  readonly wasTakenFirst: boolean;
  /** In order; what the buyer read. */
  readonly replies: readonly { readonly text: string; readonly seq: number }[];
  readonly opening: Opening | null;
  readonly avoid: readonly string[];
}

export interface TrainingStore {
  /** The practice shop of an agent, made when there is none, with the agent and the trainer in it. */
  ensurePractice(
    home: ShopId,
    agent: { readonly agentId: AgentId; readonly name: string; readonly email: string },
  ): Promise<ShopId>;
  /** With an audit entry. False when the agent has an open run. */
  start(run: Omit<TrainingRun, "tickedAt" | "clockMs" | "endedAt" | "endedBy" | "card" | "comment">): Promise<boolean>;
  /** From now on this session practises, with an audit entry; false when the run is over or another agent's. */
  attach(shopId: ShopId, run: Pick<TrainingRun, "runId" | "agentId">, sessionHash: string): Promise<boolean>;
  openOf(shopId: ShopId, agentId: AgentId): Promise<TrainingRun | null>;
  get(shopId: ShopId, runId: TrainingRunId): Promise<TrainingRun | null>;
  /** The newest first; of everybody without `agentId`. */
  list(
    shopId: ShopId,
    options: { readonly agentId?: AgentId; readonly limit: number },
  ): Promise<readonly TrainingRunSummary[]>;
  /** Open runs of the practice shop's home, which are what a worker goes on with. */
  openIn(practiceShopId: ShopId): Promise<TrainingRun | null>;
  /** False when somebody else was faster, or the run is over. */
  tick(
    run: Pick<TrainingRun, "shopId" | "runId" | "tickedAt">,
    next: Pick<TrainingRun, "clockMs" | "progress"> & { readonly at: Instant },
  ): Promise<boolean>;
  /** Ends the run, and with it the practising of its sessions, and leaves no case of it open; with an audit entry. False when it is over. */
  end(
    run: Pick<TrainingRun, "shopId" | "runId" | "agentId" | "practiceShopId">,
    how: {
      readonly endedBy: TrainingEndedBy;
      readonly card: TrainingCard;
      readonly progress: readonly TrainingProgress[];
    },
  ): Promise<boolean>;
  comment(shopId: ShopId, runId: TrainingRunId, comment: string): Promise<void>;
  /** The place in which a simulated buyer speaks; the same for the same thread. */
  openThread(
    practiceShopId: ShopId,
    buyer: { readonly threadKey: string; readonly name: string; readonly locale: Language },
  ): Promise<ConversationId>;
  /** Whether the case was taken by a step of its own before its first answer. */
  wasTakenFirst(practiceShopId: ShopId, conversationId: ConversationId): Promise<boolean>;
  /** Cases of the real shop that wait for this agent. */
  heldCases(shopId: ShopId, agentId: AgentId): Promise<number>;
}
