/** One review beside the conversation it is about: to be written, or as it was written. */
import type { AgentId } from "../../../contracts/ids.ts";
import type { Review } from "../../../contracts/review.ts";
import type { TranscriptView } from "../../search/search-api.ts";
import { TicketNumber } from "../parts/badges.tsx";
import { BackIcon } from "../parts/icons.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { ScoreMark } from "../satisfaction/score-mark.tsx";
import { ReadMessages } from "../search/read-messages.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ReviewForm } from "./review-form.tsx";
import { WrittenReview } from "./written-review.tsx";

interface OneReviewProps {
  readonly reviewId: string;
  readonly agentId: AgentId | string;
  readonly mayDecide: boolean;
}

export function OneReview({ reviewId, agentId, mayDecide }: OneReviewProps) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<Review>(`/reviews/${encodeURIComponent(reviewId)}`);
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  const { review } = body;
  const back = mayDecide ? (body.kind === "waiting" ? "waiting" : "results") : "own";
  return (
    <article className="article" aria-labelledby="review-title">
      <a className="back-link" href={addressIn("quality", back)} onClick={followLink}>
        <BackIcon /> {text(`quality.place.${back}`)}
      </a>
      <h1 id="review-title">
        {text("quality.reviewOf")} <bdi>{review.agentName}</bdi>
      </h1>
      <p className="state-line small">
        <a href={addressIn("inbox", review.ticketId)} onClick={followLink}>
          <TicketNumber number={review.ticketNumber} />
        </a>
        <span>{text(`category.${review.category}`)}</span>
        <span className="badge badge-state">{text(`quality.why.${review.why}`)}</span>
        {review.score === null ? null : (
          <>
            <ScoreMark score={review.score} />
            <span className="muted">{text("quality.buyerScore")}</span>
          </>
        )}
      </p>
      <div className="review-columns">
        <Talk conversationId={review.conversationId} />
        <div className="review-side">
          {body.kind === "waiting" ? (
            <ReviewForm reviewId={review.reviewId} />
          ) : (
            <WrittenReview review={body.review} isMine={body.review.agentId === agentId} onAnswered={reload} />
          )}
        </div>
      </div>
    </article>
  );
}

function Talk({ conversationId }: { readonly conversationId: string }) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<TranscriptView>(`/conversations/${encodeURIComponent(conversationId)}`);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard, too
    <section className="card review-talk" aria-label={text("quality.talk")} tabIndex={0}>
      {body === null ? <NotLoaded fault={fault} reload={reload} /> : <ReadMessages transcript={body} />}
    </section>
  );
}
