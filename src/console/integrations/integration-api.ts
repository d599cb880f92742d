/** What the page of keys and webhooks and the server say to each other. Types only. */
import type { ApiKey } from "../../contracts/api-key.ts";
import type { WebhookDelivery, WebhookEndpoint, WebhookEvent } from "../../contracts/webhook.ts";

export interface KeyListView {
  readonly keys: readonly ApiKey[];
}

export interface KeyMadeView {
  readonly keyId: string;
  /** Shown once. */
  readonly key: string;
}

export interface EndpointListView {
  readonly endpoints: readonly WebhookEndpoint[];
}

export interface EndpointBody {
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEvent[];
}

export interface SecretView {
  readonly endpointId: string;
  /** Shown once. */
  readonly secret: string;
}

export interface DeliveryListView {
  readonly endpoint: WebhookEndpoint;
  readonly deliveries: readonly WebhookDelivery[];
  /** For the next page; null: that was all. */
  readonly nextBefore: number | null;
}
