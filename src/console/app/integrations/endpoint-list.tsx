/** Where this shop's events go, how that is going, and adding another place. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { WebhookEndpoint } from "../../../contracts/webhook.ts";
import type { EndpointListView, SecretView } from "../../integrations/integration-api.ts";
import { CopyBox } from "../parts/fields/copy-box.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { NewEndpoint } from "./new-endpoint.tsx";

export function EndpointList() {
  const { text } = useTexts();
  const { body, fault, reload } = useLoaded<EndpointListView>("/webhooks");
  const [isAdding, setAdding] = useState(false);
  const [added, setAdded] = useState<SecretView | null>(null);
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  return (
    <section className="stack" aria-labelledby="webhooks-title">
      <div className="integrations-head">
        <h2 id="webhooks-title">{text("api.webhooks")}</h2>
        {isAdding ? null : (
          <Button className="button button-accent" onPress={() => setAdding(true)}>
            {text("api.webhook.new")}
          </Button>
        )}
      </div>
      {added === null ? null : (
        <CopyBox
          note={text("api.webhook.once")}
          value={added.secret}
          closing={text("api.kept")}
          onClose={() => setAdded(null)}
        />
      )}
      {isAdding ? (
        <NewEndpoint
          onCancel={() => setAdding(false)}
          onAdded={(secret) => {
            setAdding(false);
            setAdded(secret);
            void reload();
          }}
        />
      ) : null}
      {body.endpoints.length === 0 ? (
        <p className="muted">{text("api.webhook.none")}</p>
      ) : (
        <ul className="card integration-rows">
          {body.endpoints.map((endpoint) => (
            <Row key={endpoint.endpointId} endpoint={endpoint} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const { text } = useTexts();
  return (
    <li className="integration-row" data-state={endpoint.state}>
      <a className="macro-link grow" href={addressIn("integrations", endpoint.endpointId)} onClick={followLink}>
        <span className="macro-name" dir="ltr">
          {endpoint.url}
        </span>
        <span className="macro-said" dir="auto">
          {endpoint.description === ""
            ? text("api.webhook.events", { count: endpoint.events.length })
            : endpoint.description}
        </span>
      </a>
      <Standing endpoint={endpoint} />
    </li>
  );
}

export function Standing({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const { language, text } = useTexts();
  const { state, failingSince, queued } = endpoint;
  const shown = state === "active" && failingSince !== null ? "failing" : state;
  return (
    <p className="integration-standing">
      <span className="badge badge-state" data-state={shown}>
        {text(`api.webhook.state.${shown}`)}
      </span>
      {failingSince === null ? null : (
        <span className="muted small">{text("api.webhook.since", { time: formatMoment(failingSince, language) })}</span>
      )}
      {queued === 0 ? null : <span className="muted small">{text("api.webhook.queued", { count: queued })}</span>}
    </p>
  );
}
