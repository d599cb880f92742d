/** The four texts of an incident, a tab for each language: for declaring one, and for changing what is said. */
import { useState } from "react";
import type { Incident, IncidentText } from "../../../contracts/incident.ts";
import type { Language } from "../../../contracts/language.ts";
import { nameLanguage } from "../parts/format-time.ts";
import { startLanguage, TextTabs } from "../parts/text-tabs.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { isComplete, NO_TEXT, TEXT_PARTS } from "./merge-texts.ts";
import { sayLanguages } from "./standing.ts";

const MAX = { title: 200, answer: 4_000, apology: 2_000, closing: 2_000 } as const;

interface IncidentTextsProps {
  readonly texts: Incident["texts"];
  readonly onChange: (texts: Incident["texts"]) => void;
  readonly startIn?: Language;
}

export function IncidentTexts({ texts, onChange, startIn }: IncidentTextsProps) {
  const { language: own, text } = useTexts();
  const [current, setCurrent] = useState<Language>(() => startIn ?? startLanguage(own));
  return (
    <TextTabs
      label={text("macros.texts")}
      current={current}
      onChange={setCurrent}
      isWritten={(each) => isComplete(texts[each])}
    >
      {(each) => (
        <TextFields
          language={each}
          value={texts[each] ?? NO_TEXT}
          onChange={(value) => onChange({ ...texts, [each]: value })}
        />
      )}
    </TextTabs>
  );
}

export function Unfinished({ languages }: { readonly languages: readonly Language[] }) {
  const { language: own, text } = useTexts();
  if (languages.length === 0) return null;
  return <p className="note note-warn">{text("incidents.unfinished", { languages: sayLanguages(languages, own) })}</p>;
}

interface TextFieldsProps {
  readonly language: Language;
  readonly value: IncidentText;
  readonly onChange: (value: IncidentText) => void;
}

function TextFields({ language, value, onChange }: TextFieldsProps) {
  const { language: own, text } = useTexts();
  return (
    <div className="editor">
      {TEXT_PARTS.map((part) => {
        const shared = {
          id: `incident-${part}`,
          dir: value[part] === "" ? undefined : "auto",
          lang: language,
          maxLength: MAX[part],
          value: value[part],
          "aria-describedby": `incident-${part}-hint`,
        };
        return (
          <div key={part} className="field">
            <label htmlFor={`incident-${part}`}>
              {text(`incidents.text.${part}`, { language: nameLanguage(language, own) })}
            </label>
            {part === "title" ? (
              <input {...shared} onChange={(event) => onChange({ ...value, [part]: event.currentTarget.value })} />
            ) : (
              <textarea
                {...shared}
                className="textarea"
                rows={part === "answer" ? 4 : 3}
                onChange={(event) => onChange({ ...value, [part]: event.currentTarget.value })}
              />
            )}
            <p id={`incident-${part}-hint`} className="muted">
              {text(`incidents.text.${part}.hint`)}
            </p>
          </div>
        );
      })}
    </div>
  );
}
