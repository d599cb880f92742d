/** The body of a webhook and its signature: HMAC-SHA256 over "<id>.<timestamp>.<body>", as Standard Webhooks has it. */
import { createHmac } from "node:crypto";
import type { Instant } from "../../contracts/ids.ts";
import type { DueDelivery } from "../../contracts/webhook.ts";

export interface SignedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function signWebhook(due: DueDelivery, secrets: readonly Uint8Array[], now: Instant): SignedWebhook {
  const body = JSON.stringify({
    type: due.event,
    timestamp: new Date(due.occurredAt).toISOString(),
    id: due.eventKey,
    // Grows with every event: who wants the order of things back sorts by it.
    sequence: due.position,
    data: due.payload,
  });
  const seconds = String(Math.floor(now / 1_000));
  const sign = (secret: Uint8Array) =>
    `v1,${createHmac("sha256", secret).update(`${due.eventKey}.${seconds}.${body}`).digest("base64")}`;
  return {
    headers: {
      "webhook-id": due.eventKey,
      "webhook-timestamp": seconds,
      // While a secret is renewed both sign, and the receiver takes either.
      "webhook-signature": secrets.map(sign).join(" "),
    },
    body,
  };
}
