/** A channel without a platform: every send arrives at once. What remains to be measured is ours. */
import type { ChannelAdapter } from "../../src/contracts/channel-adapter.ts";
import type { ChannelName, OutboundMessage } from "../../src/contracts/message.ts";

export interface BenchChannel {
  readonly adapter: ChannelAdapter;
  readonly delivered: () => number;
}

export function createBenchChannel(onArrival: (message: OutboundMessage) => void = () => {}): BenchChannel {
  let delivered = 0;
  const adapter: ChannelAdapter = {
    channel: "bench" as ChannelName,
    capabilities: {
      maxTextLength: 4_000,
      maxChoices: 10,
      maxChoiceLabelLength: 80,
      canShowTyping: false,
      canShowDraft: false,
      hasSendKey: true,
      canStartConversation: true,
      maxSendsPerSecond: 100_000,
      maxSendsPerSecondPerThread: 100_000,
    },
    routes: [],
    run: () => Promise.resolve(),
    send(message) {
      delivered += 1;
      onArrival(message);
      return Promise.resolve({ kind: "delivered", externalId: message.outboundId });
    },
  };
  return { adapter, delivered: () => delivered };
}
