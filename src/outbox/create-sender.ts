/** Takes due messages, hands them to their channels, records what became of them. Knows Delivery, not platforms. */
import type { ChannelAccountId, ShopId } from "../contracts/ids.ts";
import type { Delivery } from "../contracts/message.ts";
import type { Ports } from "../contracts/ports.ts";
import type { OutboxClaim, OutboxOutcome } from "../contracts/stores.ts";
import { backoffMs } from "../shared/backoff.ts";
import { createBatcher } from "../shared/create-batcher.ts";
import { createGcra, type Gcra } from "../shared/gcra.ts";

/** Longer than any adapter's own limit for a send (15 s) and the pacing before it. */
const LEASE_MS = 30_000;
const SEND_LIMIT_MS = 20_000;
const MAX_ATTEMPTS = 12;
const RETRY = { firstMs: 1_000, maxMs: 300_000 };
/** A message that would have to wait longer than this for its turn is given back instead of held. */
const MAX_PACE_MS = 5_000;

type SenderPorts = Pick<Ports, "outbox" | "channels" | "clock" | "log" | "metrics">;

export interface Sender {
  /** Claims what is due and begins to send it. Returns how many it took; 0 when nothing is due or all hands are full. */
  takeDue(shopId: ShopId): Promise<number>;
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
}

/** `onSettled` is called when a conversation may have its next message due. */
export function createSender(
  ports: SenderPorts,
  options: {
    readonly maxInFlight: number;
    readonly random: () => number;
    readonly onSettled: (shopId: ShopId) => void;
  },
): Sender {
  const paces = new Map<ChannelAccountId, Gcra>();
  const inFlight = new Set<Promise<void>>();
  const settlers = new Map<ShopId, ReturnType<typeof createBatcher<OutboxOutcome>>>();
  const settlerOf = (shopId: ShopId) => {
    const known = settlers.get(shopId);
    if (known) return known;
    const made = createBatcher<OutboxOutcome>(async (outcomes) => {
      await ports.outbox.settle(shopId, outcomes);
    });
    settlers.set(shopId, made);
    return made;
  };

  const send = async (shopId: ShopId, claim: OutboxClaim): Promise<void> => {
    const delivery = await attempt(claim, ports, paces);
    const outcome = judge(claim, delivery, { ports, random: options.random() });
    ports.metrics.count("outbound_messages_total", { outcome: outcome.delivery.kind });
    await settlerOf(shopId).add(outcome);
    options.onSettled(shopId);
  };

  return {
    async takeDue(shopId) {
      const room = options.maxInFlight - inFlight.size;
      if (room <= 0) return 0;
      const claims = await ports.outbox.claimDue(shopId, {
        accountIds: ports.channels.accountIds,
        limit: room,
        leaseMs: LEASE_MS,
      });
      for (const claim of claims) {
        const sending = send(shopId, claim)
          // The row stays "sending" and is found again when its lease ends.
          .catch((error: unknown) =>
            ports.log.error("outbound-settle-failed", error, { outboundId: claim.message.outboundId }),
          )
          .finally(() => inFlight.delete(sending));
        inFlight.add(sending);
      }
      return claims.length;
    },
    async idle() {
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
  };
}

async function attempt(claim: OutboxClaim, ports: SenderPorts, paces: Map<ChannelAccountId, Gcra>): Promise<Delivery> {
  const { accountId } = claim.message.to;
  const adapter = ports.channels.adapterOf(accountId);
  if (!adapter) return { kind: "retry", afterMs: 60_000, reason: "channel-off" };
  const rate = adapter.capabilities.maxSendsPerSecond;
  const pace = paces.get(accountId) ?? createGcra(rate, Math.ceil(rate / 3));
  paces.set(accountId, pace);
  const waitMs = pace.reserve(ports.clock.now());
  if (waitMs > MAX_PACE_MS) return { kind: "retry", afterMs: waitMs, reason: "paced" };
  if (waitMs > 0) await ports.clock.sleep(waitMs);
  const delivery = await adapter.send(claim.message, AbortSignal.timeout(SEND_LIMIT_MS));
  if (delivery.kind === "retry" && delivery.reason === "rate-limited") {
    pace.freezeUntil(ports.clock.now() + delivery.afterMs);
  }
  return delivery;
}

/** What the platform said, turned into what the ledger keeps. */
function judge(
  claim: OutboxClaim,
  delivery: Delivery,
  tools: { readonly ports: SenderPorts; readonly random: number },
): OutboxOutcome {
  const adapter = tools.ports.channels.adapterOf(claim.message.to.accountId);
  const hasSendKey = adapter?.capabilities.hasSendKey ?? false;
  const base = {
    outboundId: claim.message.outboundId,
    leaseToken: claim.leaseToken,
    isMaybeDuplicate: claim.message.isMaybeDuplicate && !hasSendKey,
  };
  if (delivery.kind === "unknown") {
    // A buyer waits for this reply: it is sent again, once without a send key, and marked then.
    const mayAgain = hasSendKey || !claim.message.isMaybeDuplicate;
    if (!mayAgain || claim.attempt >= MAX_ATTEMPTS) return { ...base, delivery };
    const afterMs = backoffMs(claim.attempt, RETRY, tools.random);
    return { ...base, delivery: { kind: "retry", afterMs, reason: "unknown" }, isMaybeDuplicate: !hasSendKey };
  }
  if (delivery.kind !== "retry") return { ...base, delivery };
  if (claim.attempt >= MAX_ATTEMPTS) {
    return { ...base, delivery: { kind: "refused", reason: "gone", detail: `too-many-attempts: ${delivery.reason}` } };
  }
  const afterMs = Math.max(delivery.afterMs, backoffMs(claim.attempt, RETRY, tools.random));
  return { ...base, delivery: { ...delivery, afterMs } };
}
