/** Declares an incident: what is said about it in each language, and whom it concerns; nobody is told by this. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Incident, IncidentMatch, IncidentPage, IncidentText } from "../../../contracts/incident.ts";
import type { Language } from "../../../contracts/language.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { BackIcon } from "../parts/icons.tsx";
import { startLanguage, TextTabs } from "../parts/text-tabs.tsx";
import { useLeaveWarning } from "../parts/use-leave-warning.ts";
import { addressIn, followLink, moveTo } from "../parts/use-path.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { ConcernsFields } from "./concerns-fields.tsx";
import { sayLanguages } from "./standing.ts";

const PARTS = ["title", "answer", "apology", "closing"] as const;
const MAX = { title: 200, answer: 4_000, apology: 2_000, closing: 2_000 } as const;
const NO_TEXT: IncidentText = { title: "", answer: "", apology: "", closing: "" };

/** Publishing an article in fifteen languages takes the server a while. */
const WAIT_MS = 60_000;

export function DeclareForm({ mayDecide }: { readonly mayDecide: boolean }) {
  const { language: own, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [texts, setTexts] = useState<Incident["texts"]>({});
  const [match, setMatch] = useState<IncidentMatch>({ categories: [], places: [], words: [] });
  const [current, setCurrent] = useState<Language>(() => startLanguage(own));
  const [isBusy, setBusy] = useState(false);
  const written = listWritten(texts);
  const unfinished = written.filter((each) => !isComplete(texts[each]));
  const concernsNobody = match.categories.length + match.places.length + match.words.length === 0;
  useLeaveWarning(!isBusy && written.length > 0);
  if (!mayDecide) return <p className="note note-info">{text("incidents.readOnly")}</p>;
  const declare = async () => {
    setBusy(true);
    const wanted = { ...match, texts: Object.fromEntries(written.map((each) => [each, texts[each]])) };
    const called = await api.post<IncidentPage>("/incidents", wanted, WAIT_MS);
    if (called.kind === "ok") {
      say(text("incidents.declared"));
      return moveTo(addressIn("incidents", called.body.incident.incidentId));
    }
    setBusy(false);
    say(text("incidents.failed"), "bad");
  };
  return (
    <article className="article" aria-labelledby="declare-title">
      <a className="back-link" href={addressIn("incidents")} onClick={followLink}>
        <BackIcon /> {text("section.incidents")}
      </a>
      <h1 id="declare-title">{text("incidents.declare")}</h1>
      <p className="muted">{text("incidents.declareLead")}</p>
      <div className="article-columns">
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
              onChange={(value) => setTexts({ ...texts, [each]: value })}
            />
          )}
        </TextTabs>
        <ConcernsFields match={match} onChange={setMatch} />
      </div>
      <div className="incident-submit">
        {written.length === 0 ? <p className="muted small">{text("incidents.needsText")}</p> : null}
        {unfinished.length > 0 ? (
          <p className="note note-warn">{text("incidents.unfinished", { languages: sayLanguages(unfinished, own) })}</p>
        ) : null}
        {concernsNobody ? <p className="muted small">{text("incidents.needsConcern")}</p> : null}
        <Button
          className="button button-accent"
          isDisabled={isBusy || written.length === 0 || unfinished.length > 0 || concernsNobody}
          onPress={() => void declare()}
        >
          {text(isBusy ? "incidents.declaring" : "incidents.declareNow")}
        </Button>
        <p className="muted small">{text("incidents.nobodyYet")}</p>
      </div>
    </article>
  );
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
      {PARTS.map((part) => {
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

function listWritten(texts: Incident["texts"]): readonly Language[] {
  const languages = Object.keys(texts) as Language[];
  return languages.filter((each) => Object.values(texts[each] ?? NO_TEXT).some((part) => part.trim() !== ""));
}

function isComplete(value: IncidentText | undefined): boolean {
  return value !== undefined && [value.title, value.answer, value.apology].every((part) => part.trim() !== "");
}
