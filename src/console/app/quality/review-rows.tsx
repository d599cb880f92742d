/** Reviews that are written, one a line. */
import type { DoneReview } from "../../../contracts/review.ts";
import { TicketNumber } from "../parts/badges.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";

export function ReviewRows({ reviews }: { readonly reviews: readonly DoneReview[] }) {
  const { language, text } = useTexts();
  return (
    <ul className="card review-rows">
      {reviews.map((review) => (
        <li key={review.reviewId} className="review-row">
          <a className="article-link" href={addressIn("quality", review.reviewId)} onClick={followLink}>
            <span className="article-name">
              <TicketNumber number={review.ticketNumber} /> <bdi>{review.agentName}</bdi>
            </span>
            <span className="muted small">
              {text(`category.${review.category}`)} · {formatMoment(review.reviewedAt, language)}
            </span>
          </a>
          <p className="version-line">
            {review.answer === null ? null : <span className="badge badge-state">{text("quality.hasAnswer")}</span>}
            <span className="review-points">{text("quality.points", { points: Math.round(review.points) })}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
