/** The score card: everybody reads by what cases are judged; who heads the desk changes it, and old reviews keep theirs. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { type Criterion, MAX_CRITERIA, type ReviewCard } from "../../../contracts/review.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { useLeaveWarning } from "../parts/use-leave-warning.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { makeId } from "../server/make-id.ts";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { CriterionRow } from "./criterion-row.tsx";
import { explainCriterion, nameCriterion } from "./name-criterion.ts";

export function CardPage({ mayDecide }: { readonly mayDecide: boolean }) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<ReviewCard>("/reviews/card");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <section className="stack" aria-labelledby="quality-title">
      <div className="knowledge-title">
        <h1 id="quality-title">{text("quality.card")}</h1>
        <p className="muted small">{text(mayDecide ? "quality.card.lead" : "quality.card.readOnly")}</p>
      </div>
      {mayDecide ? <CardEditor key={body.version} card={body} onSaved={reload} /> : <CardRead card={body} />}
    </section>
  );
}

function CardRead({ card }: { readonly card: ReviewCard }) {
  const { text } = useTexts();
  return (
    <dl className="card incident-card">
      {card.criteria.map((criterion) => (
        <div key={criterion.key}>
          <dt className="reason-head">
            <bdi>{nameCriterion(criterion, text)}</bdi>
            <span className="muted small">{text("quality.weight", { weight: criterion.weight })}</span>
          </dt>
          <dd className="muted small" dir="auto">
            {explainCriterion(criterion, text)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function CardEditor({ card, onSaved }: { readonly card: ReviewCard; readonly onSaved: () => Promise<void> }) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [criteria, setCriteria] = useState<readonly Criterion[]>(card.criteria);
  const [isBusy, setBusy] = useState(false);
  const isChanged = JSON.stringify(criteria) !== JSON.stringify(card.criteria);
  const isNameless = criteria.some((each) => nameCriterion(each, text).trim() === "");
  useLeaveWarning(!isBusy && isChanged);
  const save = async () => {
    setBusy(true);
    const called = await api.put<ReviewCard>("/reviews/card", { basedOn: card.version, criteria });
    setBusy(false);
    if (called.kind !== "ok")
      return say(describeFault(called, text, { TRANSITION_FORBIDDEN: "quality.card.overtaken" }), "bad");
    say(text("quality.card.saved"));
    await onSaved();
  };
  const add = () => setCriteria([...criteria, { key: `own-${makeId().slice(0, 8)}`, weight: 1, name: "", hint: null }]);
  return (
    <div className="card incident-card">
      {criteria.map((criterion, at) => (
        <CriterionRow
          key={criterion.key}
          criterion={criterion}
          canRemove={criteria.length > 1}
          onChange={(next) => setCriteria(criteria.with(at, next))}
          onRemove={() => setCriteria(criteria.filter(({ key }) => key !== criterion.key))}
        />
      ))}
      <div className="actions">
        <Button className="button" isDisabled={criteria.length >= MAX_CRITERIA} onPress={add}>
          {text("quality.card.add")}
        </Button>
        <Button
          className="button button-accent"
          isDisabled={isBusy || !isChanged || isNameless}
          onPress={() => void save()}
        >
          {text("quality.card.save")}
        </Button>
      </div>
      <p className="muted small">{text(isNameless ? "quality.card.nameless" : "quality.card.note")}</p>
    </div>
  );
}
