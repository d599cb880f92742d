/** Slows down guessing: ten tries in a quarter of an hour per e-mail and address, and a hundred per address. */
import { createHash } from "node:crypto";
import { AppError } from "../../contracts/errors.ts";
import type { Clock } from "../../contracts/runtime.ts";

const WINDOW_MS = 15 * 60_000;
const MAX_TRIES = 10;
/** An office behind one address signs in at nine o'clock; a list of stolen passwords is longer. */
const MAX_TRIES_PER_ADDRESS = 100;
/** About 2 MB; the oldest go first, so a flood of addresses forgets itself. */
const MAX_COUNTERS = 20_000;

export interface SignInThrottle {
  /** Counts one try before the password is looked at, so that tries at the same time all count. Throws TOO_MANY_REQUESTS. */
  count(email: string, address: string): void;
  /** A right password clears the pair's tries, not the address's. */
  forgive(email: string, address: string): void;
}

interface Counter {
  tries: number;
  readonly endsAt: number;
}

export function createSignInThrottle(clock: Clock): SignInThrottle {
  const counters = new Map<string, Counter>();
  const add = (key: string): Counter => {
    const now = clock.now();
    const known = counters.get(key);
    const counter = known !== undefined && known.endsAt > now ? known : { tries: 0, endsAt: now + WINDOW_MS };
    counter.tries += 1;
    counters.delete(key);
    counters.set(key, counter);
    const oldest = counters.keys().next();
    if (counters.size > MAX_COUNTERS && oldest.done !== true) counters.delete(oldest.value);
    return counter;
  };
  return {
    count(email, address) {
      const perAddress = add(`address:${address}`);
      const perPair = add(pairKey(email, address));
      const blocked =
        perPair.tries > MAX_TRIES ? perPair : perAddress.tries > MAX_TRIES_PER_ADDRESS ? perAddress : null;
      if (blocked === null) return;
      const retryAfterMs = Math.max(0, blocked.endsAt - clock.now());
      const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
      throw new AppError("TOO_MANY_REQUESTS", `Too many tries to sign in. Try again in ${minutes} min.`, {
        retryAfterMs,
      });
    },
    forgive: (email, address) => void counters.delete(pairKey(email, address)),
  };
}

/** Hashed, so that a long made-up e-mail costs no more memory than a real one. */
function pairKey(email: string, address: string): string {
  return createHash("sha256").update(`${email.toLowerCase()}\n${address}`).digest("base64url");
}
