/** One endpoint: what was sent there and what came back; sent again, tested, paused, its secret renewed. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { WebhookDelivery } from "../../../contracts/webhook.ts";
import type { DeliveryListView } from "../../integrations/integration-api.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { BackIcon } from "../parts/icons.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { addressIn, followLink } from "../parts/use-path.ts";
import { describeFault } from "../server/describe-trouble.ts";
import { useApi } from "../server/use-api.tsx";
import { useLoaded } from "../server/use-loaded.ts";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { EndpointActions } from "./endpoint-actions.tsx";
import { Standing } from "./endpoint-list.tsx";

export function DeliveryLog({ endpointId }: { readonly endpointId: string }) {
  const { text } = useTexts();
  const path = `/webhooks/${encodeURIComponent(endpointId)}`;
  const [before, setBefore] = useState<number | null>(null);
  const query = before === null ? "" : `?before=${before}`;
  const { body, fault, reload } = useLoaded<DeliveryListView>(`${path}/deliveries${query}`);
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  const { endpoint, deliveries, nextBefore } = body;
  return (
    <article className="stack integrations" aria-labelledby="endpoint-title">
      <a className="back-link" href={addressIn("integrations")} onClick={followLink}>
        <BackIcon /> {text("section.integrations")}
      </a>
      <div className="integrations-head">
        <h1 id="endpoint-title" className="integration-url" dir="ltr">
          {endpoint.url}
        </h1>
        <Standing endpoint={endpoint} />
      </div>
      {endpoint.state === "disabled" ? (
        <p className="note note-bad" role="alert">
          {text("api.webhook.disabled")}
        </p>
      ) : null}
      <EndpointActions endpoint={endpoint} path={path} onChanged={reload} />
      <h2>{text("api.deliveries")}</h2>
      {deliveries.length === 0 ? <p className="muted">{text("api.deliveries.none")}</p> : null}
      <ul className="card integration-rows">
        {deliveries.map((delivery) => (
          <Row key={delivery.eventKey} delivery={delivery} path={path} onChanged={reload} />
        ))}
      </ul>
      <div className="actions">
        {before === null ? null : (
          <Button className="button" onPress={() => setBefore(null)}>
            {text("api.deliveries.newest")}
          </Button>
        )}
        {nextBefore === null ? null : (
          <Button className="button" onPress={() => setBefore(nextBefore)}>
            {text("api.deliveries.older")}
          </Button>
        )}
      </div>
    </article>
  );
}

interface RowProps {
  readonly delivery: WebhookDelivery;
  readonly path: string;
  readonly onChanged: () => Promise<void>;
}

function Row({ delivery, path, onChanged }: RowProps) {
  const { language, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const resend = async () => {
    const called = await api.post(`${path}/deliveries/${delivery.eventKey}/resend`);
    if (called.kind === "ok") say(text("api.delivery.again"));
    else say(describeFault(called, text), "bad");
    await onChanged();
  };
  return (
    <li className="integration-row" data-state={delivery.state}>
      <div className="grow">
        <p className="integration-name">
          <code dir="ltr">{delivery.event}</code>{" "}
          <span className="badge badge-state" data-state={delivery.state}>
            {text(`api.delivery.state.${delivery.state}`)}
          </span>
        </p>
        <p className="muted small">{describeDelivery(delivery, text, language)}</p>
      </div>
      {delivery.state === "queued" && delivery.attempts === 0 ? null : (
        <Button
          className="button"
          aria-label={text("api.delivery.resend.of", { event: delivery.event })}
          onPress={() => void resend()}
        >
          {text("api.delivery.resend")}
        </Button>
      )}
    </li>
  );
}

function describeDelivery(delivery: WebhookDelivery, text: Texts["text"], language: string): string {
  const { state, attempts, dueAt, lastStatus, lastFault, lastMs, occurredAt } = delivery;
  return [
    formatMoment(occurredAt, language),
    attempts === 0 ? "" : text("api.delivery.tries", { count: attempts }),
    lastStatus === null ? "" : text("api.delivery.answered", { status: String(lastStatus), ms: lastMs ?? 0 }),
    lastFault === null ? "" : text(`api.delivery.fault.${lastFault}`),
    state === "queued" && attempts > 0 ? text("api.delivery.next", { time: formatMoment(dueAt, language) }) : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
