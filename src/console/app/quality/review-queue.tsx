/** Cases that wait for a review, and drawing more of them. None of them is one's own. */
import type { WaitingReview } from "../../../contracts/review.ts";
import { LanguageBadge, TicketNumber } from "../parts/badges.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { ScoreMark } from "../satisfaction/score-mark.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { DrawForm } from "./draw-form.tsx";

export function ReviewQueue() {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<{ readonly waiting: readonly WaitingReview[] }>("/reviews/waiting");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <section className="stack" aria-labelledby="quality-title">
      <div className="knowledge-title">
        <h1 id="quality-title">{text("quality.places")}</h1>
        <p className="muted small">{text("quality.lead")}</p>
      </div>
      <DrawForm onDrawn={reload} />
      {body.waiting.length === 0 ? (
        <HowItGoes />
      ) : (
        <>
          <h2>{text("quality.waiting", { count: body.waiting.length })}</h2>
          <ul className="card review-rows">
            {body.waiting.map((review) => (
              <Waiting key={review.reviewId} review={review} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Waiting({ review }: { readonly review: WaitingReview }) {
  const { language, text } = useTexts();
  return (
    <li className="review-row">
      <a className="article-link" href={addressIn("quality", review.reviewId)} onClick={followLink}>
        <span className="article-name">
          <TicketNumber number={review.ticketNumber} /> <bdi>{review.agentName}</bdi>
        </span>
        <span className="muted small">
          {text(`category.${review.category}`)}
          {review.resolvedAt === null ? null : ` · ${formatMoment(review.resolvedAt, language)}`}
        </span>
      </a>
      <p className="version-line">
        {review.score === null ? null : <ScoreMark score={review.score} />}
        <LanguageBadge tag={review.language} />
        <span className="badge badge-state">{text(`quality.why.${review.why}`)}</span>
      </p>
    </li>
  );
}

const STEPS = ["card", "draw", "review", "answer"] as const;

function HowItGoes() {
  const { text } = useTexts();
  return (
    <div className="card incident-how">
      <h2>{text("quality.empty.title")}</h2>
      <p className="muted">{text("quality.empty.body")}</p>
      <ol className="incident-steps">
        {STEPS.map((step) => (
          <li key={step}>
            <h3>{text(`quality.step.${step}`)}</h3>
            <p className="muted small">{text(`quality.step.${step}.long`)}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}
