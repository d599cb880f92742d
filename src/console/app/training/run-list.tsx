/** Practices with what they came to, the newest first; each leads to its score card. */
import type { TrainingRunSummary } from "../../../contracts/training.ts";
import { formatMoment, nameLanguage } from "../parts/format-time.ts";
import { addressIn, followLink } from "../parts/use-path.ts";
import { type TextName, useTexts } from "../texts/use-texts.tsx";

interface RunListProps {
  readonly runs: readonly TrainingRunSummary[];
  /** What stands there without any. */
  readonly none: string;
  readonly withNames?: boolean;
}

export function RunList({ runs, none, withNames = false }: RunListProps) {
  const { language, text } = useTexts();
  if (runs.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className="card training-runs">
      {runs.map((run) => {
        const cases = run.caseKeys.map((key) => text(`training.case.${key}` as TextName)).join(", ");
        const about = (
          <>
            <span className="training-about">
              {withNames ? <bdi className="training-who">{run.agentName}</bdi> : null}
              <span>{cases}</span>
              <span className="muted small">
                {nameLanguage(run.language, language)} · {formatMoment(run.startedAt, language)}
              </span>
            </span>
            <span className="training-score" data-level={levelOf(run.score)}>
              {run.score === null ? text("training.running") : text("training.score", { score: run.score })}
            </span>
          </>
        );
        return (
          <li key={run.runId}>
            {run.score === null ? (
              <span className="training-run">{about}</span>
            ) : (
              <a className="training-run" href={addressIn("training", run.runId)} onClick={followLink}>
                {about}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

export function levelOf(score: number | null): "good" | "fair" | "poor" | "none" {
  if (score === null) return "none";
  if (score >= 80) return "good";
  return score >= 50 ? "fair" : "poor";
}
