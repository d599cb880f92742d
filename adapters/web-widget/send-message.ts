/** What leaves for the browser: messages into the thread's feed, typing and drafts as hints beside it. */
import type { ChannelAdapter, ChannelHost } from "../../src/contracts/channel-adapter.ts";
import type { OutboundId } from "../../src/contracts/ids.ts";
import { encodeDraft, encodeMessage } from "./encode.ts";

/** About ten a second: smooth to read, and a hint is a NOTIFY for every process. */
const DRAFT_PAUSE_MS = 100;
const RETRY_MS = 2_000;

interface Draft {
  readonly outboundId: OutboundId;
  readonly text: string;
}

export function createSender(host: ChannelHost): Required<Pick<ChannelAdapter, "send" | "showTyping" | "showDraft">> {
  /** Threads that just got a draft, with what to show them after the pause. */
  const pausing = new Map<string, Draft | null>();

  const showDraft = (threadKey: string, draft: Draft) => {
    if (pausing.has(threadKey)) {
      pausing.set(threadKey, draft);
      return;
    }
    pausing.set(threadKey, null);
    host.feed.hint(threadKey, encodeDraft(draft.outboundId, draft.text));
    void host.clock.sleep(DRAFT_PAUSE_MS).then(() => {
      const next = pausing.get(threadKey);
      pausing.delete(threadKey);
      if (next) showDraft(threadKey, next);
    });
  };

  return {
    async send(message, signal) {
      const { threadKey } = message.to;
      if (signal.aborted) return { kind: "retry", afterMs: RETRY_MS, reason: "aborted" };
      // A draft after its answer would put the half text back on the screen.
      if (pausing.has(threadKey)) pausing.set(threadKey, null);
      try {
        const entry = encodeMessage(message, host.clock.now());
        const cursor = await host.feed.append(threadKey, message.outboundId, entry);
        return { kind: "delivered", externalId: String(cursor) };
      } catch (error) {
        // The entry key makes the next try harmless, whether or not this one was written.
        host.log.error("widget-append-failed", error, { outboundId: message.outboundId });
        return { kind: "retry", afterMs: RETRY_MS, reason: "feed-unavailable" };
      }
    },
    showTyping(to) {
      host.feed.hint(to.threadKey, { kind: "typing" });
      return Promise.resolve();
    },
    showDraft: (to, outboundId, text) => showDraft(to.threadKey, { outboundId, text }),
  };
}
