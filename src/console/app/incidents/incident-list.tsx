/** Every incident with how far it is, the newest first; without one, what the page is for. */
import type { Incident } from "../../../contracts/incident.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { nameCountry } from "./countries.ts";
import { standingOf, textOf } from "./standing.ts";

export function IncidentList({ mayDecide }: { readonly mayDecide: boolean }) {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<{ readonly incidents: readonly Incident[] }>("/incidents");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  const { incidents } = body;
  return (
    <section aria-labelledby="incidents-title">
      <div className="knowledge-title">
        <h1 id="incidents-title">{text("section.incidents")}</h1>
        <p className="muted small">{text(mayDecide ? "incidents.lead" : "incidents.readOnly")}</p>
        {mayDecide ? (
          <a className="button button-accent" href={addressIn("incidents", "new")} onClick={followLink}>
            {text("incidents.declare")}
          </a>
        ) : null}
      </div>
      {incidents.length === 0 ? <HowItGoes /> : null}
      {incidents.length === 0 ? null : (
        <ul className="card">
          {incidents.map((incident) => (
            <Row key={incident.incidentId} incident={incident} />
          ))}
        </ul>
      )}
    </section>
  );
}

const STEPS = ["declare", "preview", "approve", "close"] as const;

/** Nobody declares an incident every day: the empty page says what happens at each step. */
function HowItGoes() {
  const { text } = useTexts();
  return (
    <div className="card incident-how">
      <h2>{text("incidents.empty.title")}</h2>
      <p className="muted">{text("incidents.empty.body")}</p>
      <ol className="incident-steps">
        {STEPS.map((step) => (
          <li key={step}>
            <h3>{text(`incidents.step.${step}`)}</h3>
            <p className="muted small">{text(`incidents.step.${step}.long`)}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Row({ incident }: { readonly incident: Incident }) {
  const { language, text } = useTexts();
  const standing = standingOf(incident);
  const { title, language: written } = textOf(incident, language);
  const concerns = [
    ...incident.categories.map((each) => text(`category.${each}`)),
    ...incident.places.map((each) => nameCountry(each, language)),
    ...incident.words.map((each) => `“${each}”`),
  ];
  return (
    <li className="incident-row">
      <a className="macro-link" href={addressIn("incidents", incident.incidentId)} onClick={followLink}>
        <span className="macro-name" dir="auto" lang={written}>
          {title}
        </span>
        <span className="macro-said">{concerns.join(" · ")}</span>
      </a>
      <p className="incident-times">
        <span className="badge badge-state" data-state={standing}>
          {text(`incidents.state.${standing}`)}
        </span>
        <span className="muted small">
          {incident.closedAt === null
            ? text("incidents.declaredAt", { time: formatMoment(incident.declaredAt, language) })
            : text("incidents.closedAt", { time: formatMoment(incident.closedAt, language) })}
        </span>
      </p>
    </li>
  );
}
