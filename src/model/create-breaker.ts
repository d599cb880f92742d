/** A circuit breaker for a model server: after five outages in ten seconds nobody waits for it for half a minute. */
import { type CircuitBreakerPolicy, CircuitState, circuitBreaker, handleWhenResult, type IBreaker } from "cockatiel";

export interface BreakerLimits {
  readonly maxFailures: number;
  readonly windowMs: number;
  /** How long the circuit stays open before one call may try again. */
  readonly halfOpenAfterMs: number;
}

export const BREAKER_LIMITS: BreakerLimits = { maxFailures: 5, windowMs: 10_000, halfOpenAfterMs: 30_000 };

/** What a call tells the breaker. "abandoned": the caller gave up, which says nothing of the server. */
export interface CallOutcome {
  readonly health: "well" | "outage" | "abandoned";
}

export function createBreaker(limits: BreakerLimits): CircuitBreakerPolicy {
  const policy: CircuitBreakerPolicy = circuitBreaker(
    handleWhenResult((result) => isFailure((result as CallOutcome).health, policy.state)),
    { breaker: countRecentFailures(limits), halfOpenAfter: limits.halfOpenAfterMs },
  );
  return policy;
}

/** A trial call that was abandoned proves nothing, so it must not close the circuit. */
function isFailure(health: CallOutcome["health"], state: CircuitState): boolean {
  return health === "outage" || (health === "abandoned" && state === CircuitState.HalfOpen);
}

/** cockatiel counts by ratio or in a row; an outage between two lucky answers shall count as well. */
function countRecentFailures(limits: BreakerLimits): IBreaker {
  let failedAt: number[] = [];
  return {
    state: null,
    success(state) {
      if (state === CircuitState.HalfOpen) failedAt = [];
    },
    failure() {
      const now = Date.now();
      failedAt = [...failedAt.filter((at) => now - at < limits.windowMs), now];
      return failedAt.length >= limits.maxFailures;
    },
  };
}
