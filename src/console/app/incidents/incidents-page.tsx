/** The section of incidents: the list, one being declared, or one with whom it concerns. */
import { mayDo } from "../session/may-do.ts";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useListRoute } from "../parts/use-path.ts";
import { DeclareForm } from "./declare-form.tsx";
import { IncidentList } from "./incident-list.tsx";
import { OneIncident } from "./one-incident.tsx";

export function IncidentsPage(props: SectionPageProps) {
  const route = useListRoute();
  const { agent, shop } = props.session;
  const mayDecide = mayDo(agent, "incidents:decide");
  return (
    <SectionPage {...props} section="incidents">
      {route.kind === "list" ? <IncidentList mayDecide={mayDecide} /> : null}
      {route.kind === "new" ? <DeclareForm mayDecide={mayDecide} /> : null}
      {route.kind === "one" ? (
        <OneIncident key={route.key} incidentId={route.key} shopLanguage={shop.defaultLanguage} mayDecide={mayDecide} />
      ) : null}
    </SectionPage>
  );
}
