/** One try to hand a message to its channel: paced, bounded in time, and never begun on a lease that may be over. */
import type { ChannelAdapter } from "../contracts/channel-adapter.ts";
import type { ChannelAccountId, Instant } from "../contracts/ids.ts";
import type { Delivery } from "../contracts/message.ts";
import type { Clock, Logger } from "../contracts/runtime.ts";
import type { OutboxClaim } from "../contracts/stores.ts";
import { createGcra, type Gcra } from "../shared/gcra.ts";

/** Longer than any adapter's own limit for a send (15 s), and with the waiting before it shorter than the lease. */
const SEND_LIMIT_MS = 20_000;
/** More for what carries files; the lease of such a message is longer by more than that (`store/apply-change.ts`). */
const FILES_EXTRA_MS = 45_000;
/** A message that would have to wait longer than this for its turn is given back instead of held. */
const MAX_PACE_MS = 5_000;
/**
 * A process that was stopped for longer after its claim may have lost it: somebody else has sent the message, or a
 * person has spoken since. With the limit of a send it stays within the lease.
 */
const MAX_HOLD_MS = 9_000;
export const LEASE_MS = 30_000;

/** Null: nothing was tried, the message waits for a better moment. */
export type Tried = { readonly delivery: Delivery } | { readonly delivery: null; readonly afterMs: number };

export interface AttemptTools {
  readonly clock: Clock;
  readonly log: Logger;
  readonly paces: Map<ChannelAccountId, Gcra>;
  /** Taken before the claim, so never later than the lease began. */
  readonly claimedAt: Instant;
}

export async function attemptSend(
  claim: OutboxClaim,
  adapter: ChannelAdapter | null,
  tools: AttemptTools,
): Promise<Tried> {
  if (!adapter) return { delivery: null, afterMs: 60_000 };
  const pace = paceOf(claim, adapter, tools.paces);
  const waitMs = pace.reserve(tools.clock.now(), MAX_PACE_MS);
  if (waitMs > MAX_PACE_MS) return { delivery: null, afterMs: waitMs };
  if (waitMs > 0) await tools.clock.sleep(waitMs);
  if (tools.clock.now() - tools.claimedAt > MAX_HOLD_MS) return { delivery: null, afterMs: 0 };
  const delivery = await sendWithin(claim, adapter, tools);
  if (delivery.kind === "retry" && delivery.reason === "rate-limit") {
    pace.freezeUntil(tools.clock.now() + delivery.afterMs);
  }
  return { delivery };
}

function paceOf({ message }: OutboxClaim, { capabilities }: ChannelAdapter, paces: AttemptTools["paces"]): Gcra {
  const rate = capabilities.maxSendsPerSecond;
  const pace = paces.get(message.to.accountId) ?? createGcra(rate, Math.ceil(rate / 3));
  paces.set(message.to.accountId, pace);
  return pace;
}

/**
 * An adapter that throws or never answers breaks its contract; its message must not stand in the conversation's way
 * for ever. What became of it is not known.
 */
async function sendWithin(claim: OutboxClaim, adapter: ChannelAdapter, tools: AttemptTools): Promise<Delivery> {
  const isOver = new AbortController();
  const limitMs = SEND_LIMIT_MS + (claim.message.files ? FILES_EXTRA_MS : 0);
  const tooLate = tools.clock
    .sleep(limitMs, isOver.signal)
    .then((): Delivery => ({ kind: "unknown", detail: "no-answer" }));
  try {
    return await Promise.race([adapter.send(claim.message, AbortSignal.timeout(limitMs)), tooLate]);
  } catch (error) {
    tools.log.error("adapter-send-failed", error, { outboundId: claim.message.outboundId, channel: claim.channel });
    return { kind: "unknown", detail: "adapter-failed" };
  } finally {
    isOver.abort();
  }
}
