/** One score card: each case with its points, why, and what the buyer should have heard, with the rule it stands in. */
import type { TrainingCaseCard, TrainingMark } from "../../../contracts/training.ts";
import type { TrainingResult } from "../../../contracts/training-views.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { formatMoment, nameLanguage } from "../parts/format-time.ts";
import { PageLoading } from "../parts/page-loading.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { type TextName, type Texts, useTexts } from "../texts/use-texts.tsx";
import { levelOf } from "./run-list.tsx";

export function OneResult({ runId }: { readonly runId: string }) {
  const { language, text } = useTexts();
  const { body, fault, reload } = useLoaded<TrainingResult>(`/training/runs/${encodeURIComponent(runId)}`);
  const back = (
    <a className="button" href={addressIn("training")} onClick={followLink}>
      {text("training.back")}
    </a>
  );
  if (fault?.kind === "refused" && fault.code === "NOT_FOUND") {
    return (
      <div className="state">
        <h1>{text("training.result")}</h1>
        <p>{text("training.gone")}</p>
        {back}
      </div>
    );
  }
  if (fault !== null) return <ErrorState fault={fault} onRetry={() => void reload()} />;
  if (body === null) return <PageLoading />;
  return (
    <section className="stack training" aria-labelledby="training-result">
      <div className="knowledge-title">
        <h1 id="training-result">{text("training.result")}</h1>
        {body.card === null ? null : (
          <strong className="training-total" data-level={levelOf(body.card.score)}>
            {text("training.score", { score: body.card.score })}
          </strong>
        )}
        {back}
      </div>
      <p className="muted">
        {nameLanguage(body.language, language)} · {text(`training.speed.${body.speed}`)} ·{" "}
        {formatMoment(body.startedAt, language)}
      </p>
      {body.endedBy === "time" ? <p className="note note-info">{text("training.endedBy.time")}</p> : null}
      {body.comment === null ? null : (
        <div className="card training-card">
          <h2>{text("training.comment")}</h2>
          <p dir="auto">{body.comment}</p>
        </div>
      )}
      {body.card?.cases.map((card) => (
        <CaseCard key={card.caseKey} card={card} />
      ))}
    </section>
  );
}

function CaseCard({ card }: { readonly card: TrainingCaseCard }) {
  const { text } = useTexts();
  return (
    <article className="card training-card" aria-label={text(`training.case.${card.caseKey}` as TextName)}>
      <header className="training-case">
        <h2>{text(`training.case.${card.caseKey}` as TextName)}</h2>
        <span className="muted">
          <bdi lang={card.language}>{card.buyer}</bdi> · {text(`training.ended.${card.end}`)}
        </span>
        <span className="training-score" data-level={levelOf(card.score)}>
          {text("training.score", { score: card.score })}
        </span>
      </header>
      <dl className="training-marks">
        {card.marks.map((mark) => (
          <div key={mark.criterion} className="training-mark" data-full={mark.points === mark.outOf}>
            <dt>{text(`training.criterion.${mark.criterion}`)}</dt>
            <dd className="training-points">{text("training.points", { points: mark.points, outOf: mark.outOf })}</dd>
            <dd className="training-why">{explain(mark, text)}</dd>
          </div>
        ))}
      </dl>
      {card.missed.length === 0 ? null : <Missed card={card} />}
    </article>
  );
}

function Missed({ card }: { readonly card: TrainingCaseCard }) {
  const { text } = useTexts();
  const [first] = card.missed;
  if (!first) return null;
  return (
    <section className="training-missed">
      <h3>{text("training.missed")}</h3>
      <ul>
        {card.missed.map(({ factKey, numbers, words }) => (
          <li key={factKey}>
            <bdi>{text("training.looked", { words: [...numbers, ...words].join(" · ") })}</bdi>
          </li>
        ))}
      </ul>
      <blockquote>
        <p className="small muted">{text("training.passage")}</p>
        <p dir="auto">{first.passageForAgent}</p>
        {first.passage === first.passageForAgent ? null : (
          <>
            <p className="small muted">{text("training.inBuyers")}</p>
            <p dir="auto" lang={card.language}>
              {first.passage}
            </p>
          </>
        )}
      </blockquote>
    </section>
  );
}

/** What is a word of a list elsewhere is said as it is said there. */
function explain({ reason, expected }: TrainingMark, text: Texts["text"]): string {
  const named = Object.entries(expected).map(([name, value]): [string, string | number] => {
    if (typeof value !== "string") return [name, value];
    if (name === "opening") return [name, text(`manners.opening.${value}` as TextName)];
    if (name === "category") return [name, text(`category.${value}` as TextName)];
    if (name === "priority") return [name, text(`priority.${value}` as TextName)];
    if (name === "avoid") {
      const words = value === "" ? [] : value.split(", ");
      return [name, words.map((word) => text(`manners.avoid.${word}` as TextName)).join(", ")];
    }
    return [name, value];
  });
  return text(`training.mark.${reason}` as TextName, Object.fromEntries(named));
}
