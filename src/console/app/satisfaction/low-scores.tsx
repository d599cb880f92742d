/** Bad scores: those nobody did anything about first, with the buyer's words and the way to the case. */
import type { LowScore, SatisfactionView } from "../../../contracts/satisfaction.ts";
import { LanguageBadge, TicketNumber } from "../parts/badges.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ScoreMark } from "./score-mark.tsx";

/** So many are read at once; the others stand behind a press. */
const IN_SIGHT = 5;

export function LowScores({ view }: { readonly view: SatisfactionView }) {
  const { text } = useTexts();
  const { lowScores, unfollowed } = view;
  return (
    <section className="card incident-card" aria-labelledby="low-title">
      <div className="incident-card-head">
        <h2 id="low-title">{text("satisfaction.low", { count: view.low })}</h2>
        {unfollowed === 0 ? null : (
          <span className="badge badge-urgent">{text("satisfaction.unfollowed", { count: unfollowed })}</span>
        )}
      </div>
      {lowScores.length === 0 ? <p className="muted small">{text("satisfaction.low.none")}</p> : null}
      <ul className="low-list">
        {lowScores.slice(0, IN_SIGHT).map((low) => (
          <Low key={low.ticketId} low={low} />
        ))}
      </ul>
      {lowScores.length > IN_SIGHT ? (
        <details className="details">
          <summary>{text("satisfaction.low.more", { count: lowScores.length - IN_SIGHT })}</summary>
          <ul className="low-list">
            {lowScores.slice(IN_SIGHT).map((low) => (
              <Low key={low.ticketId} low={low} />
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Low({ low }: { readonly low: LowScore }) {
  const { language, text } = useTexts();
  return (
    <li className="low-row" data-follow-up={low.followUp}>
      <ScoreMark score={low.score} />
      <div className="grow">
        <p className="low-words">
          {low.comment === null ? (
            <span className="muted">{text("satisfaction.noWords")}</span>
          ) : (
            <bdi lang={low.language}>{low.comment}</bdi>
          )}
        </p>
        <p className="version-line small muted">
          <a href={addressIn("inbox", low.ticketId)} onClick={followLink}>
            <TicketNumber number={low.ticketNumber} />
          </a>
          <LanguageBadge tag={low.language} />
          <span>{text(`category.${low.category}`)}</span>
          {low.agentName === null ? null : <bdi>{low.agentName}</bdi>}
          <span>{formatMoment(low.scoredAt, language)}</span>
        </p>
      </div>
      <span className="badge badge-state" data-follow-up={low.followUp}>
        {text(`satisfaction.followUp.${low.followUp}`)}
      </span>
    </li>
  );
}
