/** One incident: what is said, whom it concerns and in which languages, and the two decisions about it. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { LANGUAGES, type Language } from "../../../contracts/language.ts";
import type { IncidentPage } from "../../../contracts/incident.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { TicketNumber } from "../parts/badges.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { formatMoment, nameLanguage } from "../parts/format-time.ts";
import { BackIcon } from "../parts/icons.tsx";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { startLanguage } from "../parts/text-tabs.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { nameCountry } from "./countries.ts";
import { DecideIncident } from "./decide-incident.tsx";
import { EditTexts } from "./edit-texts.tsx";
import { countLanguages, readIn, sayLanguages, standingOf, textOf } from "./standing.ts";

interface OneIncidentProps {
  readonly incidentId: string;
  readonly shopLanguage: Language;
  readonly mayDecide: boolean;
}

export function OneIncident({ incidentId, shopLanguage, mayDecide }: OneIncidentProps) {
  const { language: own, text } = useTexts();
  const { body: page, fault, reload } = useLoaded<IncidentPage>(`/incidents/${encodeURIComponent(incidentId)}`);
  const [isEditing, setEditing] = useState(false);
  if (page === null) return <NotLoaded fault={fault} reload={reload} />;
  const { incident } = page;
  const standing = standingOf(incident);
  const shown = textOf(incident, own);
  return (
    <article className="article" aria-labelledby="incident-title">
      <a className="back-link" href={addressIn("incidents")} onClick={followLink}>
        <BackIcon /> {text("section.incidents")}
      </a>
      <h1 id="incident-title">
        <bdi lang={shown.language}>{shown.title}</bdi>
      </h1>
      <p className="state-line">
        <span className="badge badge-state" data-state={standing}>
          {text(`incidents.state.${standing}`)}
        </span>
        <span className="muted small">{text(`incidents.state.${standing}.long`)}</span>
      </p>
      <div className="article-columns">
        <div className="stack">
          {isEditing ? <EditTexts page={page} onDone={() => setEditing(false)} reload={reload} /> : null}
          <Affected page={page} shopLanguage={shopLanguage} />
          {mayDecide && standing !== "closed" && !isEditing ? (
            <DecideIncident page={page} shopLanguage={shopLanguage} reload={reload} />
          ) : null}
        </div>
        <div className="stack">
          {isEditing ? null : (
            <Said page={page} onEdit={mayDecide && standing !== "closed" ? () => setEditing(true) : null} />
          )}
          <Concerns page={page} />
        </div>
      </div>
    </article>
  );
}

/** The preview: how many buyers, in which languages, and who of them reads another one's words. */
function Affected({ page, shopLanguage }: { readonly page: IncidentPage; readonly shopLanguage: Language }) {
  const { language: own, text } = useTexts();
  const shares = countLanguages(page.affected.map(({ language }) => language));
  const most = Math.max(1, ...shares.map(({ count }) => count));
  return (
    <section className="card incident-card" aria-labelledby="affected-title">
      <h2 id="affected-title">{text("incidents.affected", { count: page.affected.length })}</h2>
      {shares.length === 0 ? <p className="muted small">{text("incidents.nobody")}</p> : null}
      <ul className="incident-shares">
        {shares.map(({ language, count }) => (
          <li key={language} className="incident-share" data-missing={page.missing.includes(language) || undefined}>
            <span>{nameLanguage(language, own)}</span>
            <meter aria-label={nameLanguage(language, own)} min={0} max={most} value={count} />
            <span className="incident-count">{new Intl.NumberFormat(own).format(count)}</span>
            {page.missing.includes(language) ? (
              <span className="badge badge-high">{text("incidents.notWritten")}</span>
            ) : null}
          </li>
        ))}
      </ul>
      {page.missing.length > 0 ? (
        <p className="note note-warn">
          {text("incidents.missing", {
            languages: sayLanguages(page.missing, own),
            read: nameLanguage(readIn(page.incident, page.missing[0] ?? shopLanguage, shopLanguage), own),
            count: page.missing.length,
          })}
        </p>
      ) : null}
      {page.affected.length === 0 ? null : (
        <details className="details">
          <summary>{text("incidents.tickets", { count: page.affected.length })}</summary>
          <ul className="incident-tickets">
            {page.affected.map((ticket) => (
              <li key={ticket.ticketId} className="version-line small">
                <a href={addressIn("inbox", ticket.ticketId)} onClick={followLink}>
                  <TicketNumber number={ticket.number} />
                </a>
                <span>{nameLanguage(ticket.language, own)}</span>
                <span className="muted">
                  {ticket.closingToldAt === null
                    ? ticket.openingToldAt === null
                      ? text("incidents.untold")
                      : text("incidents.toldOpening", { time: formatMoment(ticket.openingToldAt, own) })
                    : text("incidents.toldClosing", { time: formatMoment(ticket.closingToldAt, own) })}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface SaidProps {
  readonly page: IncidentPage;
  /** Null for who may not, and when it is over. */
  readonly onEdit: (() => void) | null;
}

function Said({ page: { incident }, onEdit }: SaidProps) {
  const { language: own, text } = useTexts();
  const written = LANGUAGES.filter((each) => incident.texts[each]);
  const [wanted, setWanted] = useState<Language>(() => startLanguage(own));
  const shown = textOf(incident, wanted);
  return (
    <section className="card incident-card" aria-labelledby="said-title">
      <div className="incident-card-head">
        <h2 id="said-title">{text("incidents.said")}</h2>
        <SelectOne
          aria-label={text("macros.texts")}
          values={written}
          value={shown.language}
          nameOf={(each) => nameLanguage(each, own)}
          onChange={setWanted}
        />
      </div>
      <dl className="incident-said">
        {(["answer", "apology", "closing"] as const).map((part) => (
          <div key={part}>
            <dt className="muted small">{text(`incidents.said.${part}`)}</dt>
            <dd dir="auto" lang={shown[part] === "" ? undefined : shown.language}>
              {shown[part] === "" ? text("incidents.saysNothing") : shown[part]}
            </dd>
          </div>
        ))}
      </dl>
      {onEdit === null ? null : (
        <Button className="button" onPress={onEdit}>
          {text("incidents.edit")}
        </Button>
      )}
    </section>
  );
}

function Concerns({ page: { incident } }: { readonly page: IncidentPage }) {
  const { language: own, text } = useTexts();
  const lists = [
    ["incidents.places", incident.places.map((each) => nameCountry(each, own))],
    ["incidents.words", incident.words],
    ["incidents.categories", incident.categories.map((each) => text(`category.${each}`))],
  ] as const;
  return (
    <section className="card incident-card" aria-labelledby="concerns-title">
      <h2 id="concerns-title">{text("incidents.concerns")}</h2>
      <dl className="incident-said">
        {lists.map(([name, values]) =>
          values.length === 0 ? null : (
            <div key={name}>
              <dt className="muted small">{text(name)}</dt>
              <dd>{new Intl.ListFormat(own, { type: "disjunction" }).format(values)}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}
