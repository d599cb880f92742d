/** What the pages of training show. */
import type { TrainingRun, TrainingRunId, TrainingRunSummary } from "./training.ts";

/** The page of one's own training. */
export interface TrainingOverview {
  readonly cases: readonly { readonly caseKey: string; readonly answerWithinS: number }[];
  /** Of one's own that is not over. */
  readonly open: Pick<TrainingRun, "runId" | "startedAt"> | null;
  /** One's own, the newest first. */
  readonly runs: readonly TrainingRunSummary[];
}

export type TrainingNow =
  | { readonly kind: "none" }
  | {
      readonly kind: "running";
      readonly runId: TrainingRunId;
      readonly clockMs: number;
      readonly buyers: readonly {
        readonly caseKey: string;
        readonly buyer: string;
        readonly state: "coming" | "waits" | "writes" | "gone";
      }[];
    };

/** One's own result, or one of the team. */
export type TrainingResult = Pick<
  TrainingRun,
  "runId" | "agentId" | "language" | "reads" | "speed" | "startedAt" | "endedAt" | "endedBy" | "card" | "comment"
>;
