/** How sure we are that the first article answers, and what follows from it. */
import { applyLogistic, type LogisticModel } from "./fit-logistic.ts";

export interface Judgement {
  readonly model: LogisticModel;
  /** From here on: answer. */
  readonly answerFrom: number;
  /** From here on, below an answer: ask back. */
  readonly clarifyFrom: number;
}

export type Verdict = "answer" | "clarify" | "handoff";

export const SHIPPED_JUDGEMENT: Judgement = {
  model: { bias: -4, weights: [2, 2, 1, 1, 2, 2, 1, 0, 0, 0] },
  answerFrom: 0.5,
  clarifyFrom: 0.2,
};

export function chooseVerdict(
  judgement: Judgement,
  evidence: readonly number[],
): { confidence: number; verdict: Verdict } {
  const confidence = applyLogistic(judgement.model, evidence);
  if (confidence >= judgement.answerFrom) return { confidence, verdict: "answer" };
  return { confidence, verdict: confidence >= judgement.clarifyFrom ? "clarify" : "handoff" };
}
