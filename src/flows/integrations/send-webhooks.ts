/**
 * Tells a shop's own programs what happened: events of one endpoint go one after the other, in order; endpoints know
 * nothing of one another, so that one which hangs delays nobody else's.
 */
import type { ShopId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { DueDelivery, EndpointClaim, EndpointVerdict, PostWebhook } from "../../contracts/webhook.ts";
import { judgeWebhook } from "../../outbox/judge-webhook.ts";

export interface WebhookTools {
  readonly post: PostWebhook;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Signs what is sent: what needs Node stays outside the middle. */
  readonly sign: SignWebhook;
}

export type SignWebhook = (
  due: DueDelivery,
  secrets: readonly Uint8Array[],
) => { readonly headers: Readonly<Record<string, string>>; readonly body: string };

type WebhookPorts = Pick<Ports, "webhooks" | "clock" | "log" | "metrics">;

export interface WebhookSender {
  /** Queues what happened, and begins to send what is due. Returns how many endpoints it began with. */
  takeDue(shopId: ShopId): Promise<number>;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

/** Each waits for somebody else's server most of the time. */
const MAX_ENDPOINTS = 32;
const BATCH = 20;
/** Then the lease is given back, so that it is never lost in the middle: one call takes ten seconds at most. */
const TURN_MS = 60_000;
const LEASE_MS = TURN_MS + 30_000;
const KEPT_MS = 30 * 24 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;

export function createWebhookSender(ports: WebhookPorts, tools: WebhookTools): WebhookSender {
  const running = new Set<Promise<void>>();
  const forgottenAt = new Map<ShopId, number>();
  const start = (shopId: ShopId, claim: EndpointClaim) => {
    const work = sendAll(shopId, claim, ports, tools)
      .catch((error: unknown) => ports.log.error("webhook-worker-failed", error, { endpointId: claim.endpointId }))
      .finally(() => running.delete(work));
    running.add(work);
  };
  return {
    async takeDue(shopId) {
      await ports.webhooks.collect(shopId);
      const now = ports.clock.now();
      if (now - (forgottenAt.get(shopId) ?? 0) >= FORGET_EVERY_MS) {
        forgottenAt.set(shopId, now);
        await ports.webhooks.forgetOld(shopId, KEPT_MS);
      }
      const free = MAX_ENDPOINTS - running.size;
      if (free <= 0 || tools.signal.aborted) return 0;
      const claims = await ports.webhooks.claimEndpoints(shopId, free, LEASE_MS);
      for (const claim of claims) start(shopId, claim);
      return claims.length;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function sendAll(shopId: ShopId, claim: EndpointClaim, ports: WebhookPorts, tools: WebhookTools): Promise<void> {
  const until = ports.clock.now() + TURN_MS;
  let known = claim;
  try {
    for (;;) {
      const due = await ports.webhooks.dueOf(shopId, claim, BATCH);
      if (due.length === 0) return;
      for (const each of due) {
        if (tools.signal.aborted || ports.clock.now() >= until) return;
        const verdict = await sendOne(shopId, known, each, { ports, tools });
        if (verdict === null) return;
        known = after(known, verdict, ports);
        if (verdict.kind === "disable" || (verdict.kind === "failing" && verdict.resumeAfterMs > 0)) return;
      }
    }
  } finally {
    await ports.webhooks.free(shopId, claim);
  }
}

interface Kit {
  readonly ports: WebhookPorts;
  readonly tools: WebhookTools;
}

/** Null: the lease was lost, or we stop; the event is as due as it was. */
async function sendOne(
  shopId: ShopId,
  claim: EndpointClaim,
  due: DueDelivery,
  { ports, tools }: Kit,
): Promise<EndpointVerdict | null> {
  const startedAt = ports.clock.now();
  const outcome = await tools.post({ url: claim.url, ...tools.sign(due, claim.secrets), signal: tools.signal });
  if (tools.signal.aborted) return null;
  const now = ports.clock.now();
  const { failures, failingSince } = claim;
  const { attempts, firstTriedAt, eventKey } = due;
  const judged = judgeWebhook(outcome, { attempts, firstTriedAt, failures, failingSince, now, random: tools.random() });
  const { status, fault, verdict } = judged;
  const attempt = { eventKey, status, fault, tookMs: now - startedAt, outcome: judged.outcome };
  ports.metrics.count("webhooks_total", { outcome: judged.outcome.kind, fault: fault ?? "none" });
  const isMine = await ports.webhooks.settle(shopId, claim, attempt, verdict);
  if (isMine && verdict.kind === "disable") ports.log.warn("webhook-disabled", { endpointId: claim.endpointId });
  return isMine ? verdict : null;
}

function after(claim: EndpointClaim, verdict: EndpointVerdict, { clock }: WebhookPorts): EndpointClaim {
  if (verdict.kind === "well") return { ...claim, failures: 0, failingSince: null };
  return { ...claim, failures: claim.failures + 1, failingSince: claim.failingSince ?? clock.now() };
}
