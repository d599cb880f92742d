/** Aborts when a person takes a conversation while its answer is being written: no draft may follow a person's words. */
import type { ConsoleEvent } from "../contracts/console-event.ts";
import type { Conversation } from "../contracts/conversation.ts";
import type { Ports } from "../contracts/ports.ts";

export interface TakeoverWatch {
  readonly signal: AbortSignal;
  stop(): void;
}

/** A courtesy only: what stops the answer itself is the epoch, checked when it is settled. */
export function watchTakeover(
  { shopId, conversationId }: Pick<Conversation, "shopId" | "conversationId">,
  { live }: Pick<Ports, "live">,
): TakeoverWatch {
  const taken = new AbortController();
  const stop = live.subscribe(`console:${shopId}`, (payload) => {
    const event = payload as ConsoleEvent;
    if (event.kind === "ticket-changed" && event.conversationId === conversationId) taken.abort();
  });
  return { signal: taken.signal, stop };
}
