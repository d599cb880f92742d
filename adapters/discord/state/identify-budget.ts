/**
 * Spends IDENTIFYs sparingly, across restarts. Discord resets the bot's token after 1,000 in 24 hours, so a crash loop
 * could end the channel for good: each one is written down before it is sent.
 */
import { z } from "zod";
import type { ChannelHost } from "../../../src/contracts/channel-adapter.ts";
import { AppError } from "../../../src/contracts/errors.ts";

const STATE_KEY = "identify-moments";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_PER_DAY = 900;

/** At most `max` within each `windowMs`: the more were spent, the longer the wait for the next. */
const TIERS = [
  { windowMs: 10 * 60_000, max: 20 },
  { windowMs: 2 * HOUR_MS, max: 120 },
  { windowMs: DAY_MS, max: MAX_PER_DAY },
] as const;
/** The window in which Discord allows `max_concurrency` of them. */
const CONCURRENCY_WINDOW_MS = 5_000;

const Moments = z.array(z.number()).catch([]);

/** What Discord itself still allows, in its own spelling; `reset_after` in milliseconds. */
export interface StartLimit {
  readonly remaining: number;
  readonly reset_after: number;
  readonly max_concurrency: number;
}

/** Resolves true once one may be sent, and false when `signal` aborts first. Throws when it cannot be written down. */
export async function spendIdentify(host: ChannelHost, limit: StartLimit, signal: AbortSignal): Promise<boolean> {
  let hasComplained = false;
  while (!signal.aborted) {
    const now = host.clock.now();
    const spent = Moments.parse(await host.state.load(STATE_KEY))
      .filter((at) => at > now - DAY_MS)
      // A clock that was set back must neither forget what was spent nor wait for the old time to come.
      .map((at) => Math.min(at, now));
    const waitMs =
      limit.remaining > 0 ? waitFor(spent, now, limit.max_concurrency) : Math.max(limit.reset_after, 1_000);
    if (waitMs <= 0) {
      await host.state.save(STATE_KEY, [...spent, now]);
      host.metrics.count("discord_identifies_total");
      return true;
    }
    if (!hasComplained && (spent.length >= MAX_PER_DAY || limit.remaining <= 0)) {
      hasComplained = true;
      host.log.error("discord-identify-budget-spent", budgetFault(spent.length), { waitMs });
    } else if (waitMs > CONCURRENCY_WINDOW_MS) {
      host.log.warn("discord-identify-delayed", { waitMs, spentInADay: spent.length });
    }
    await host.clock.sleep(waitMs, signal);
    // Discord's own figure was from before the wait.
    if (limit.remaining <= 0) return spendIdentify(host, { ...limit, remaining: 1 }, signal);
  }
  return false;
}

function waitFor(spent: readonly number[], now: number, maxConcurrency: number): number {
  const tiers = [...TIERS, { windowMs: CONCURRENCY_WINDOW_MS, max: Math.max(1, maxConcurrency) }];
  return Math.max(
    ...tiers.map(({ windowMs, max }) => {
      const oldest = spent.filter((at) => at > now - windowMs).at(-max);
      return oldest === undefined ? 0 : oldest + windowMs - now;
    }),
  );
}

function budgetFault(spentInADay: number): AppError {
  return new AppError(
    "ADAPTER_AUTH",
    "The bot has connected anew to Discord too often today and waits, because Discord would reset its token; find out what restarts it.",
    { spentInADay },
  );
}
