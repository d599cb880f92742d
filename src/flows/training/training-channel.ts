/** The channel of every practice shop: its platform is the simulator, which reads what was sent where it is stored. */
import type { ChannelAdapter } from "../../contracts/channel-adapter.ts";
import type { Channels } from "../../contracts/ports.ts";
import { TRAINING_ACCOUNT_ID, TRAINING_CHANNEL } from "../../contracts/training-place.ts";

const CHANNEL: ChannelAdapter = {
  channel: TRAINING_CHANNEL,
  capabilities: {
    maxTextLength: 4_000,
    maxChoices: 15,
    maxChoiceLabelLength: 100,
    canShowTyping: false,
    canShowDraft: false,
    hasSendKey: true,
    canStartConversation: false,
    maxSendsPerSecond: 100,
    maxSendsPerSecondPerThread: 100,
  },
  routes: [],
  run: () => Promise.resolve(),
  send: ({ outboundId }) => Promise.resolve({ kind: "delivered", externalId: outboundId }),
};

/** These channels, and the one behind which nobody is. */
export function withTraining(channels: Channels): Channels {
  return {
    get accountIds() {
      return [...channels.accountIds, TRAINING_ACCOUNT_ID];
    },
    adapterOf: (accountId) => (accountId === TRAINING_ACCOUNT_ID ? CHANNEL : channels.adapterOf(accountId)),
  };
}
