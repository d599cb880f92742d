/** Quality review: what waits to be reviewed, what came of it, one's own reviews, the card; one review beside its conversation. */
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { addressIn, followLink, useListRoute } from "../parts/use-path.ts";
import { mayDo } from "../session/may-do.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { CardPage } from "./card-page.tsx";
import { OneReview } from "./one-review.tsx";
import { OwnReviews } from "./own-reviews.tsx";
import { ReviewQueue } from "./review-queue.tsx";
import { ReviewResults } from "./review-results.tsx";
import "../styles/review.css";

const PLACES = ["waiting", "results", "own", "card"] as const;
type Place = (typeof PLACES)[number];

export function QualityPage(props: SectionPageProps) {
  const { text } = useTexts();
  const route = useListRoute();
  const { agent } = props.session;
  const mayDecide = mayDo(agent, "reviews:decide");
  const offered = PLACES.filter((place) => mayDecide || place === "own" || place === "card");
  const [first = "own"] = offered;
  const place = route.kind === "one" ? PLACES.find((each) => each === route.key) : first;
  return (
    <SectionPage {...props} section="quality" places={<PlaceLinks offered={offered} current={place} />}>
      {!mayDo(agent, "reviews:own") || (place !== undefined && !offered.includes(place)) ? (
        <div className="state">
          <h1>{text("quality.places")}</h1>
          <p>{text("quality.notYours")}</p>
        </div>
      ) : place === undefined && route.kind === "one" ? (
        <OneReview key={route.key} reviewId={route.key} agentId={agent.agentId} mayDecide={mayDecide} />
      ) : (
        <PlacePage place={place ?? first} mayDecide={mayDecide} />
      )}
    </SectionPage>
  );
}

function PlaceLinks({ offered, current }: { readonly offered: readonly Place[]; readonly current: Place | undefined }) {
  const { text } = useTexts();
  return (
    <nav className="views" aria-label={text("quality.places")}>
      {offered.map((place) => (
        <a
          key={place}
          className="view"
          href={addressIn("quality", place)}
          aria-current={place === current ? "page" : undefined}
          onClick={followLink}
        >
          {text(`quality.place.${place}`)}
        </a>
      ))}
    </nav>
  );
}

function PlacePage({ place, mayDecide }: { readonly place: Place; readonly mayDecide: boolean }) {
  switch (place) {
    case "waiting":
      return <ReviewQueue />;
    case "results":
      return <ReviewResults />;
    case "own":
      return <OwnReviews />;
    case "card":
      return <CardPage mayDecide={mayDecide} />;
  }
}
