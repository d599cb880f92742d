/** What reviews came to: averages per agent and criterion with how many there are, and the reviews themselves. */
import { useState } from "react";
import { MIN_AVERAGED, type ReviewAverage, type ReviewResultsView } from "../../../contracts/review.ts";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { nameCriterion } from "./name-criterion.ts";
import { ReviewRows } from "./review-rows.tsx";

const PERIODS = ["30", "90", "365"] as const;

export function ReviewResults() {
  const { text } = useTexts();
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>("90");
  const { body, fault, reload } = useLoaded<ReviewResultsView>(`/reviews/results?days=${period}`);
  return (
    <section className="stack" aria-labelledby="quality-title">
      <div className="knowledge-title">
        <h1 id="quality-title">{text("quality.place.results")}</h1>
        <div className="review-tools">
          <SelectOne
            aria-label={text("satisfaction.period")}
            values={PERIODS}
            value={period}
            nameOf={(days) => text("satisfaction.days", { days: Number(days) })}
            onChange={setPeriod}
          />
        </div>
      </div>
      {body === null ? <NotLoaded fault={fault} reload={reload} /> : <Results view={body} />}
    </section>
  );
}

function Results({ view }: { readonly view: ReviewResultsView }) {
  const { text } = useTexts();
  if (view.reviews.length === 0)
    return (
      <div className="state">
        <h2>{text("quality.results.empty")}</h2>
        <p>{text("quality.results.emptyBody")}</p>
      </div>
    );
  return (
    <>
      <p className="muted small">{text("quality.results.note", { count: MIN_AVERAGED })}</p>
      <Averages view={view} />
      <h2>{text("quality.results.reviews")}</h2>
      <ReviewRows reviews={view.reviews} />
    </>
  );
}

function Averages({ view: { averages, criteria } }: { readonly view: ReviewResultsView }) {
  const { text } = useTexts();
  const agents = [...Map.groupBy(averages, ({ agentId }) => agentId)];
  const columns = [null, ...criteria.map(({ key }) => key)];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard, too
    <section className="card review-scroll" aria-label={text("quality.results.table")} tabIndex={0}>
      <table className="review-table">
        <thead>
          <tr>
            <th scope="col">{text("satisfaction.by.agent")}</th>
            <th scope="col">{text("quality.results.all")}</th>
            {criteria.map((criterion) => (
              <th key={criterion.key} scope="col">
                <bdi>{nameCriterion(criterion, text)}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {agents.map(([agentId, own]) => (
            <tr key={agentId}>
              <th scope="row">
                <bdi>{own[0]?.agentName}</bdi>
              </th>
              {columns.map((key) => (
                <Average key={key ?? ""} average={own.find(({ criterion }) => criterion === key)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Average({ average }: { readonly average: ReviewAverage | undefined }) {
  const { language, text } = useTexts();
  if (average === undefined) return <td className="muted">–</td>;
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  return (
    <td>
      {average.average === null ? <span className="muted">–</span> : numbers.format(average.average)}{" "}
      <span className="muted">{text("quality.results.of", { count: average.reviews })}</span>
    </td>
  );
}
