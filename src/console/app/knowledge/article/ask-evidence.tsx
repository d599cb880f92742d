/** What stands behind an answer: how sure, made of what, and the passages with their scores. */
import type { AskView } from "../../../knowledge-api.ts";
import { LanguageBadge } from "../../parts/badges.tsx";
import { followLink } from "../../parts/use-path.ts";
import english from "../../texts/en.json";
import { type TextName, useTexts } from "../../texts/use-texts.tsx";
import { knowledgeAddress } from "../use-knowledge-route.ts";

export function AskEvidence({ view, articleKey }: { readonly view: AskView; readonly articleKey: string }) {
  const { language, text } = useTexts();
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const score = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const best = view.passages[0]?.score ?? 1;
  return (
    <>
      <p className="sure small">
        <meter
          min={0}
          max={1}
          low={view.clarifyFrom}
          high={view.answerFrom}
          optimum={1}
          value={view.confidence}
          aria-label={text("ask.confidence")}
        />
        {text("ask.sure", {
          sure: percent.format(view.confidence),
          answer: percent.format(view.answerFrom),
          clarify: percent.format(view.clarifyFrom),
        })}
      </p>
      {view.evidence.length === 0 ? null : (
        <details className="details">
          <summary>{text("ask.evidence")}</summary>
          <table className="evidence">
            <thead>
              <tr>
                <th scope="col">{text("ask.sign")}</th>
                <th scope="col">{text("ask.value")}</th>
                <th scope="col">{text("ask.share")}</th>
              </tr>
            </thead>
            <tbody>
              {view.evidence.map(({ name, value, share }) => (
                <tr key={name}>
                  <th scope="row">{nameEvidence(name, text)}</th>
                  <td>{score.format(value)}</td>
                  <td>{score.format(share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      <h3 className="passages-title">{text("ask.passages", { count: view.passages.length })}</h3>
      <ol className="passages">
        {view.passages.map((passage) => (
          <li key={`${passage.articleKey}-${passage.language}-${passage.text}`} className="passage">
            <p className="passage-head">
              <LanguageBadge tag={passage.language} />
              <a
                href={knowledgeAddress({ kind: "article", articleKey: passage.articleKey, language: passage.language })}
                aria-current={passage.articleKey === articleKey ? "true" : undefined}
                onClick={followLink}
              >
                <bdi>{[passage.title, ...passage.headings].join(" › ")}</bdi>
              </a>
              <span className="passage-score">{score.format(passage.score)}</span>
            </p>
            <meter
              className="meter-plain"
              min={0}
              max={best}
              value={passage.score}
              aria-label={text("ask.score", { score: score.format(passage.score) })}
            />
            <p className="passage-text" dir="auto" lang={passage.language}>
              {passage.text}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}

/** A sign that was added since is called by its own name. */
function nameEvidence(name: string, text: ReturnType<typeof useTexts>["text"]): string {
  const known = `evidence.${name}`;
  return Object.hasOwn(english, known) ? text(known as TextName) : name;
}
