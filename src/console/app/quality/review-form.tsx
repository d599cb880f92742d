/** Writes a review: a mark and a word for each criterion of the card, and one for all of it. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { type CriterionMark, type DoneReview, type Mark, MARKS, type ReviewCard } from "../../../contracts/review.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { useLeaveWarning } from "../parts/use-leave-warning.ts";
import { addressIn, moveTo } from "../parts/use-path.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { MarkField } from "./mark-field.tsx";

export function ReviewForm({ reviewId }: { readonly reviewId: string }) {
  const { body, fault, reload } = useLoaded<ReviewCard>("/reviews/card");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return <Fields reviewId={reviewId} card={body} />;
}

type Given = Readonly<Record<string, { readonly mark: Mark | null; readonly comment: string }>>;

const NOT_GIVEN = { mark: null, comment: "" } as const;

function Fields({ reviewId, card }: { readonly reviewId: string; readonly card: ReviewCard }) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [given, setGiven] = useState<Given>({});
  const [comment, setComment] = useState("");
  const [isBusy, setBusy] = useState(false);
  const marks = card.criteria.flatMap(({ key }): readonly CriterionMark[] => {
    const { mark, comment: word } = given[key] ?? NOT_GIVEN;
    return mark === null ? [] : [{ key, mark, comment: word }];
  });
  const open = card.criteria.length - marks.length;
  useLeaveWarning(!isBusy && (marks.length > 0 || comment !== ""));

  const send = async (path: string, body: object, done: "quality.written" | "quality.skipped") => {
    setBusy(true);
    const called = await api.post<DoneReview>(`/reviews/${reviewId}${path}`, body);
    if (called.kind !== "ok") {
      setBusy(false);
      return say(
        describeFault(called, text, { TRANSITION_FORBIDDEN: "quality.overtaken", REQUEST_INVALID: "quality.invalid" }),
        "bad",
      );
    }
    say(text(done));
    moveTo(addressIn("quality", "waiting"));
  };
  return (
    <section className="card incident-card" aria-labelledby="card-title">
      <h2 id="card-title">{text("quality.card")}</h2>
      {card.criteria.map((criterion) => (
        <MarkField
          key={criterion.key}
          criterion={criterion}
          {...(given[criterion.key] ?? NOT_GIVEN)}
          marks={MARKS}
          onChange={(next) => setGiven({ ...given, [criterion.key]: next })}
        />
      ))}
      <div className="field">
        <label htmlFor="review-comment">{text("quality.comment")}</label>
        <textarea
          id="review-comment"
          className="textarea"
          rows={3}
          maxLength={4_000}
          dir={comment === "" ? undefined : "auto"}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
      </div>
      <p className="muted small">{text("quality.seenBy")}</p>
      <div className="actions">
        <Button
          className="button button-accent"
          isDisabled={isBusy || open > 0}
          onPress={() => void send("", { cardVersion: card.version, marks, comment }, "quality.written")}
        >
          {text("quality.write")}
        </Button>
        <Button className="button" isDisabled={isBusy} onPress={() => void send("/skip", {}, "quality.skipped")}>
          {text("quality.skip")}
        </Button>
      </div>
      {open === 0 ? null : <p className="muted small">{text("quality.open", { count: open })}</p>}
    </section>
  );
}
