/** The confidence taken apart, for whoever asks why: each piece of evidence with what it added to the certainty. */
import type { SearchExplanation } from "../../contracts/answer.ts";
import { barsFor, type Judgement } from "./choose-verdict.ts";
import { EVIDENCE } from "./measure-evidence.ts";

export function explainVerdict(judgement: Judgement, evidence: readonly number[] | null): SearchExplanation {
  const { answerFrom, clarifyFrom, model } = barsFor(judgement, evidence ?? []);
  const shares = (evidence ?? []).map((value, at) => ({
    name: EVIDENCE[at] ?? `evidence-${at + 1}`,
    value,
    share: value * (model.weights[at] ?? 0),
  }));
  return { answerFrom, clarifyFrom, evidence: shares };
}
