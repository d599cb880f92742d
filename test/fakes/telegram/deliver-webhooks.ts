/** Pushes queued updates to the webhook, oldest first, again and again until each is answered with 2xx. */
import { once } from "node:events";
import { call, type FakeContext, note, waitFor } from "./answer-call.ts";
import type { Json, Webhook } from "./bot-state.ts";
import { isJson } from "./check-message.ts";

/** The service waits from seconds to an hour; a test has less time. */
const FIRST_RETRY_MS = 40;
const MAX_RETRY_MS = 1_000;

/** Runs until the fake stops. Unlike the service it delivers one at a time over all chats, so order is plain to see. */
export async function deliverWebhooks(context: FakeContext): Promise<void> {
  const { state, stopped } = context;
  let waitMs = FIRST_RETRY_MS;
  while (!stopped.aborted) {
    const [update] = state.queue;
    if (!state.webhook || !update) {
      await once(state.events, "update", { signal: stopped }).catch(() => {});
      continue;
    }
    const isTaken = await push(context, state.webhook, update);
    if (isTaken) {
      const at = state.queue.indexOf(update);
      // An update marked for redelivery loses this acknowledgement and stays.
      if (!state.redelivering.delete(update) && at >= 0) state.queue.splice(at, 1);
    } else await waitFor(waitMs, stopped);
    waitMs = isTaken ? FIRST_RETRY_MS : Math.min(waitMs * 2, MAX_RETRY_MS);
  }
}

async function push(context: FakeContext, webhook: Webhook, update: Json): Promise<boolean> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (webhook.secretToken !== null) headers["x-telegram-bot-api-secret-token"] = webhook.secretToken;
  const signal = AbortSignal.any([context.stopped, AbortSignal.timeout(10_000)]);
  try {
    const response = await fetch(webhook.url, { method: "POST", headers, body: JSON.stringify(update), signal });
    const text = await response.text();
    if (response.ok) await carryOut(context, text, response.headers.get("content-type") ?? "");
    else noteFailure(webhook, `Wrong response from the webhook: ${response.status} ${response.statusText}`);
    return response.ok;
  } catch {
    noteFailure(webhook, "Connection refused");
    return false;
  }
}

/** A webhook may answer with one method to carry out; its outcome goes nowhere. */
async function carryOut(context: FakeContext, text: string, type: string): Promise<void> {
  const answer: unknown = type.includes("json") && text !== "" ? JSON.parse(text) : null;
  if (!isJson(answer) || typeof answer["method"] !== "string") return;
  const { method, ...parameters } = answer;
  note(context, String(method), parameters, await call(context, String(method), parameters, context.stopped));
}

function noteFailure(webhook: Webhook, message: string): void {
  webhook.lastErrorAt = Math.floor(Date.now() / 1_000);
  webhook.lastError = message;
}
