/** Declares an incident: what is said about it in each language, and whom it concerns; nobody is told by this. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Incident, IncidentMatch, IncidentPage } from "../../../contracts/incident.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { BackIcon } from "../parts/icons.tsx";
import { useLeaveWarning } from "../parts/use-leave-warning.ts";
import { addressIn, followLink, moveTo } from "../parts/use-path.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { ConcernsFields } from "./concerns-fields.tsx";
import { IncidentTexts, Unfinished } from "./incident-texts.tsx";
import { pickTexts, sortTexts } from "./merge-texts.ts";

/** Publishing an article in fifteen languages takes the server a while. */
const WAIT_MS = 60_000;

export function DeclareForm({ mayDecide }: { readonly mayDecide: boolean }) {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [texts, setTexts] = useState<Incident["texts"]>({});
  const [match, setMatch] = useState<IncidentMatch>({ categories: [], places: [], words: [] });
  const [isBusy, setBusy] = useState(false);
  const { written, unfinished } = sortTexts(texts);
  const concernsNobody = match.categories.length + match.places.length + match.words.length === 0;
  useLeaveWarning(!isBusy && written.length > 0);
  if (!mayDecide) return <p className="note note-info">{text("incidents.readOnly")}</p>;
  const declare = async () => {
    setBusy(true);
    const wanted = { ...match, texts: pickTexts(texts, written) };
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
        <IncidentTexts texts={texts} onChange={setTexts} />
        <ConcernsFields match={match} onChange={setMatch} />
      </div>
      <div className="incident-submit">
        {written.length === 0 ? <p className="muted small">{text("incidents.needsText")}</p> : null}
        <Unfinished languages={unfinished} />
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
