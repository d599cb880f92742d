/** What the bot does after a call that did not succeed: give up for a wrong token, otherwise wait and be called again. */
import type { ChannelHost } from "../../src/contracts/channel-adapter.ts";
import { AppError } from "../../src/contracts/errors.ts";
import type { CallOutcome, TelegramClient } from "./client.ts";

export interface TelegramContext {
  readonly botId: string;
  readonly client: TelegramClient;
  readonly host: ChannelHost;
}

export type FailedCall = Exclude<CallOutcome<never>, { readonly kind: "ok" }>;

/** Resolves when the call may be made again, or at once after an abort. Throws ADAPTER_AUTH and nothing else. */
export async function waitOut(
  { host }: TelegramContext,
  outcome: FailedCall,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  if (outcome.kind === "aborted" || signal.aborted) return;
  if (isWrongToken(outcome)) {
    throw new AppError("ADAPTER_AUTH", "Check TELEGRAM_BOT_TOKEN; @BotFather shows the current one.", {
      channel: "telegram",
    });
  }
  const isLimit = outcome.kind === "rejected" && outcome.status === 429;
  const waitMs = isLimit ? outcome.retryAfterMs : backoffMs(attempt);
  const isConflict = outcome.kind === "rejected" && outcome.status === 409;
  // Another process polls with this token, as during a deployment; it will be gone before long.
  const event = isConflict ? "telegram-poll-conflict" : "telegram-call-failed";
  host.log.warn(event, { channel: "telegram", ...describeFailedCall(outcome), attempt, waitMs });
  await host.clock.sleep(waitMs, signal);
}

/** Telegram answers 404 where the token has not even the form of one. */
export function isWrongToken(outcome: FailedCall): boolean {
  return outcome.kind === "rejected" && (outcome.status === 401 || outcome.status === 404);
}

/** From a quarter of a second to half a minute; the jitter keeps many bots from coming back at once. */
export function backoffMs(attempt: number): number {
  const fullMs = Math.min(30_000, 250 * 2 ** Math.min(attempt, 10));
  return Math.round(fullMs * (0.5 + Math.random() / 2));
}

function describeFailedCall(outcome: FailedCall): Record<string, unknown> {
  const { kind } = outcome;
  if (kind === "rejected" || kind === "broken") return { outcome: kind, status: outcome.status };
  return kind === "aborted" ? { outcome: kind } : { outcome: kind, detail: outcome.detail };
}
