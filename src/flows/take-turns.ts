/** Claims conversations with unsettled messages and handles each; a fault leaves the messages for another try. */
import type { TurnClaim } from "../contracts/conversation.ts";
import type { ShopId } from "../contracts/ids.ts";
import { AppError } from "../contracts/errors.ts";
import { backoffMs } from "../shared/backoff.ts";
import { handleTurn } from "./handle-turn.ts";
import type { TurnPorts } from "./turn.ts";

/** Longer than an answer may take (10 s); a dead worker's conversations are free again after it. */
const LEASE_MS = 20_000;
const RETRY = { firstMs: 500, maxMs: 10_000 };

export interface TurnTaker {
  /** Begins what is due and returns how many; 0 when nothing is due or all hands are full. */
  takeDue(shopId: ShopId): Promise<number>;
  /** Resolves when nothing is being handled. */
  idle(): Promise<void>;
}

export interface TurnTakerOptions {
  readonly maxInFlight: number;
  /** Nothing is claimed while fewer hands are free; 1 when absent. */
  readonly minFree?: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Called when a hand is free again. */
  readonly onDone: (shopId: ShopId) => void;
}

export function createTurnTaker(ports: TurnPorts, options: TurnTakerOptions): TurnTaker {
  const inFlight = new Set<Promise<void>>();

  const handle = async (shopId: ShopId, claim: TurnClaim): Promise<void> => {
    const { conversationId } = claim.conversation;
    const startedAt = ports.clock.now();
    try {
      const shop = await ports.shops.get(shopId);
      if (!shop) throw new AppError("NOT_FOUND", "The shop of a conversation does not exist.");
      await handleTurn(claim, shop, ports, options.signal);
    } catch (error) {
      if (options.signal.aborted) return ports.conversations.releaseTurn(claim, 0, "stopped");
      ports.metrics.count("turns_total", { outcome: "failed" });
      ports.log.error("turn-failed", error, { conversationId, turnId: claim.turnId, attempt: claim.attempt });
      const fault = error instanceof AppError ? error.code : error instanceof Error ? error.name : "unknown";
      await ports.conversations.releaseTurn(claim, backoffMs(claim.attempt, RETRY, options.random()), fault);
    }
    ports.metrics.observe("turn_seconds", (ports.clock.now() - startedAt) / 1_000);
  };

  return {
    async takeDue(shopId) {
      const room = options.maxInFlight - inFlight.size;
      if (room < (options.minFree ?? 1)) return 0;
      const claims = await ports.conversations.claimTurns(shopId, room, LEASE_MS);
      for (const claim of claims) {
        const handling = handle(shopId, claim)
          // The database is gone: the lease ends by itself and the messages are found again.
          .catch((error: unknown) => ports.log.error("turn-release-failed", error, { turnId: claim.turnId }))
          .finally(() => {
            inFlight.delete(handling);
            options.onDone(shopId);
          });
        inFlight.add(handling);
      }
      return claims.length;
    },
    async idle() {
      while (inFlight.size > 0) await Promise.allSettled(inFlight);
    },
  };
}
