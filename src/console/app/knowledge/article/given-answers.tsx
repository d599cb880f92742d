/** The newest questions this article answered, and what the buyers thought of it. */
import type { AnsweredView } from "../../../knowledge-api.ts";
import { LanguageBadge } from "../../parts/badges.tsx";
import { formatMoment } from "../../parts/format-time.ts";
import { useTexts } from "../../texts/use-texts.tsx";

export function GivenAnswers({ answers }: { readonly answers: readonly AnsweredView[] }) {
  const { language, text } = useTexts();
  return (
    <section className="history" aria-labelledby="answers-title">
      <h2 id="answers-title">{text("answers.title")}</h2>
      {answers.length === 0 ? <p className="muted small">{text("answers.none")}</p> : null}
      <ul className="version-list">
        {answers.map((answer) => (
          <li key={`${answer.at}-${answer.question}`} className="version">
            <div className="version-line">
              <LanguageBadge tag={answer.language} />
              <bdi className="grow">{answer.question}</bdi>
              {answer.rating === null ? null : (
                <span className="badge badge-state" data-state={answer.rating}>
                  {text(`answers.${answer.rating}`)}
                </span>
              )}
              <time className="muted small" dateTime={new Date(answer.at).toISOString()}>
                {formatMoment(answer.at, language)}
              </time>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
