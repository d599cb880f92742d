/**
 * Slows down guessing and locks nobody out: what is counted against an account as a whole holds up only addresses from
 * which nobody has ever signed in to it.
 */
import { createHash } from "node:crypto";
import { AppError } from "../../contracts/errors.ts";
import type { Clock } from "../../contracts/runtime.ts";

const WINDOW_MS = 15 * 60_000;
const MAX_TRIES = 10;
/** An office behind one address signs in at nine o'clock; a list of stolen passwords is longer. */
const MAX_TRIES_PER_ADDRESS = 100;
/** From then on each try of a stranger waits, and longer with every further one. */
const MAX_SWIFT_TRIES = 20;
const DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;
/** Behind a right password, six digits are all that is left to guess: 20 tries of strangers hit once in 16,000 times. */
const MAX_CODES_OF_STRANGERS = 20;
/** About 2 MB; the oldest go first, so a flood of addresses forgets itself. */
const MAX_COUNTERS = 20_000;
const MAX_KNOWN = 5_000;

export interface SignInThrottle {
  /**
   * Counts one try before the password is looked at, so that tries at the same time all count. Returns how long to
   * wait before looking. Throws TOO_MANY_REQUESTS.
   */
  count(email: string, address: string): number;
  /** One try at the second factor, the password being right. Throws TOO_MANY_REQUESTS. */
  countCode(email: string, address: string): void;
  /** Somebody came in: clears the pair's tries, and the address is no stranger any more. */
  forgive(email: string, address: string): void;
}

interface Counter {
  tries: number;
  readonly endsAt: number;
}

export function createSignInThrottle(clock: Clock): SignInThrottle {
  const counters = new Map<string, Counter>();
  const known = new Map<string, true>();
  const add = (key: string): Counter => {
    const now = clock.now();
    const before = counters.get(key);
    const counter = before !== undefined && before.endsAt > now ? before : { tries: 0, endsAt: now + WINDOW_MS };
    counter.tries += 1;
    keepNewest(counters, key, counter, MAX_COUNTERS);
    return counter;
  };
  const refuse = (blocked: Counter): never => {
    const retryAfterMs = Math.max(0, blocked.endsAt - clock.now());
    const minutes = Math.max(1, Math.ceil(retryAfterMs / 60_000));
    const hint = `Too many tries to sign in. Try again in ${minutes} min.`;
    throw new AppError("TOO_MANY_REQUESTS", hint, { retryAfterMs });
  };
  return {
    count(email, address) {
      const perAddress = add(`address:${address}`);
      const perPair = add(keyOf(email, address));
      if (perPair.tries > MAX_TRIES) refuse(perPair);
      if (perAddress.tries > MAX_TRIES_PER_ADDRESS) refuse(perAddress);
      if (known.has(keyOf(email, address))) return 0;
      const excess = add(keyOf(email, "any")).tries - MAX_SWIFT_TRIES;
      return excess <= 0 ? 0 : Math.min(excess * DELAY_MS, MAX_DELAY_MS);
    },
    countCode(email, address) {
      if (known.has(keyOf(email, address))) return;
      const perAccount = add(keyOf(email, "codes"));
      if (perAccount.tries > MAX_CODES_OF_STRANGERS) refuse(perAccount);
    },
    forgive(email, address) {
      counters.delete(keyOf(email, address));
      keepNewest(known, keyOf(email, address), true, MAX_KNOWN);
    },
  };
}

function keepNewest<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > max && oldest.done !== true) map.delete(oldest.value);
}

/** Hashed, so that a long made-up e-mail costs no more memory than a real one. */
function keyOf(email: string, address: string): string {
  return createHash("sha256").update(`${email.toLowerCase()}\n${address}`).digest("base64url");
}
