/** Rows of webhooks to what the inside knows of them. */
import type { Instant } from "../../contracts/ids.ts";
import type {
  DeliveryFault,
  DueDelivery,
  EndpointId,
  EndpointState,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEvent,
} from "../../contracts/webhook.ts";
import { readInstant } from "../read-rows.ts";

export interface EndpointRow {
  readonly endpoint_id: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly state: string;
  readonly secret_version: number;
  readonly overlap_until: Date | null;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly disabled_at: Date | null;
  readonly created_at: Date;
  readonly queued: number;
}

export interface DeliveryRow {
  readonly event_key: string;
  readonly position: number;
  readonly event: string;
  readonly payload: unknown;
  readonly occurred_at: Date;
  readonly state: string;
  readonly attempts: number;
  readonly first_tried_at: Date | null;
  readonly due_at: Date;
  readonly last_status: number | null;
  readonly last_fault: string | null;
  readonly last_ms: number | null;
  readonly settled_at: Date | null;
}

export function readEndpoint(row: EndpointRow): WebhookEndpoint {
  return {
    endpointId: row.endpoint_id as EndpointId,
    url: row.url,
    description: row.description,
    events: row.events as readonly WebhookEvent[],
    state: row.state as EndpointState,
    secretVersion: row.secret_version,
    overlapUntil: readMoment(row.overlap_until),
    failures: row.failures,
    failingSince: readMoment(row.failing_since),
    disabledAt: readMoment(row.disabled_at),
    createdAt: readInstant(row.created_at),
    queued: row.queued,
  };
}

export function readDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    eventKey: row.event_key,
    position: row.position,
    event: row.event,
    occurredAt: readInstant(row.occurred_at),
    state: row.state as WebhookDelivery["state"],
    attempts: row.attempts,
    dueAt: readInstant(row.due_at),
    lastStatus: row.last_status,
    lastFault: row.last_fault as DeliveryFault | null,
    lastMs: row.last_ms,
    settledAt: readMoment(row.settled_at),
  };
}

export function readDue(row: DeliveryRow): DueDelivery {
  return {
    eventKey: row.event_key,
    position: row.position,
    event: row.event,
    occurredAt: readInstant(row.occurred_at),
    payload: row.payload,
    attempts: row.attempts,
    firstTriedAt: readMoment(row.first_tried_at),
  };
}

export function readMoment(date: Date | null): Instant | null {
  return date === null ? null : readInstant(date);
}
