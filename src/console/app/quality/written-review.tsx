/** A review as it was written, by the card of its day, with the answer of who it is about, which is given once. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { DoneReview } from "../../../contracts/review.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { useLeaveWarning } from "../parts/use-leave-warning.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { nameCriterion } from "./name-criterion.ts";

interface WrittenReviewProps {
  readonly review: DoneReview;
  readonly isMine: boolean;
  readonly onAnswered: () => Promise<void>;
}

export function WrittenReview({ review, isMine, onAnswered }: WrittenReviewProps) {
  const { language, text } = useTexts();
  const markOf = new Map(review.marks.map((each) => [each.key, each]));
  return (
    <section className="card incident-card" aria-labelledby="written-title">
      <div className="incident-card-head">
        <h2 id="written-title">{text("quality.card")}</h2>
        <span className="review-points">{text("quality.points", { points: Math.round(review.points) })}</span>
      </div>
      <p className="muted small">
        <bdi>{review.reviewerName}</bdi> · {formatMoment(review.reviewedAt, language)}
      </p>
      <dl className="incident-said">
        {review.card.criteria.map((criterion) => {
          const given = markOf.get(criterion.key);
          return given === undefined ? null : (
            <div key={criterion.key}>
              <dt className="version-line">
                <bdi>{nameCriterion(criterion, text)}</bdi>
                <span className="badge badge-state" data-mark={given.mark}>
                  {text(`quality.mark.${given.mark}`)}
                </span>
              </dt>
              {given.comment === "" ? null : (
                <dd className="small" dir="auto">
                  {given.comment}
                </dd>
              )}
            </div>
          );
        })}
      </dl>
      {review.comment === "" ? null : (
        <p className="ask-answer" dir="auto">
          {review.comment}
        </p>
      )}
      <Answer review={review} isMine={isMine} onAnswered={onAnswered} />
    </section>
  );
}

function Answer({ review, isMine, onAnswered }: WrittenReviewProps) {
  const { language, text } = useTexts();
  if (review.answer !== null)
    return (
      <div className="stack review-headline-words">
        <h3>{text("quality.answerOf", { name: review.agentName })}</h3>
        <p className="low-words" dir="auto">
          {review.answer}
        </p>
        <p className="muted small">{review.answeredAt === null ? null : formatMoment(review.answeredAt, language)}</p>
      </div>
    );
  if (isMine) return <AnswerForm reviewId={review.reviewId} onAnswered={onAnswered} />;
  return <p className="muted small">{text("quality.noAnswer")}</p>;
}

function AnswerForm({ reviewId, onAnswered }: { readonly reviewId: string } & Pick<WrittenReviewProps, "onAnswered">) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [answer, setAnswer] = useState("");
  const [isBusy, setBusy] = useState(false);
  useLeaveWarning(!isBusy && answer.trim() !== "");
  const send = async () => {
    setBusy(true);
    const called = await api.post(`/reviews/${reviewId}/answer`, { text: answer });
    if (called.kind === "ok") say(text("quality.answered"));
    else say(describeFault(called, text, { TRANSITION_FORBIDDEN: "quality.answeredBefore" }), "bad");
    await onAnswered();
    setBusy(false);
  };
  return (
    <div className="field">
      <label htmlFor="review-answer">{text("quality.answer")}</label>
      <textarea
        id="review-answer"
        className="textarea"
        rows={3}
        maxLength={4_000}
        dir={answer === "" ? undefined : "auto"}
        aria-describedby="review-answer-hint"
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
      <p id="review-answer-hint" className="muted small">
        {text("quality.answerOnce")}
      </p>
      <div className="actions">
        <Button
          className="button button-accent"
          isDisabled={isBusy || answer.trim() === ""}
          onPress={() => void send()}
        >
          {text("quality.answerSend")}
        </Button>
      </div>
    </div>
  );
}
