/** Takes due messages, hands them to their channels, records what became of them. Knows Delivery, not platforms. */
import type { ChannelAccountId, Instant, ShopId } from "../contracts/ids.ts";
import type { Ports } from "../contracts/ports.ts";
import type { OutboxClaim, OutboxOutcome } from "../contracts/stores.ts";
import { createBatcher } from "../shared/create-batcher.ts";
import type { Gcra } from "../shared/gcra.ts";
import { attemptSend, LEASE_MS } from "./attempt-send.ts";
import { judgeDelivery, MAX_ATTEMPTS } from "./judge-delivery.ts";

type SenderPorts = Pick<Ports, "outbox" | "channels" | "live" | "clock" | "log" | "metrics">;

export interface Sender {
  /** Claims what is due and begins to send it. Returns how many it took; 0 when nothing is due or all hands are full. */
  takeDue(shopId: ShopId): Promise<number>;
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
}

export interface SenderOptions {
  readonly maxInFlight: number;
  readonly random: () => number;
  /** A conversation has its next message due, or a hand is free for what had to wait. */
  readonly onSettled: (shopId: ShopId) => void;
}

export function createSender(ports: SenderPorts, options: SenderOptions): Sender {
  const paces = new Map<ChannelAccountId, Gcra>();
  const inFlight = new Set<Promise<void>>();
  const settlers = new Map<ShopId, ReturnType<typeof createBatcher<OutboxOutcome>>>();
  const settlerOf = (shopId: ShopId) => {
    const known = settlers.get(shopId);
    if (known) return known;
    const made = createBatcher<OutboxOutcome>(async (outcomes) => {
      const nextDue = await ports.outbox.settle(shopId, outcomes);
      if (nextDue > 0) options.onSettled(shopId);
    });
    settlers.set(shopId, made);
    return made;
  };

  const send = async (shopId: ShopId, claim: OutboxClaim, claimedAt: Instant): Promise<void> => {
    const outcome = await sendOnce(claim, { ports, paces, claimedAt, random: options.random() });
    ports.metrics.count("outbound_messages_total", { outcome: outcome.delivery.kind });
    await settlerOf(shopId).add(outcome);
    tellConsole(shopId, claim, outcome, ports);
  };
  /** More may be due than there were hands for: whoever is free next looks again. */
  let hadTooFewHands = false;
  const freeHand = (shopId: ShopId, sending: Promise<void>): void => {
    inFlight.delete(sending);
    if (!hadTooFewHands) return;
    hadTooFewHands = false;
    options.onSettled(shopId);
  };

  return {
    async takeDue(shopId) {
      const room = options.maxInFlight - inFlight.size;
      hadTooFewHands ||= room <= 0;
      if (room <= 0) return 0;
      const claimedAt = ports.clock.now();
      const claims = await ports.outbox.claimDue(shopId, {
        accountIds: ports.channels.accountIds,
        limit: room,
        leaseMs: LEASE_MS,
      });
      hadTooFewHands ||= claims.length === room;
      for (const claim of claims) {
        const sending = send(shopId, claim, claimedAt)
          // The row stays "sending" and is found again when its lease ends.
          .catch((error: unknown) =>
            ports.log.error("outbound-settle-failed", error, { outboundId: claim.message.outboundId }),
          )
          .finally(() => freeHand(shopId, sending));
        inFlight.add(sending);
      }
      return claims.length;
    },
    async idle() {
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
  };
}

interface SendTools {
  readonly ports: SenderPorts;
  readonly paces: Map<ChannelAccountId, Gcra>;
  readonly claimedAt: Instant;
  readonly random: number;
}

async function sendOnce(claim: OutboxClaim, { ports, paces, claimedAt, random }: SendTools): Promise<OutboxOutcome> {
  const { outboundId, isMaybeDuplicate } = claim.message;
  const base = { outboundId, leaseToken: claim.leaseToken };
  // Only senders that died on it let it come this far: it is not the next one's turn to die.
  if (claim.attempt > MAX_ATTEMPTS) {
    return { ...base, isMaybeDuplicate, delivery: { kind: "unknown", detail: "too-many-attempts" } };
  }
  const adapter = ports.channels.adapterOf(claim.message.to.accountId);
  // Whoever sent it died over it, so it may have arrived: what carries files is left to a person.
  if (claim.message.files && isMaybeDuplicate && adapter && !adapter.capabilities.hasSendKey) {
    return { ...base, isMaybeDuplicate, delivery: { kind: "unknown", detail: "sender-died" } };
  }
  const { clock, log } = ports;
  const tried = await attemptSend(claim, adapter, { clock, log, paces, claimedAt });
  if (tried.delivery === null) {
    const { afterMs } = tried;
    return { ...base, isMaybeDuplicate, wasTried: false, delivery: { kind: "retry", afterMs, reason: "not-tried" } };
  }
  const hasSendKey = adapter?.capabilities.hasSendKey ?? false;
  return { ...base, ...judgeDelivery(claim, tried.delivery, { hasSendKey, random }) };
}

/** An agent waits to see that a reply arrived, and must see what did not; the assistant's successes are no news. */
function tellConsole(shopId: ShopId, { message }: OutboxClaim, { delivery }: OutboxOutcome, ports: SenderPorts): void {
  const isNews = delivery.kind === "refused" || delivery.kind === "unknown" || message.speaker === "agent";
  if (!isNews) return;
  ports.live.publish(`console:${shopId}`, { kind: "message-added", conversationId: message.conversationId });
}
