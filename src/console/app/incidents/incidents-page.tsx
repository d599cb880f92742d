/** The section of incidents: the list, one being declared, or one with whom it concerns. */
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { DeclareForm } from "./declare-form.tsx";
import { IncidentList } from "./incident-list.tsx";
import { OneIncident } from "./one-incident.tsx";
import { useIncidentRoute } from "./use-incident-route.ts";

export function IncidentsPage(props: SectionPageProps) {
  const route = useIncidentRoute();
  const { agent, shop } = props.session;
  const { role } = agent;
  const mayDecide = role === "owner" || role === "merchant";
  return (
    <SectionPage {...props} section="incidents">
      {route.kind === "list" ? <IncidentList mayDecide={mayDecide} /> : null}
      {route.kind === "new" ? <DeclareForm mayDecide={mayDecide} /> : null}
      {route.kind === "one" ? (
        <OneIncident
          key={route.incidentId}
          incidentId={route.incidentId}
          shopLanguage={shop.defaultLanguage}
          mayDecide={mayDecide}
        />
      ) : null}
    </SectionPage>
  );
}
