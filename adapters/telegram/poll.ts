/** Long polling: the offset moves, which is Telegram's acknowledgement, only after every update of a batch is stored. */
import { AppError } from "../../src/contracts/errors.ts";
import { hearStaff } from "./desk/hear-staff.ts";
import { ALLOWED_UPDATES, decodeUpdate, decodeUpdateId } from "./decode.ts";
import { backoffMs, type TelegramContext, waitOut } from "./wait-out.ts";

const POLL_SECONDS = 25;
/** A connection that died without a sign is noticed this long after Telegram should have answered. */
const POLL_LIMIT_MS = (POLL_SECONDS + 10) * 1_000;
const SHORT_LIMIT_MS = 10_000;

/** Polls while this process holds the bot's lock; resolves after abort, throws ADAPTER_AUTH and nothing else. */
export async function runPolling(context: TelegramContext, signal: AbortSignal): Promise<void> {
  const { host, botId } = context;
  while (!signal.aborted) {
    try {
      await host.exclusive(`telegram-poll:${botId}`, signal, (held) => poll(context, held));
    } catch (error) {
      if (error instanceof AppError && error.code === "ADAPTER_AUTH") throw error;
      host.log.error("telegram-poll-lost", error, { channel: "telegram" });
    }
    await host.clock.sleep(backoffMs(2), signal);
  }
}

async function poll(context: TelegramContext, signal: AbortSignal): Promise<void> {
  const presses = new Set<Promise<unknown>>();
  let offset: number | null = null;
  let mayHaveWebhook = true;
  let attempt = 0;
  while (!signal.aborted) {
    if (mayHaveWebhook) await removeWebhook(context, signal);
    mayHaveWebhook = false;
    const outcome = await fetchUpdates(context, offset, signal);
    if (outcome.kind !== "ok") {
      // A conflict is another poller, or a webhook that somebody set meanwhile: take that away before the next try.
      mayHaveWebhook = outcome.kind === "rejected" && outcome.status === 409;
      await waitOut(context, outcome, attempt, signal);
      attempt += 1;
      continue;
    }
    const updates: readonly unknown[] = Array.isArray(outcome.result) ? outcome.result : [outcome.result];
    for (const update of updates) await takeIn(context, update, presses, signal);
    const ids = updates.map(decodeUpdateId).filter((id) => id !== null);
    // Acknowledges nothing by itself: only another call would, and after an abort, when some may not be stored, none is made.
    if (ids.length > 0) offset = Math.max(...ids) + 1;
    attempt = ids.length > 0 || updates.length === 0 ? 0 : attempt + 1;
    // Nothing here can be acknowledged, so the same batch comes back: not at full speed.
    if (attempt > 0) await context.host.clock.sleep(backoffMs(attempt), signal);
  }
  await Promise.all(presses);
}

function fetchUpdates({ client }: TelegramContext, offset: number | null, signal: AbortSignal) {
  const parameters = {
    timeout: POLL_SECONDS,
    limit: 100,
    allowed_updates: ALLOWED_UPDATES,
    ...(offset !== null && { offset }),
  };
  return client.call((api, inner) => api.getUpdates(parameters, inner), { timeoutMs: POLL_LIMIT_MS, signal });
}

async function removeWebhook(context: TelegramContext, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const limits = { timeoutMs: SHORT_LIMIT_MS, signal };
    const outcome = await context.client.call((api, inner) => api.deleteWebhook({}, inner), limits);
    if (outcome.kind === "ok") return;
    await waitOut(context, outcome, attempt, signal);
  }
}

/** Resolves when the update is stored or refused, or after an abort; tries again for as long as storing fails. */
async function takeIn(
  context: TelegramContext,
  update: unknown,
  presses: Set<Promise<unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const { host, client } = context;
  const decoded = decodeUpdate(update, host.clock.now());
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      const heard = await hearStaff(context, update);
      if (heard) return keep(presses, heard.shown);
      if (decoded.kind === "refused") return host.refuse(decoded.reason);
      await host.receive(decoded.message);
      break;
    } catch (error) {
      host.log.error("telegram-store-failed", error, { channel: "telegram", attempt });
      await host.clock.sleep(backoffMs(attempt), signal);
    }
  }
  if (decoded.kind === "refused" || decoded.callbackQueryId === null) return;
  // Only stops the wheel on the pressed button, so nobody waits for it and nothing hangs on its outcome.
  const query = { callback_query_id: decoded.callbackQueryId };
  const limits = { timeoutMs: SHORT_LIMIT_MS, signal };
  keep(
    presses,
    client.call((api, inner) => api.answerCallbackQuery(query, inner), limits),
  );
}

/** Waited for at the end alone. */
function keep(presses: Set<Promise<unknown>>, press: Promise<unknown>): void {
  presses.add(press);
  void press.finally(() => presses.delete(press));
}
