/** getUpdates: waits as long as it was asked to, gives way to a newer poll, and forgets only what an offset confirms. */
import { type BotState, confirmUpdates, type Json } from "./bot-state.ts";
import { allowUpdates } from "./call-method.ts";
import { describeStatus, Refusal } from "./refuse-call.ts";

/** `signal` aborts when the caller hangs up or the fake stops; nothing is confirmed by that. */
export async function takeUpdates(state: BotState, parameters: Json, signal: AbortSignal): Promise<Json[]> {
  if (state.webhook) {
    const reason = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    throw new Refusal(409, `Conflict: ${reason}`);
  }
  state.events.emit("poll", describeStatus(409, null));
  allowUpdates(state, parameters["allowed_updates"]);
  const offset = Number(parameters["offset"] ?? 0);
  if (offset !== 0) confirmUpdates(state, offset);
  const limit = Math.min(Math.max(Number(parameters["limit"] ?? 100), 1), 100);
  const timeoutMs = Math.min(Math.max(Number(parameters["timeout"] ?? 0), 0), 50) * 1_000;
  if (state.queue.length === 0 && timeoutMs > 0) await waitForUpdate(state, timeoutMs, signal);
  const batch = state.queue.slice(0, limit);
  // Handed out, so the next confirmation counts again.
  if (!signal.aborted) for (const update of batch) state.redelivering.delete(update);
  return batch;
}

function waitForUpdate({ events }: BotState, timeoutMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      events.off("update", arrive);
      events.off("poll", giveWay);
      signal.removeEventListener("abort", arrive);
      settle();
    };
    const arrive = () => finish(resolve);
    const giveWay = (reason: string) => finish(() => reject(new Refusal(409, reason)));
    const timer = setTimeout(arrive, timeoutMs);
    events.once("update", arrive);
    events.once("poll", giveWay);
    signal.addEventListener("abort", arrive, { once: true });
    if (signal.aborted) arrive();
  });
}
