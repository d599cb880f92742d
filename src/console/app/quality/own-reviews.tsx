/** What was said of one's own cases. */
import type { ReviewListView } from "../../../contracts/review.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ReviewRows } from "./review-rows.tsx";

export function OwnReviews() {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<ReviewListView>("/reviews/own");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <section className="stack" aria-labelledby="quality-title">
      <div className="knowledge-title">
        <h1 id="quality-title">{text("quality.place.own")}</h1>
        <p className="muted small">{text("quality.own.lead")}</p>
      </div>
      {body.reviews.length === 0 ? (
        <div className="state">
          <h2>{text("quality.own.empty")}</h2>
          <p>{text("quality.own.emptyBody")}</p>
        </div>
      ) : (
        <ReviewRows reviews={body.reviews} />
      )}
    </section>
  );
}
