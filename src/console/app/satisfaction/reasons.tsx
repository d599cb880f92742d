/** Why buyers scored as they did: what their words are about in every language, with the words themselves. */
import type { ReasonWords, ScoreReason } from "../../../contracts/satisfaction.ts";
import { LanguageBadge, TicketNumber } from "../parts/badges.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { nameSubject } from "./name-subject.ts";
import { ScoreMark } from "./score-mark.tsx";

export function Reasons({ reasons }: { readonly reasons: readonly ScoreReason[] }) {
  const { text } = useTexts();
  if (reasons.length === 0) return null;
  const most = Math.max(...reasons.map(({ scored }) => scored));
  return (
    <section className="card incident-card" aria-labelledby="reasons-title">
      <h2 id="reasons-title">{text("satisfaction.reasons")}</h2>
      <p className="muted small">{text("satisfaction.reasons.lead")}</p>
      <ul className="reason-list">
        {reasons.map((reason) => (
          <Reason key={reason.subject} reason={reason} most={most} />
        ))}
      </ul>
    </section>
  );
}

function Reason({ reason, most }: { readonly reason: ScoreReason; readonly most: number }) {
  const { text } = useTexts();
  const { subject, scored, good, low, words } = reason;
  const parts = [
    ["low", low],
    ["middle", scored - good - low],
    ["good", good],
  ] as const;
  return (
    <li className="reason">
      <div className="reason-head">
        <h3>{nameSubject(subject, text)}</h3>
        <p className="small">
          {text("satisfaction.reason.count", { scored, low })}
          {words.length === 0 ? <span className="muted"> {text("satisfaction.reason.noWords")}</span> : null}
        </p>
      </div>
      <span className="reason-bar" aria-hidden="true" style={{ inlineSize: `${Math.max(2, (100 * scored) / most)}%` }}>
        {parts.map(([part, count]) => (
          <span key={part} data-part={part} style={{ flexGrow: count }} />
        ))}
      </span>
      {words.length === 0 ? null : (
        <details className="details" open={low > 0}>
          <summary>{text("satisfaction.reason.words", { count: reason.worded })}</summary>
          <ul className="reason-words">
            {words.map((each) => (
              <Words key={each.reasonId} words={each} />
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function Words({ words }: { readonly words: ReasonWords }) {
  const { text } = useTexts();
  return (
    <li>
      {words.scored > 1 ? (
        <p className="muted small">{text("satisfaction.reason.alike", { count: words.scored })}</p>
      ) : null}
      <ul>
        {words.examples.map((example) => (
          <li key={example.ticketId} className="version-line small">
            <ScoreMark score={example.score} />
            <LanguageBadge tag={example.language} />
            <span className="grow">
              <bdi lang={example.language}>{example.words}</bdi>
            </span>
            <a href={addressIn("inbox", example.ticketId)} onClick={followLink}>
              <TicketNumber number={example.ticketNumber} />
            </a>
          </li>
        ))}
      </ul>
    </li>
  );
}
