/** What happened in a shop, told to its own programs: where to, what, signed how, and what became of it. */
import type { AgentId, Branded, Instant, ShopId } from "./ids.ts";
import type { FetchFault } from "./web.ts";

export type EndpointId = Branded<"EndpointId">;

export const WEBHOOK_EVENTS = [
  "ticket.opened",
  "ticket.assigned",
  "ticket.released",
  "ticket.snoozed",
  "ticket.resolved",
  "ticket.reopened",
  "ticket.closed",
  "ticket.merged",
  "ticket.unmerged",
  "message.received",
  "message.sent",
  "score.given",
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Sent only when somebody asks for it, whatever the endpoint listens to. */
export const TEST_EVENT = "webhook.test";

/** "paused" by a person; "disabled" by itself, after a day without one success, or because the target says it is gone. */
export type EndpointState = "active" | "paused" | "disabled";

export interface WebhookEndpoint {
  readonly endpointId: EndpointId;
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEvent[];
  readonly state: EndpointState;
  readonly secretVersion: number;
  /** Until then the secret before this one signs, too. */
  readonly overlapUntil: Instant | null;
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly disabledAt: Instant | null;
  readonly createdAt: Instant;
  /** How many wait to be sent. */
  readonly queued: number;
}

export interface EndpointWish {
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEvent[];
}

export type DeliveryFault = FetchFault | "redirected" | "refused-status";

export interface WebhookDelivery {
  /** The same at every try: who receives it twice knows it by this. */
  readonly eventKey: string;
  readonly position: number;
  readonly event: string;
  readonly occurredAt: Instant;
  readonly state: "queued" | "delivered" | "failed";
  readonly attempts: number;
  readonly dueAt: Instant;
  readonly lastStatus: number | null;
  readonly lastFault: DeliveryFault | null;
  readonly lastMs: number | null;
  readonly settledAt: Instant | null;
}

/** What a worker sends. */
export interface DueDelivery {
  readonly eventKey: string;
  readonly position: number;
  readonly event: string;
  readonly occurredAt: Instant;
  readonly payload: unknown;
  readonly attempts: number;
  readonly firstTriedAt: Instant | null;
}

export interface EndpointClaim {
  readonly endpointId: EndpointId;
  readonly url: string;
  readonly leaseToken: string;
  readonly failures: number;
  readonly failingSince: Instant | null;
  /** The newest first; both sign while they overlap. */
  readonly secrets: readonly Uint8Array[];
}

export interface Attempt {
  readonly eventKey: string;
  readonly status: number | null;
  readonly fault: DeliveryFault | null;
  readonly tookMs: number;
  readonly outcome:
    | { readonly kind: "delivered" }
    | { readonly kind: "again"; readonly afterMs: number }
    | { readonly kind: "given-up" };
}

/** What the attempt says about its endpoint. */
export type EndpointVerdict =
  | { readonly kind: "well" }
  | { readonly kind: "failing"; readonly resumeAfterMs: number }
  | { readonly kind: "disable" };

export interface WebhookStore {
  /** Newest first. */
  list(shopId: ShopId): Promise<readonly WebhookEndpoint[]>;
  get(shopId: ShopId, endpointId: EndpointId): Promise<WebhookEndpoint | null>;
  /** Returns the secret, as `whsec_...`; it is shown once. Each of these writes the audit entry with it. */
  insert(shopId: ShopId, endpointId: EndpointId, wish: EndpointWish, by: AgentId): Promise<string>;
  /** False when there is no such endpoint. "active" begins anew: what happened meanwhile is not told. */
  change(
    shopId: ShopId,
    endpointId: EndpointId,
    change: Partial<EndpointWish> & { readonly state?: "active" | "paused" },
    by: AgentId,
  ): Promise<boolean>;
  /** With everything that was to be sent. */
  remove(shopId: ShopId, endpointId: EndpointId, by: AgentId): Promise<boolean>;
  /** The new secret; the one before signs beside it until `overlapMs` are over. Null when there is no such endpoint. */
  rotate(shopId: ShopId, endpointId: EndpointId, overlapMs: number, by: AgentId): Promise<string | null>;
  /** Newest first, those before `beforePosition`. */
  deliveries(
    shopId: ShopId,
    endpointId: EndpointId,
    range: { readonly limit: number; readonly beforePosition?: number | undefined },
  ): Promise<readonly WebhookDelivery[]>;
  /** Sent again, from the first attempt on. False when there is no such delivery. */
  resend(shopId: ShopId, endpointId: EndpointId, eventKey: string, by: AgentId): Promise<boolean>;
  /** Everything that failed for good is queued again. Returns how many. */
  resendFailed(shopId: ShopId, endpointId: EndpointId, by: AgentId): Promise<number>;
  /** Queues a test event. False when there is no such endpoint. */
  test(shopId: ShopId, endpointId: EndpointId, eventKey: string): Promise<boolean>;

  /**
   * Queues what happened since the last look for the endpoints that listen to it; nothing for a shop without any.
   * A transaction that commits late is not missed: the cursor stands before the oldest one that is open. Returns how many.
   */
  collect(shopId: ShopId): Promise<number>;
  /** Leases endpoints that have something due: one worker for one endpoint. */
  claimEndpoints(shopId: ShopId, limit: number, leaseMs: number): Promise<readonly EndpointClaim[]>;
  /** In order. Nothing when the lease was lost. */
  dueOf(shopId: ShopId, claim: EndpointClaim, limit: number): Promise<readonly DueDelivery[]>;
  /** False when the lease was lost: somebody else goes on. */
  settle(shopId: ShopId, claim: EndpointClaim, attempt: Attempt, verdict: EndpointVerdict): Promise<boolean>;
  free(shopId: ShopId, claim: EndpointClaim): Promise<void>;
  /** What was settled longer ago than `keptMs`. */
  forgetOld(shopId: ShopId, keptMs: number): Promise<void>;
}

export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export type PostOutcome =
  /** Of a long answer only the status is read. `retryAfterMs` is what the target asks for. */
  | { readonly kind: "answered"; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: "refused"; readonly fault: FetchFault };

/** One POST to a public address over https; redirects are not followed. Never throws. */
export type PostWebhook = (post: WebhookPost) => Promise<PostOutcome>;

/** What is wrong with an address before anybody looks its name up; null: nothing. */
export type JudgeTarget = (url: string) => FetchFault | null;
