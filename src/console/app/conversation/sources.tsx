/** Sources as the buyer got them: the title opens the quoted passage in place. */
import type { SourceView } from "../../console-api.ts";
import { useTexts } from "../texts/use-texts.tsx";

export function Sources({ sources }: { readonly sources: readonly SourceView[] }) {
  const { text } = useTexts();
  return (
    <ul className="sources" aria-label={text("message.sources", { count: sources.length })}>
      {sources.map((source) => (
        <li key={source.number}>
          <details>
            <summary>
              <span className="source-number">{source.number}</span>
              <bdi>{source.title}</bdi>
            </summary>
            <blockquote dir="auto">{source.quote}</blockquote>
            {source.url === null ? null : (
              <a href={source.url} target="_blank" rel="noopener noreferrer nofollow">
                {text("handover.openSource")}
              </a>
            )}
          </details>
        </li>
      ))}
    </ul>
  );
}
