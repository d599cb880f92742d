/** The section of the shop's own programs: keys with which they come in, webhooks with which they are told. */
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useListRoute } from "../parts/use-path.ts";
import { mayDo } from "../session/may-do.ts";
import type { SignedIn } from "../session/use-session.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { EndpointList } from "./endpoint-list.tsx";
import { KeyList } from "./key-list.tsx";
import "../styles/integrations.css";

export function IntegrationsPage(props: SectionPageProps) {
  const { text } = useTexts();
  const route = useListRoute();
  const { agent } = props.session;
  return (
    <SectionPage {...props} section="integrations">
      {!mayDo(agent, "integrations:manage") ? (
        <div className="state">
          <h1>{text("section.integrations")}</h1>
          <p>{text("api.notYours")}</p>
        </div>
      ) : route.kind === "one" ? (
        <DeliveryLog key={route.key} endpointId={route.key} />
      ) : (
        <Overview me={agent} />
      )}
    </SectionPage>
  );
}

function Overview({ me }: { readonly me: SignedIn["agent"] }) {
  const { text } = useTexts();
  return (
    <section className="stack integrations" aria-labelledby="integrations-title">
      <div className="knowledge-title">
        <h1 id="integrations-title">{text("section.integrations")}</h1>
        <p className="muted small">{text("api.lead")}</p>
        <a className="button" href="/api/v1/" target="_blank" rel="noreferrer">
          {text("api.document")}
        </a>
      </div>
      <KeyList me={me} />
      <EndpointList />
    </section>
  );
}
