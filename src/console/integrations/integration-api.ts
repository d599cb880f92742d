/** What the page of keys and webhooks and the server say to each other. Types only. */
import type { ApiKey, ApiScope } from "../../contracts/api-key.ts";
import type { EndpointState, WebhookDelivery, WebhookEndpoint, WebhookEvent } from "../../contracts/webhook.ts";

export interface KeyListView {
  readonly keys: readonly ApiKey[];
}

export interface KeyBody {
  readonly name: string;
  /** Null: one's own. */
  readonly agentId: string | null;
  readonly scopes: readonly ApiScope[];
  readonly expiresAt: number | null;
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

export type EndpointChange = Partial<EndpointBody> & { readonly state?: Exclude<EndpointState, "disabled"> };

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
