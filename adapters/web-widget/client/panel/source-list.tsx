/** The sources below an answer: chips that open the quoted passage in place. */
import { useEffect, useRef } from "preact/hooks";
import type { Source } from "../../../../src/contracts/message.ts";
import { SafeLink } from "./rich-text.tsx";
import type { AllowLink } from "./read-text.ts";

export interface SourceListParts {
  readonly sources: readonly Source[];
  readonly openNumber: number | null;
  readonly label: string;
  readonly idBase: string;
  readonly allowLink: AllowLink;
  readonly onToggle: (number: number) => void;
}

export function SourceList({ sources, openNumber, label, idBase, allowLink, onToggle }: SourceListParts) {
  const open = sources.find((source) => source.number === openNumber);
  const passageId = `${idBase}-passage`;
  const passage = useRef<HTMLQuoteElement>(null);
  // Opened at the lower edge it would stay out of sight.
  useEffect(() => passage.current?.scrollIntoView({ block: "nearest" }), [openNumber]);
  return (
    <div class="sources">
      <span class="sources-label" id={`${idBase}-label`}>
        {label}
      </span>
      <ul class="chips" aria-labelledby={`${idBase}-label`}>
        {sources.map((source) => (
          <li key={source.number}>
            <button
              type="button"
              class="chip"
              aria-expanded={source.number === openNumber}
              aria-controls={source.number === openNumber ? passageId : undefined}
              onClick={() => onToggle(source.number)}
            >
              <span class="chip-number">{source.number}</span>
              <span class="chip-title" dir="auto">
                {source.title}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {open && (
        <blockquote class="passage" id={passageId} ref={passage}>
          <p dir="auto">{open.quote}</p>
          {open.url !== null && allowLink(open.url) && <SafeLink url={open.url} text={open.title} />}
        </blockquote>
      )}
    </div>
  );
}
